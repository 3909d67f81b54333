import type { Command } from 'commander';
import { join } from 'node:path';
import { sizeWords } from '@shared/dataset.ts';
import { proposeImport, type FolderLook, type ImportProposal } from '@shared/import/look.ts';
import type { Finding } from '@shared/import/findings.ts';
import { plural } from '@shared/import/words.ts';
import { forkDecoder, lookAtSource } from '../../data/index.ts';
import { abortOnSignal } from '../abort.ts';
import type { CommandContext } from '../context.ts';
import { thereGiven } from '../places.ts';
import { count, tableLines } from '../table.ts';
import { addJson } from './common.ts';

export function lookCommand(program: Command, context: CommandContext): void {
  addJson(program.command('look'))
    .description('Look at a folder of images before it is imported: what there is, and how to bring it in.')
    .argument('<source>', 'a folder of images, or an IDX file')
    .action(async (given: string, { json }: { json?: boolean }) => {
      const { terminal } = context;
      const path = await thereGiven(given, 'The source', 'Give a folder of images, or an IDX file.');
      const decoder = forkDecoder(join(import.meta.dirname, 'decoder.js'));
      const look = await abortOnSignal((signal) =>
        lookAtSource({
          ...{ path, decoder, signal },
          onLook: ({ looked, refused, files }) => terminal.progress(`${count(looked + refused)} of ${count(files)}`),
        }),
      ).finally(() => terminal.progress(''));
      if (look.kind === 'idx') {
        if (json) return terminal.json({ look });
        const { width, height, channels } = look.image;
        return terminal.print(
          `${plural(look.count, 'image')} of ${width} × ${height} pixels, ${channels === 1 ? 'grey' : 'in colour'}. IDX files are imported as they are.`,
        );
      }
      const proposal = proposeImport(look);
      if (json) return terminal.json({ look, recommended: proposal });
      terminal.print(
        `${plural(look.looked, 'picture')} of ${plural(look.files, 'file')}.`,
        ...findingLines(look.findings),
        ...(proposal ? recommendationLines(look, proposal) : []),
        ...(proposal ? [`To import so: forger import ${quoted(given)} --recommended`] : []),
      );
    });
}

const quoted = (path: string): string => (/^[\w./~-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`);

/** What was found, a line each. */
export const findingLines = (findings: readonly Finding[]): string[] =>
  findings.length === 0
    ? []
    : tableLines(
        [
          { title: 'Found', text: ({ title }) => title },
          { title: '', text: ({ figure }) => figure, right: true },
          { title: '', text: ({ words }) => words },
        ],
        findings,
      );

function recommendationLines({ auto }: FolderLook, proposal: ImportProposal): string[] {
  const { why, fit, crop, padding, skip, labels, channels, background, tones } = proposal;
  const how = { crop: `crop (${crop})`, pad: `pad (${padding})`, stretch: 'stretch' }[fit];
  const named = (auto ?? null) === null ? 'none' : String(labels.from);
  const rows = [
    ['Size', sizeWords(proposal), why.size],
    ['Channels', channels === 1 ? '1, grey' : '3, colour', why.channels],
    ['Fit', how, why.fit],
    ['Background', background, why.background],
    ['Tones', tones, why.tones],
    ['Skip', skip.join(', ') || 'nothing', why.skip],
    ['Labels', named, why.labels],
  ] as const;
  return tableLines(
    [
      { title: 'Recommended', text: ([what]) => what },
      { title: '', text: ([, value]) => value },
      { title: '', text: ([, , reason]) => `because ${reason}` },
    ],
    rows,
  );
}
