import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import type { RefusedFile } from '@shared/dataset.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import { displayText } from '@shared/display.ts';
import { walkFolder } from '../source/walk.ts';
import type { FontFile } from './messages.ts';

const FONT_NAME = /\.(ttf|otf|ttc|otc|woff)$/i;
/** Machines of typographers have thousands; all of them would take minutes to open. */
const MOST_FILES = 2000;

/** Where systems keep fonts: fontconfig's defaults, Apple's and Microsoft's documentation. */
export function fontFolders(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform, home = homedir()): string[] {
  if (platform === 'darwin') return ['/System/Library/Fonts', '/Library/Fonts', join(home, 'Library', 'Fonts')];
  if (platform === 'win32') {
    const local = environment['LOCALAPPDATA'];
    return [
      join(environment['SystemRoot'] ?? 'C:\\Windows', 'Fonts'),
      ...(local ? [join(local, 'Microsoft', 'Windows', 'Fonts')] : []),
    ];
  }
  const own = environment['XDG_DATA_HOME'] || join(home, '.local', 'share');
  return ['/usr/share/fonts', '/usr/local/share/fonts', join(own, 'fonts'), join(home, '.fonts')];
}

/** The font files below some folders, in an order that depends on their paths alone; folders that are not there have none. */
export async function machineFonts(
  folders: readonly string[],
  signal: AbortSignal,
): Promise<{ files: FontFile[]; refused: RefusedFile[] }> {
  const files: FontFile[] = [];
  const refused: RefusedFile[] = [];
  for (const folder of folders) {
    const found = await walkFolder(folder, signal).catch((error: unknown) => {
      if (error instanceof ForgerError && error.code === 'no-access')
        return { files: [], places: new Map(), refused: [] };
      throw error;
    });
    for (const path of found.files.filter((name) => FONT_NAME.test(name)))
      files.push({ path: join(folder, ...path.split('/')), label: displayText(basename(path)) });
    refused.push(...found.refused.filter(({ path }) => FONT_NAME.test(path)));
  }
  for (const { label } of files.splice(MOST_FILES))
    refused.push({ path: label, reason: `one font too many: the first ${MOST_FILES.toLocaleString('en')} are used` });
  return { files, refused };
}
