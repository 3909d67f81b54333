import type { Command } from 'commander';
import { Option } from 'commander';
import { basename, join } from 'node:path';
import { ForgerError } from '@shared/contract/errors.ts';
import {
  FIT_CHOICES,
  IMPORT_SIZES,
  importOptionsSchema,
  type ImportOptions,
  type ImportProgress,
  type ImportReport,
} from '@shared/dataset.ts';
import { proposeImport, type ImportProposal } from '@shared/import/look.ts';
import {
  findImportSource,
  forkDecoder,
  importFolder,
  importIdx,
  isOffered,
  lookAtSource,
  obtainOffered,
  type Imported,
} from '../../data/index.ts';
import { abortOnSignal } from '../abort.ts';
import { openLibrary, type CommandContext } from '../context.ts';
import { studioParts } from '../letters.ts';
import { thereGiven } from '../places.ts';
import { count } from '../table.ts';
import { addJson, addLibrary, imageSize, wholeNumber, type CommonOptions } from './common.ts';

interface ImportCommandOptions extends CommonOptions {
  name?: string;
  size?: { width: number; height: number };
  channels?: number;
  fit: string;
}

const REFUSED_SHOWN = 20;
const LABELS_SHOWN = 20;

export function importCommand(program: Command, context: CommandContext): void {
  addJson(addLibrary(program.command('import')))
    .description(
      'Import images as a data set: a folder (its subfolders are labels), or IDX files, or one on offer ("forger datasets").',
    )
    .argument('<source>', 'a folder of images, an IDX file, or the id of a data set on offer')
    .option('--name <text>', 'what the data set is called (default: the name of the source)')
    .option(
      '--size <N>',
      'side of the images made, in pixels, or their width and height, such as 96x64 (default: what suits the pictures)',
      imageSize,
    )
    .option('--channels <N>', '1 for grey, 3 for colour (default: what the pictures show)', wholeNumber(1))
    .addOption(
      new Option('--fit <how>', 'how images of other proportions are made to fit').choices(FIT_CHOICES).default('crop'),
    )
    .action(async (source: string, options: ImportCommandOptions) => {
      const library = await openLibrary(context, options.library);
      const { record, report, proposal } = await runImport(context, library.dir, source, options);
      if (options.json)
        return context.terminal.json({ id: record.id, path: library.datasetDir(record.id), record, report });
      context.terminal.print(
        `${record.name}: ${count(report.imported)} images imported as "${record.id}" in ${report.seconds} s.`,
        `Size: ${record.image.width} × ${record.image.height} pixels${because(options.size, proposal?.why.size, '--size')}`,
        `Channels: ${record.image.channels === 1 ? '1, grey' : '3, colour'}${because(options.channels, proposal?.why.channels, '--channels')}`,
        labelLine(report.labels),
      );
      if (report.refused.length > 0) context.terminal.print(...refusedList(report.refused));
    });
}

/** Why something was taken that nobody had asked for, and how to ask. */
const because = (given: unknown, why: string | undefined, option: string): string =>
  given === undefined && why !== undefined ? `: ${why} (${option} takes another)` : '';

function labelLine(labels: ImportReport['labels']): string {
  if (labels.length === 0) return 'Labels: none; subfolders would give them';
  const shown = labels.slice(0, LABELS_SHOWN).map(({ name, count: images }) => `${name} (${count(images)})`);
  const more = labels.length - shown.length;
  return `Labels: ${shown.join(', ')}${more > 0 ? `, and ${count(more)} more` : ''}`;
}

export function refusedList(refused: readonly { path: string; reason: string }[]): string[] {
  const lines = refused.slice(0, REFUSED_SHOWN).map(({ path, reason }) => `  ${path}: ${reason}`);
  const more = refused.length - lines.length;
  if (more > 0) lines.push(`  … and ${count(more)} more (--json lists all)`);
  return [`Refused: ${count(refused.length)}`, ...lines];
}

/** What an import made, and where size or channels were left to it, what it took for what reason. */
type Made = Imported & { proposal: ImportProposal | null };

async function runImport(
  { terminal }: CommandContext,
  libraryDir: string,
  given: string,
  options: ImportCommandOptions,
): Promise<Made> {
  const onProgress = ({ done, total }: ImportProgress): void => {
    terminal.progress(`${count(done)} of ${count(total)}`);
  };
  return abortOnSignal(async (signal) => {
    const common = { libraryDir, signal, onProgress };
    const decoder = forkDecoder(join(import.meta.dirname, 'decoder.js'));
    if (isOffered(given))
      return { ...(await obtainOffered(given, { ...common, decoder, studio: studioParts() })), proposal: null };
    if (/\.zip$/i.test(given))
      throw new ForgerError('invalid-request', 'Archives are not read yet. Unpack it and import the folder.');
    const path = await thereGiven(
      given,
      'The source',
      'Give a folder of images, an IDX file, or the id of a data set on offer.',
    );
    const asked = checked(path, options);
    const source = await findImportSource(path);
    if (source.kind === 'idx')
      return { ...(await importIdx({ ...common, pair: source.pair, name: asked.name })), proposal: null };
    const { folder } = source;
    const whole = options.size !== undefined && options.channels !== undefined;
    const look = whole ? null : await lookAtSource({ path: folder, decoder, signal });
    const proposal = look?.kind === 'folder' ? proposeImport(look) : null;
    const wanted: ImportOptions = {
      ...asked,
      ...(options.size === undefined && proposal && { width: proposal.width, height: proposal.height }),
      ...(options.channels === undefined && proposal && { channels: proposal.channels }),
    };
    return { ...(await importFolder({ ...common, folder, options: wanted, decoder })), proposal };
  }).finally(() => {
    terminal.progress('');
  });
}

/** @throws ForgerError `invalid-request` for options that no import takes */
function checked(path: string, { name, size, channels, fit }: ImportCommandOptions): ImportOptions {
  const parsed = importOptionsSchema.safeParse({ name: name ?? basename(path), ...size, channels, fit });
  if (parsed.success) return parsed.data;
  throw new ForgerError('invalid-request', optionSentence(String(parsed.error.issues[0]?.path[0])));
}

const SIZE_SENTENCE = `--size takes whole numbers from ${IMPORT_SIZES.least} to ${IMPORT_SIZES.most}: a side, or width and height, such as 96x64.`;

function optionSentence(option: string): string {
  const takes: Record<string, string> = {
    name: '--name takes a text of 1 to 120 characters.',
    width: SIZE_SENTENCE,
    height: SIZE_SENTENCE,
    channels: '--channels takes 1 (grey) or 3 (colour).',
  };
  return takes[option] ?? 'The options of this import do not fit together.';
}
