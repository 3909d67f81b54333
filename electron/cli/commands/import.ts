import type { Command } from 'commander';
import { Option } from 'commander';
import { basename, join } from 'node:path';
import { ForgerError } from '@shared/contract/errors.ts';
import { FIT_CHOICES, importOptionsSchema, type ImportProgress } from '@shared/dataset.ts';
import {
  findImportSource,
  forkDecoder,
  importFolder,
  importIdx,
  isOffered,
  obtainOffered,
  type Imported,
} from '../../data/index.ts';
import { abortOnSignal } from '../abort.ts';
import { openLibrary, type CommandContext } from '../context.ts';
import { studioParts } from '../letters.ts';
import { thereGiven } from '../places.ts';
import { count } from '../table.ts';
import { addJson, addLibrary, wholeNumber, type CommonOptions } from './common.ts';

interface ImportCommandOptions extends CommonOptions {
  name?: string;
  size: number;
  channels: number;
  fit: string;
}

const REFUSED_SHOWN = 20;

export function importCommand(program: Command, context: CommandContext): void {
  addJson(addLibrary(program.command('import')))
    .description(
      'Import images as a data set: a folder (its subfolders are labels), or IDX files, or one on offer ("forger datasets").',
    )
    .argument('<source>', 'a folder of images, an IDX file, or the id of a data set on offer')
    .option('--name <text>', 'what the data set is called (default: the name of the source)')
    .option('--size <N>', 'side of the square images made, in pixels', wholeNumber(1), 28)
    .option('--channels <N>', '1 for grey, 3 for colour', wholeNumber(1), 1)
    .addOption(
      new Option('--fit <how>', 'how images of other proportions are made square').choices(FIT_CHOICES).default('crop'),
    )
    .action(async (source: string, options: ImportCommandOptions) => {
      const library = await openLibrary(context, options.library);
      const { record, report } = await runImport(context, library.dir, source, options);
      if (options.json)
        return context.terminal.json({ id: record.id, path: library.datasetDir(record.id), record, report });
      context.terminal.print(
        `${record.name}: ${count(report.imported)} images imported as "${record.id}" in ${report.seconds} s.`,
      );
      if (report.refused.length > 0) context.terminal.print(...refusedList(report.refused));
    });
}

export function refusedList(refused: readonly { path: string; reason: string }[]): string[] {
  const lines = refused.slice(0, REFUSED_SHOWN).map(({ path, reason }) => `  ${path}: ${reason}`);
  const more = refused.length - lines.length;
  if (more > 0) lines.push(`  … and ${count(more)} more (--json lists all)`);
  const files = refused.length === 1 ? '1 file was' : `${count(refused.length)} files were`;
  return [`${files} refused:`, ...lines];
}

async function runImport(
  context: CommandContext,
  libraryDir: string,
  given: string,
  options: ImportCommandOptions,
): Promise<Imported> {
  const { terminal } = context;
  const onProgress = ({ done, total }: ImportProgress): void => {
    terminal.progress(`${count(done)} of ${count(total)}`);
  };
  return abortOnSignal(async (signal) => {
    const common = { libraryDir, signal, onProgress };
    const decoder = forkDecoder(join(import.meta.dirname, 'decoder.js'));
    if (isOffered(given)) return await obtainOffered(given, { ...common, decoder, studio: studioParts() });
    if (/\.zip$/i.test(given))
      throw new ForgerError('invalid-request', 'Archives are not read yet. Unpack it and import the folder.');
    const path = await thereGiven(
      given,
      'The source',
      'Give a folder of images, an IDX file, or the id of a data set on offer.',
    );
    const parsed = importOptionsSchema.safeParse({
      name: options.name ?? basename(path),
      size: options.size,
      channels: options.channels,
      fit: options.fit,
    });
    if (!parsed.success)
      throw new ForgerError('invalid-request', optionSentence(String(parsed.error.issues[0]?.path[0])));
    const source = await findImportSource(path);
    if (source.kind === 'idx') return await importIdx({ ...common, pair: source.pair, name: parsed.data.name });
    return await importFolder({ ...common, folder: source.folder, options: parsed.data, decoder });
  }).finally(() => {
    terminal.progress('');
  });
}

function optionSentence(option: string): string {
  const takes: Record<string, string> = {
    name: '--name takes a text of 1 to 120 characters.',
    size: '--size takes a whole number from 8 to 256.',
    channels: '--channels takes 1 (grey) or 3 (colour).',
  };
  return takes[option] ?? 'The options of this import do not fit together.';
}
