import { join } from 'node:path';
import type { Command } from 'commander';
import { ForgerError } from '@shared/contract/errors.ts';
import { VARIABLES } from '@shared/environment.ts';
import { INDEX_OF_PIP, type CudaState, type RuntimeProgress } from '@shared/runtimes.ts';
import { shipped } from '../../shipped/index.ts';
import { openLibrary, type CommandContext } from '../context.ts';
import { abortOnSignal } from '../abort.ts';
import { bytes } from '../table.ts';
import { addJson, addLibrary, type CommonOptions } from './common.ts';

const STAGES: Record<RuntimeProgress['stage'], string> = { download: 'fetching', unpack: 'unpacking', verify: '' };

export function runtimeCommand(program: Command, context: CommandContext): void {
  const runtime = program.command('runtime').description('Install or remove TensorFlow with CUDA, for NVIDIA GPUs.');
  addJson(runtime.command('list'))
    .description('Show whether CUDA is installed, in which folder, how large it is, and what is in the way.')
    .action(async ({ json }: CommonOptions) => {
      const { cudaState } = await import('../../engine/host/runtimes/index.ts');
      const state = await cudaState();
      if (json) context.terminal.json({ cuda: state });
      else context.terminal.print(...stateLines(state));
    });
  addLibrary(runtime.command('install'))
    .argument('<name>', 'cuda')
    .description('Fetch it, check it, and train a step with it before it is offered. Goes on where it was cut off.')
    .action(async (name: string, { library: dir }: CommonOptions) => {
      requireCuda(name);
      const { terminal } = context;
      const library = await openLibrary(context, dir);
      const [{ installCudaHere }, { forkProbe }] = await Promise.all([
        import('../../engine/host/runtimes/index.ts'),
        import('../../engine/host/index.ts'),
      ]);
      const probe = join(import.meta.dirname, 'probe.js');
      const trial = {
        launchWith: (folder: string) => forkProbe(probe, { [VARIABLES.native]: folder }),
        library: library.dir,
        bundledDir: shipped().datasets,
      };
      let said = '';
      const folder = await abortOnSignal((signal) =>
        installCudaHere(trial, signal, (progress) => {
          terminal.progress(progressText(progress));
          if (!terminal.interactive && progress.what !== said) terminal.note(progressText(progress));
          said = progress.what;
        }),
      ).finally(() => terminal.progress(''));
      terminal.print(`CUDA is installed in ${folder}; training takes it from now on.`);
    });
  runtime
    .command('remove')
    .argument('<name>', 'cuda')
    .description('Delete it, and what is left of an installation that was cut off.')
    .action(async (name: string) => {
      requireCuda(name);
      const { removeCuda } = await import('../../engine/host/runtimes/index.ts');
      const given = await removeCuda();
      context.terminal.print(
        given === null
          ? 'CUDA was not installed; there is nothing to remove.'
          : `CUDA is removed; ${bytes(given)} are free again.`,
      );
    });
}

function requireCuda(name: string): void {
  if (name !== 'cuda')
    throw new ForgerError(
      'invalid-request',
      `There is no runtime "${name}" to install: the one there is is called cuda.`,
    );
}

const progressText = ({ stage, what, done, total }: RuntimeProgress): string =>
  `${Math.floor((100 * done) / total)} %  ${`${STAGES[stage]} ${what}`.trim()}  ${bytes(done)} of ${bytes(total)}`;

const stateLines = (state: CudaState): string[] =>
  state.installed
    ? [`CUDA is installed in ${state.folder} and takes ${bytes(state.presentBytes)}.`]
    : [
        `CUDA is not installed${state.begun ? '; an installation was begun' : ''}.`,
        `It fetches ${bytes(state.downloadBytes)} from ${state.server ?? INDEX_OF_PIP} and takes ${bytes(state.installedBytes)} on the disk.`,
        `It is written to ${state.folder}${state.begun ? `; ${bytes(state.presentBytes)} are there` : ''}.`,
        state.obstacle ?? 'Install it with: forger runtime install cuda',
      ];
