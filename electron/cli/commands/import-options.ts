import { type Command, InvalidArgumentError, Option } from 'commander';
import { ForgerError } from '@shared/contract/errors.ts';
import {
  FIT_CHOICES,
  IMPORT_SIZES,
  importOptionsSchema,
  type ImportOptions,
  type ImportReport,
} from '@shared/dataset.ts';
import { cropWindowText, readCropWindow } from '@shared/import/crop-window.ts';
import { NO_FOLDER } from '@shared/import/labels.ts';
import { requirePairable } from '@shared/import/paired.ts';
import type { ImportProposal } from '@shared/import/look.ts';
import {
  BACKGROUND_CHOICES,
  CROP_CHOICES,
  MOST_LEVELS,
  PADDING_CHOICES,
  SKIP_CHOICES,
  TONES_CHOICES,
  type LabelChoices,
  type SkipChoice,
} from '@shared/import/options.ts';
import type { PictureSource } from '../../data/index.ts';
import { NO_LABEL } from '@shared/import/taking.ts';
import { readText } from '../../store/files/index.ts';
import { matcher } from '../matching.ts';
import { count } from '../table.ts';
import type { ChosenOptions } from './chosen.ts';
import { imageSize, wholeNumber, type CommonOptions } from './common.ts';

/** What labels become of. */
export interface LabelOptions {
  rename?: Record<string, string>;
  drop?: string[];
  most?: number;
}

export interface ImportCommandOptions extends CommonOptions, ChosenOptions, LabelOptions {
  name?: string;
  again?: string;
  recommended?: boolean;
  size?: { width: number; height: number };
  channels?: number;
  fit?: ImportOptions['fit'];
  crop?: ImportOptions['crop'];
  padding?: string;
  background?: string;
  tones?: ImportOptions['tones'];
  skip?: SkipChoice[];
  labels?: LabelChoices['from'];
  leaveOut?: string[];
  leaveOutList?: string;
}

const SKIP_NONE = 'none';
/** A list of a million long paths. */
const MOST_LIST_BYTES = 256 * 2 ** 20;

function readSkip(text: string): SkipChoice[] {
  if (text === SKIP_NONE) return [];
  const chosen = text.split(',').map((part) => part.trim());
  const known = SKIP_CHOICES.filter((choice) => chosen.includes(choice));
  if (chosen.every((part) => SKIP_CHOICES.some((choice) => choice === part))) return known;
  throw new InvalidArgumentError(`It takes ${SKIP_CHOICES.join(', ')}, several with commas, or ${SKIP_NONE}.`);
}

function readLevel(text: string): LabelChoices['from'] {
  if (text === 'auto' || text === 'none') return text;
  const level = Number(text);
  if (/^\d+$/.test(text) && level >= 1 && level <= MOST_LEVELS) return level;
  throw new InvalidArgumentError(`It takes auto, none, or a level of folders from 1 to ${MOST_LEVELS}.`);
}

function readRename(text: string, before: Record<string, string> = {}): Record<string, string> {
  const [, from = '', to = ''] = /^(.+?)=(.+)$/su.exec(text) ?? [];
  if (from.trim() !== '' && to.trim() !== '') return { ...before, [from.trim()]: to.trim() };
  throw new InvalidArgumentError('It takes an old and a new name, such as boots=shoes.');
}

const WINDOW_EXAMPLE = cropWindowText({ x: 0.25, y: 0, width: 0.5, height: 1 });

function readCrop(text: string): ImportOptions['crop'] {
  const crop = CROP_CHOICES.find((choice) => choice === text) ?? readCropWindow(text);
  if (crop !== null) return crop;
  throw new InvalidArgumentError(
    `It takes ${CROP_CHOICES.join(', ')}, or a window x,y,width,height in shares of the picture, such as ${WINDOW_EXAMPLE}.`,
  );
}

const collected = (text: string, before: string[] = []): string[] => [...before, text];

/** What becomes of labels, as options: of an import, and of a version. */
export const addLabelChoices = (command: Command): Command =>
  command
    .option(
      '--rename <old=new>',
      'give a label another name, or that of another to join it; again for more',
      readRename,
    )
    .option('--drop <label>', 'leave out the images of a label, by its old name; again for more', collected)
    .option('--most <N>', 'at most so many images of each label, spread evenly', wholeNumber(1));

/** The choices of an import as options. */
export const addChoices = (command: Command): Command =>
  addLabelChoices(command)
    .option('--recommended', 'take what "forger look" recommends wherever no option chooses')
    .option(
      '--size <N>',
      'side of the images made, in pixels, or their width and height, such as 96x64 (default: what suits the pictures)',
      imageSize,
    )
    .option('--channels <N>', '1 for grey, 3 for colour (default: what the pictures show)', wholeNumber(1))
    .addOption(
      new Option('--fit <how>', 'how pictures of other proportions are made to fit (default: crop)').choices(
        FIT_CHOICES,
      ),
    )
    .option(
      '--crop <where>',
      `the part that a crop shows: ${CROP_CHOICES.join(', ')}, or a window x,y,width,height in shares of the upright picture, such as ${WINDOW_EXAMPLE} (default: centre)`,
      readCrop,
    )
    .option(
      '--padding <what>',
      `what lies beside a padded picture: ${PADDING_CHOICES.join(', ')}, or a colour such as #ffcc00 (default: black)`,
    )
    .option(
      '--background <colour>',
      `what shows through transparent pictures: ${BACKGROUND_CHOICES.join(', ')} (for each what it stands out from most), or a colour such as #ffcc00 (default: black)`,
    )
    .addOption(
      new Option('--tones <which>', 'tones of all pictures, or of those with one ground (default: own)').choices(
        TONES_CHOICES,
      ),
    )
    .option('--skip <what>', `leave out ${SKIP_CHOICES.join(', ')}, several with commas, or ${SKIP_NONE}`, readSkip)
    .option('--labels <from>', 'auto, none, or the level of folders that names labels (default: auto)', readLevel)
    .option('--leave-out <pattern>', 'leave out files, such as "drafts/*" or "*.gif"; again for more', collected)
    .option('--leave-out-list <file>', 'leave out the files of a text file, one path a line');

const LABELS_SHOWN = 20;

/** @param chosen what was chosen of labels, which may be why there are none */
export function labelLine(labels: ImportReport['labels'], { rename, drop }: LabelOptions = {}): string {
  if (labels.length === 0)
    return rename !== undefined || drop !== undefined
      ? 'Labels: none; what was renamed and dropped leaves one at most, which tells nothing apart'
      : 'Labels: none; subfolders would give them';
  const shown = labels.slice(0, LABELS_SHOWN).map(({ name, count: images }) => `${name} (${count(images)})`);
  const more = labels.length - shown.length;
  return `Labels: ${shown.join(', ')}${more > 0 ? `, and ${count(more)} more` : ''}`;
}

export const NAME_SENTENCE = '--name takes a text of 1 to 120 characters.';
const SIZE_SENTENCE = `--size takes whole numbers from ${IMPORT_SIZES.least} to ${IMPORT_SIZES.most}: a side, or width and height, such as 96x64.`;
const SENTENCES: Readonly<Record<string, string>> = {
  name: NAME_SENTENCE,
  width: SIZE_SENTENCE,
  height: SIZE_SENTENCE,
  channels: '--channels takes 1 (grey) or 3 (colour).',
  padding: `--padding takes ${PADDING_CHOICES.join(', ')}, or a colour such as #ffcc00.`,
  background: `--background takes ${BACKGROUND_CHOICES.join(', ')}, or a colour such as #ffcc00.`,
  labels: '--rename and --drop take names of 1 to 200 characters.',
  leaveOut: '--leave-out leaves out too many files by hand: import another folder.',
};

/** What is chosen: by an option, else as it is recommended where that is wanted, else as older versions did. */
export function chosenOptions(
  name: string,
  given: ImportCommandOptions,
  leaveOut: readonly string[],
  proposal: ImportProposal | null,
): ImportOptions {
  const { size, channels, fit, crop, padding, background, tones, skip, labels, rename, drop, most, pairs } = given;
  const { why: _why, labels: proposedLabels, ...proposed } = proposal ?? { why: null, labels: null };
  const { width, height, channels: shown } = proposal ?? {};
  const wanted = {
    name,
    ...(given.recommended ? proposed : proposal && { width, height, channels: shown }),
    ...size,
    ...known({
      channels,
      fit,
      crop,
      padding: padding?.toLowerCase(),
      background: background?.toLowerCase(),
      tones,
      skip,
      pairs,
    }),
    leaveOut,
    labels: {
      // Where labels are named, there are to be some.
      ...(given.recommended && !rename && !drop && proposedLabels),
      ...known({ from: labels, rename, drop, most }),
    },
  };
  const parsed = importOptionsSchema.safeParse(wanted);
  if (parsed.success) {
    requirePairable(parsed.data);
    return parsed.data;
  }
  const option = String(parsed.error.issues[0]?.path[0]);
  throw new ForgerError('invalid-request', SENTENCES[option] ?? 'The options of this import do not fit together.');
}

/** Without what was not given. */
const known = <Values extends object>(values: Values): Partial<Values> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<Values>;

/** Which files the options name: of pairs the inputs, by whichever of both is named. @throws ForgerError `invalid-request` where a pattern or a path names none */
export async function filesLeftOut({ files, pairs }: PictureSource, given: ImportCommandOptions): Promise<string[]> {
  const targetOf = (file: string): string | undefined =>
    pairs?.kind === 'folders' ? pairs.targets.get(file) : undefined;
  const left = new Set<string>();
  for (const pattern of given.leaveOut ?? []) {
    const matches = matcher(pattern);
    const found = files.filter((file) => matches(file) || matches(targetOf(file) ?? file));
    if (found.length === 0) throw new ForgerError('invalid-request', `No file matches --leave-out ${pattern}.`);
    for (const file of found) left.add(file);
  }
  if (given.leaveOutList !== undefined) {
    const inputs = new Map(
      files.flatMap(
        (file) =>
          [
            [file, file],
            [targetOf(file) ?? file, file],
          ] as const,
      ),
    );
    for (const line of await linesOf(given.leaveOutList)) {
      const file = inputs.get(line);
      if (file === undefined)
        throw new ForgerError('invalid-request', `${given.leaveOutList} names ${line}, which is not there.`);
      left.add(file);
    }
  }
  return [...left];
}

async function linesOf(file: string): Promise<string[]> {
  const text = await readText(file, MOST_LIST_BYTES).catch(() => {
    throw new ForgerError('not-found', `The list ${file} cannot be read. Give a text file with one path a line.`);
  });
  return text.split(/\r?\n/).filter((line) => line !== '');
}

/** @throws ForgerError `invalid-request` where a name that is to change is no label's */
export function checkLabelNames({ files, labels }: PictureSource, { rename, drop }: ImportCommandOptions): void {
  const names = new Set([
    NO_FOLDER,
    NO_LABEL,
    ...(labels?.values() ?? files.flatMap((file) => file.normalize('NFC').split('/').slice(0, -1))),
  ]);
  const unknown = [...Object.keys(rename ?? {}), ...(drop ?? [])].find((name) => !names.has(name));
  if (unknown === undefined) return;
  throw new ForgerError('invalid-request', `There is no label ${unknown} here. "forger look" says which there are.`);
}
