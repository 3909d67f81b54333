import { InvalidArgumentError, type Command } from 'commander';
import { ForgerError } from '@shared/contract/errors.ts';
import { openedInWords } from '@shared/run-file.ts';
import { shipped } from '../../shipped/index.ts';
import { BUNDLE_ENDING } from '../../store/bundle/index.ts';
import { abortOnSignal } from '../abort.ts';
import { openLibrary, type CommandContext } from '../context.ts';
import { addOutput, fileGiven, newFile, type OutputOptions } from '../places.ts';
import { resolveRun } from '../run-reference.ts';
import { bytes, count } from '../table.ts';
import { addJson, addLibrary, type CommonOptions } from './common.ts';

interface BundleOptions extends CommonOptions, OutputOptions {
  checkpoints: 'newest' | 'all' | number[];
  withImages?: boolean;
}

function checkpointsOf(text: string): BundleOptions['checkpoints'] {
  if (text === 'newest' || text === 'all') return text;
  const steps = text.split(',').map((step) => step.trim());
  if (steps.every((step) => /^\d{1,10}$/.test(step))) return steps.map(Number);
  throw new InvalidArgumentError('It must be "newest", "all" or steps like 469,938.');
}

/** `forger bundle`: a run as one file. */
export function bundleCommand(program: Command, context: CommandContext): void {
  const command = addJson(addLibrary(program.command('bundle')))
    .description('Save a run as one file that another Forger opens.')
    .argument('<run>', 'id of the run, the beginning of it, its name, or "latest"')
    .option('--checkpoints <which>', 'newest, all, or steps like 469,938', checkpointsOf, 'newest')
    .option('--with-images', 'the images of its data set go along');
  addOutput(command, 'the file', `<run>${BUNDLE_ENDING} here`).action(
    async (reference: string, options: BundleOptions) => {
      const { library: dir, json, checkpoints, withImages } = options;
      const library = await openLibrary(context, dir);
      const { id } = await resolveRun(library, reference);
      const out = await newFile(options, id, [BUNDLE_ENDING]);
      const { saveRunFile } = await import('../../engine/host/run-file/save.ts');
      const saved = await withProgress(context, (follow) =>
        saveRunFile({
          ...{ library, bundledDir: shipped().datasets, runId: id, checkpoints, images: withImages ?? false },
          ...{ out, ...follow },
        }),
      );
      if (json) return context.terminal.json({ run: id, ...saved });
      const { checkpoints: steps, images, bytes: size, path } = saved;
      const checkpointsIn = steps.length === 0 ? 'no checkpoint' : `the checkpoint of step ${steps.join(', ')}`;
      context.terminal.print(
        `The run, ${checkpointsIn}${images ? ' and its images' : ''}, ${count(size)} bytes, is in ${path}`,
      );
    },
  );
}

interface OpenOptions extends CommonOptions {
  shipped?: boolean;
}

/** @throws {ForgerError} where both, or neither, are given */
async function runFileAsked(file: string | undefined, { shipped: asked = false }: OpenOptions): Promise<string> {
  if (asked === (file !== undefined))
    throw new ForgerError(
      'invalid-request',
      'Give a run file, or --shipped for the finished run that comes with Forger.',
    );
  if (file !== undefined) return fileGiven(file, 'The run file');
  const { shippedRunFile } = await import('../../engine/host/run-file/shipped.ts');
  return shippedRunFile();
}

/** `forger open`: such a file in this library. */
export function openCommand(program: Command, context: CommandContext): void {
  addJson(addLibrary(program.command('open')))
    .description('Open a run file: check it, and put its run into the library.')
    .argument('[file]', 'the run file')
    .option('--shipped', 'the finished run that comes with Forger, in place of a file')
    .action(async (file: string | undefined, options: OpenOptions) => {
      const { library: dir, json } = options;
      const path = await runFileAsked(file, options);
      const library = await openLibrary(context, dir);
      const { openRunFile } = await import('../../engine/host/run-file/open.ts');
      const opened = await withProgress(context, (follow) =>
        openRunFile({ library, bundledDir: shipped().datasets, path, ...follow }),
      );
      if (json) return context.terminal.json({ ...opened, path: library.runDir(opened.id) });
      context.terminal.print(openedInWords(opened), `Its id is ${opened.id}.`);
    });
}

interface Follow {
  signal: AbortSignal;
  onProgress(progress: { done: number; total: number }): void;
}

/** One line that says how far it is, where somebody watches. */
async function withProgress<Result>(
  { terminal }: CommandContext,
  work: (follow: Follow) => Promise<Result>,
): Promise<Result> {
  const onProgress: Follow['onProgress'] = ({ done, total }) => terminal.progress(`${bytes(done)} of ${bytes(total)}`);
  return abortOnSignal((signal) => work({ signal, onProgress })).finally(() => terminal.progress(''));
}
