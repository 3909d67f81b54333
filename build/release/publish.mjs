// node build/release/publish.mjs TAG FOLDER: attaches what the jobs of all systems made to the release of a tag.
import { execFileSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT } from '../setup/paths.mjs';
import { SetUpError } from '../setup/process.mjs';
import { main } from '../setup/setup.mjs';
import { notesOf } from './notes.mjs';

await main(async () => {
  const [tag = '', folder = ''] = process.argv.slice(2);
  const notes = notesOf(await readFile(join(PROJECT, 'CHANGELOG.md'), 'utf8'), tag.replace(/^v/, ''));
  if (notes === null) throw new SetUpError(`CHANGELOG.md says nothing of ${tag}.`);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
  if (files.length === 0) throw new SetUpError(`There is nothing to attach in ${folder}.`);
  const text = join(tmpdir(), `notes-${tag}.md`);
  await writeFile(text, notes);
  execFileSync(
    'gh',
    [
      'release',
      'create',
      tag,
      '--verify-tag',
      '--title',
      `Forger ${tag.replace(/^v/, '')}`,
      '--notes-file',
      text,
      ...files,
    ],
    { stdio: 'inherit' },
  );
  return 0;
});
