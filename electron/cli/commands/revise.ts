import { type Command, InvalidArgumentError } from 'commander';
import { ForgerError } from '@shared/contract/errors.ts';
import type { DatasetRecord } from '@shared/dataset.ts';
import { revisionSchema, versionName } from '@shared/import/revision.ts';
import { makeVersion, readImportReport } from '../../data/index.ts';
import { datasetNamed } from '../../data/named.ts';
import { shipped } from '../../shipped/index.ts';
import { readText } from '../../store/files/index.ts';
import { abortOnSignal } from '../abort.ts';
import { openLibrary, type CommandContext } from '../context.ts';
import { count } from '../table.ts';
import { addJson, addLibrary, type CommonOptions } from './common.ts';
import { addLabelChoices, labelLine, NAME_SENTENCE, type LabelOptions } from './import-options.ts';

interface ReviseOptions extends CommonOptions, LabelOptions {
  name?: string;
  leaveOut?: number[];
  leaveOutList?: string;
}

/** Numbers of a million images. */
const MOST_LIST_BYTES = 16 * 2 ** 20;
/** Images that one range may name. */
const MOST_IMAGES = 16_777_216;

/** Reads "3" and "10-20", numbers from 1, several with commas or a line each; null for anything else. */
function readNumbers(text: string): number[] | null {
  const numbers: number[] = [];
  for (const part of text.split(/[\s,]+/).filter((word) => word !== '')) {
    const [, from, to = from] = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(part) ?? [];
    const [first, last] = [Number(from), Number(to)];
    if (from === undefined || first < 1 || last < first || numbers.length + last - first >= MOST_IMAGES) return null;
    for (let image = first; image <= last; image += 1) numbers.push(image);
  }
  return numbers;
}

function readLeftOut(text: string, before: number[] = []): number[] {
  const numbers = readNumbers(text);
  if (numbers) return [...before, ...numbers];
  throw new InvalidArgumentError('It takes numbers of images from 1, such as 3,7,10-20.');
}

/** The images that the options name, counted from 0. @throws ForgerError where one is not there, or a list cannot be read */
async function leftOut({ leaveOut = [], leaveOutList }: ReviseOptions, { name, count: images }: DatasetRecord) {
  const listed =
    leaveOutList === undefined
      ? []
      : readNumbers(
          await readText(leaveOutList, MOST_LIST_BYTES).catch(() => {
            throw new ForgerError('not-found', `The list ${leaveOutList} cannot be read. Give a text file of numbers.`);
          }),
        );
  if (!listed)
    throw new ForgerError('invalid-request', `${leaveOutList} holds more than numbers of images, such as 3 or 10-20.`);
  const all = [...new Set([...leaveOut, ...listed])];
  const beyond = all.find((image) => image > images);
  if (beyond === undefined) return all.map((image) => image - 1);
  throw new ForgerError(
    'invalid-request',
    `"${name}" has ${count(images)} images: there is no image ${count(beyond)}.`,
  );
}

/** @throws ForgerError where a name that is to change is no label's */
function requireLabels({ name, labels }: DatasetRecord, { rename = {}, drop = [] }: LabelOptions): void {
  const unknown = [...Object.keys(rename), ...drop].find((label) => !labels?.includes(label));
  if (unknown === undefined) return;
  throw new ForgerError('invalid-request', `"${name}" has no label ${unknown}.`);
}

export function reviseCommand(program: Command, context: CommandContext): void {
  addLabelChoices(
    addJson(addLibrary(program.command('revise')))
      .description(
        'Make a version of a data set: fewer images, other labels. The data set stays, and so do runs on it.',
      )
      .argument('<dataset>', 'id or name of the data set; "forger datasets" lists them')
      .option('--name <text>', 'what the version is called'),
  )
    .option('--leave-out <numbers>', 'leave out images by their numbers from 1, such as 3,7,10-20', readLeftOut)
    .option('--leave-out-list <file>', 'leave out the images whose numbers a text file names')
    .action(async (asked: string, options: ReviseOptions) => {
      const library = await openLibrary(context, options.library);
      const bundledDir = shipped().datasets;
      const of = await datasetNamed(library.dir, bundledDir, asked);
      requireLabels(of, options);
      const { rename, drop, most } = options;
      const revision = revisionSchema.safeParse({
        name: options.name ?? versionName(of, 'fewer'),
        leaveOut: await leftOut(options, of),
        labels: { rename, drop, most },
      });
      if (!revision.success)
        throw new ForgerError(
          'invalid-request',
          revision.error.issues[0]?.path[0] === 'name'
            ? NAME_SENTENCE
            : '--rename and --drop take names of 1 to 200 characters.',
        );
      const record = await abortOnSignal((signal) =>
        makeVersion({ libraryDir: library.dir, bundledDir, id: of.id, revision: revision.data, signal }),
      );
      if (options.json) return context.terminal.json({ id: record.id, path: library.datasetDir(record.id), record });
      const report = await readImportReport(library.dir, record.id);
      context.terminal.print(
        `${record.name}: ${count(record.count)} of ${count(of.count)} images of ${of.name} as "${record.id}".`,
        ...(report && record.labels ? [labelLine(report.labels)] : []),
      );
    });
}
