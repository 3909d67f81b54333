import type { Command } from 'commander';
import { join } from 'node:path';
import { sizeWords } from '@shared/dataset.ts';
import { PIXEL_FILES, proposeImport, type FolderLook, type ImportProposal } from '@shared/import/look.ts';
import type { Finding } from '@shared/import/findings.ts';
import type { PairsChoice } from '@shared/import/options.ts';
import { isPaired } from '@shared/pairs.ts';
import { plural } from '@shared/import/words.ts';
import { forkDecoder } from '../../data/index.ts';
import { lookAtOpened } from '../../data/importing.ts';
import { abortOnSignal } from '../abort.ts';
import { openLibrary, type CommandContext } from '../context.ts';
import { count, tableLines } from '../table.ts';
import { addOpening, pathsGiven, TAKEN, withOpened, type ChosenOptions } from './chosen.ts';
import { addJson, addLibrary, type CommonOptions } from './common.ts';

export function lookCommand(program: Command, context: CommandContext): void {
  addOpening(addJson(addLibrary(program.command('look'))))
    .description(`Look at images before they are imported, what there is and how to bring it in: ${TAKEN}.`)
    .argument('<sources...>', 'what holds the images')
    .action(async (given: string[], options: CommonOptions & ChosenOptions) => {
      const { terminal } = context;
      const paths = await pathsGiven(given, `Give ${TAKEN}.`);
      const decoder = forkDecoder(join(import.meta.dirname, 'decoder.js'));
      const onLook = ({ looked, refused, files }: FolderLook): void =>
        terminal.progress(`${count(looked + refused)} of ${count(files)}`);
      const libraryDir = async (): Promise<string> => (await openLibrary(context, options.library)).dir;
      const look = await abortOnSignal((signal) =>
        withOpened(paths, options, { terminal, signal, decoder, libraryDir }, (opened) =>
          lookAtOpened(opened, { decoder, signal, onLook, pairs: options.pairs }),
        ),
      ).finally(() => terminal.progress(''));
      if (look.kind !== 'folder') {
        if (options.json) return terminal.json({ look });
        const { width, height, channels } = look.image;
        return terminal.print(
          `${plural(look.count, 'image')} of ${width} × ${height} pixels, ${channels === 1 ? 'grey' : 'in colour'}. ${PIXEL_FILES[look.kind]} are imported as they are.`,
        );
      }
      const proposal = proposeImport(look);
      if (options.json) return terminal.json({ look, recommended: proposal });
      const pairs = options.pairs === undefined ? '' : ` --pairs ${options.pairs}`;
      const every = options.every === undefined ? '' : ` --every ${options.every}`;
      terminal.print(
        isPaired(look)
          ? `${plural(look.looked, 'pair')} of ${count(look.files)}.`
          : `${plural(look.looked, 'picture')} of ${plural(look.files, 'file')}.`,
        ...findingLines(look.findings),
        ...(proposal ? recommendationLines(look, proposal) : []),
        ...(proposal
          ? [`To import so: forger import ${given.map(quoted).join(' ')}${pairs}${every} --recommended`]
          : []),
      );
    });
}

const quoted = (path: string): string => (/^[\w./~-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`);

/** How pictures that may be pairs are taken so. */
const pairedBy = (pairs: PairsChoice): string =>
  `--pairs ${pairs}${pairs === 'left-input' ? ' or right-input' : ''} takes them so.`;

/** What was found, a line each. */
export const findingLines = (findings: readonly Finding[]): string[] =>
  findings.length === 0
    ? []
    : tableLines(
        [
          { title: 'Found', text: ({ title }) => title },
          { title: '', text: ({ figure }) => figure, right: true },
          { title: '', text: ({ words, pairs }) => (pairs ? `${words} ${pairedBy(pairs)}` : words) },
        ],
        findings,
      );

function recommendationLines({ auto }: FolderLook, proposal: ImportProposal): string[] {
  const { why, fit, crop, padding, skip, labels, channels, background, tones } = proposal;
  const how = { crop: `crop (${crop})`, pad: `pad (${padding})`, stretch: 'stretch' }[fit];
  const named = auto === null ? 'none' : String(labels.from);
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
