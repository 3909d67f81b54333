import { Option, type Command } from 'commander';
import { ORDER_WORDS, ordersFor, surveyFor, type PictureOrder, type PlainlySorted } from '@shared/browse.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import type { DatasetRecord } from '@shared/dataset.ts';
import { displayText } from '@shared/display.ts';
import { MEASURES } from '@shared/picture-measures.ts';
import { datasetNamed } from '../../data/named.ts';
import { shipped } from '../../shipped/index.ts';
import { abortOnSignal } from '../abort.ts';
import { openLibrary, type CommandContext } from '../context.ts';
import { addOutput, newFile, type OutputOptions } from '../places.ts';
import { count } from '../table.ts';
import { addJson, addLibrary, wholeNumber, type CommonOptions } from './common.ts';

interface SheetOptions extends CommonOptions, OutputOptions {
  by: PlainlySorted;
  nearest?: number;
  descending?: boolean;
  label?: string;
  count: number;
  spread?: boolean;
}

const USUAL = 200;

export function sheetCommand(program: Command, context: CommandContext): void {
  const command = addJson(addLibrary(program.command('sheet')))
    .description('Draw pictures of a data set onto one PNG: a contact sheet.')
    .argument('<dataset>', 'id or name of the data set; "forger datasets" lists them')
    .addOption(
      new Option('--by <order>', 'sorted by what is measured of them, which is worked out the first time')
        .choices(['imported', ...MEASURES, 'oddness'])
        .default('imported'),
    )
    .option('--nearest <N>', 'sorted by how near they are to the image of this number, from 1', wholeNumber(1))
    .option('--descending', 'the order turned round: sharp ones first, odd ones first')
    .option('--label <name>', 'those of this label alone')
    .option('--count <N>', 'how many pictures, where there is room', wholeNumber(1), USUAL)
    .option('--spread', 'spread evenly over all of them, not the first ones');
  addOutput(command, 'the PNG', '<dataset>-<order>.png here').action(
    async (reference: string, options: SheetOptions) => {
      const library = await openLibrary(context, options.library);
      const bundledDir = shipped().datasets;
      const { makeSheet, sheetName } = await import('../../engine/host/index.ts');
      const record = await datasetNamed(library.dir, bundledDir, reference);
      const order = orderOf(record, options);
      const label = options.label === undefined ? null : labelOf(record, options.label);
      const path = await newFile(options, sheetName(record, label, order), ['.png']);
      const saved = await abortOnSignal((signal) =>
        makeSheet({
          ...{ library: library.dir, bundledDir, record, label, order, path, signal },
          choices: { images: options.count, spread: options.spread === true },
          onProgress: ({ done, total }) => context.terminal.progress(`${count(done)} of ${count(total)} looked at`),
        }),
      ).finally(() => context.terminal.progress(''));
      if (options.json) return context.terminal.json({ dataset: record.id, ...order, ...saved });
      context.terminal.print(`${count(saved.images)} pictures are in ${saved.path}`);
    },
  );
}

/** @throws {ForgerError} invalid-request */
function orderOf({ image, count: images }: DatasetRecord, options: SheetOptions): PictureOrder {
  const { by, nearest, descending = false } = options;
  if (nearest !== undefined) {
    if (nearest <= images) return { by: 'nearest', descending, to: nearest - 1 };
    throw new ForgerError('invalid-request', `There are ${count(images)} images: give --nearest one of their numbers.`);
  }
  if (surveyFor(by) === null || ordersFor(image).includes(by)) return { by, descending };
  throw new ForgerError(
    'invalid-request',
    `Grey pictures have no ${ORDER_WORDS[by].title.toLowerCase()}: sort them by another measure.`,
  );
}

/** @throws {ForgerError} invalid-request */
function labelOf({ name, labels }: DatasetRecord, text: string): number {
  const label = labels?.indexOf(text) ?? -1;
  if (label >= 0) return label;
  const there = labels ? `there are ${labels.map(displayText).join(', ')}` : 'it has none';
  throw new ForgerError('invalid-request', `"${name}" has no label "${displayText(text)}"; ${there}.`);
}
