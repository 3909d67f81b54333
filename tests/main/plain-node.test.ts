import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NODE_VARIABLE, nodeBeside } from '../../electron/main/jobs/plain-node.ts';
import { folderWith } from '../setup/support/folder.ts';

describe('the Node beside Electron', () => {
  it('is the one that ships, whatever the environment says', () => {
    expect(nodeBeside('/opt/forger/node', { [NODE_VARIABLE]: process.execPath })).toBe('/opt/forger/node');
  });

  it('is in a checkout the one that set-up ran in', () => {
    expect(nodeBeside(undefined, { [NODE_VARIABLE]: process.execPath })).toBe(process.execPath);
  });

  it.each([
    ['not named', () => undefined],
    ['named by a path that depends on where one stands', () => 'node'],
    ['a file that is gone', (folder: string) => join(folder, 'gone')],
    ['a folder', (folder: string) => folder],
  ])('%s, is missed in a sentence', async (_what, named) => {
    const given = named(await folderWith({}));
    expect(() => nodeBeside(undefined, { [NODE_VARIABLE]: given })).toThrow(
      /FORGER_NODE names none\. Start .*npm start\.$/,
    );
  });
});
