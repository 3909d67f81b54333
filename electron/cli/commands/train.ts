import type { Command } from 'commander';
import { ConfigError } from '@shared/config/resolve.ts';
import { readNetworksFile } from '@shared/presets/user-preset.ts';
import { readSmallFile } from '../../store/presets.ts';
import { addConfigFlags, readConfig, type ConfigOptions } from '../config-flags.ts';
import { bundledDatasets, openLibrary, type CommandContext } from '../context.ts';
import { makeLettersIfWanted } from '../letters.ts';
import { printResult, trainHere } from '../training.ts';
import { addJson, addLibrary, type CommonOptions } from './common.ts';

export function trainCommand(program: Command, context: CommandContext): void {
  addConfigFlags(addJson(addLibrary(program.command('train'))))
    .description('Train a new run in this process. Ctrl-C stops it with a checkpoint.')
    .option('--networks <FILE>', "your own networks in place of the recipe's: a preset, or {generator, discriminator}")
    .action(async ({ library: dir, json, networks: file, ...options }: CommonOptions & ConfigOptions) => {
      const input = readConfig(options);
      if (!input.preset)
        throw new ConfigError('Say which recipe to train: --preset. "forger presets" lists them.', 'preset');
      if (!input.dataset)
        throw new ConfigError('Say which images to train on: --dataset. "forger datasets" lists them.', 'dataset');
      const library = await openLibrary(context, dir);
      await makeLettersIfWanted(context, library.dir, input.dataset);
      const networks = typeof file === 'string' ? readNetworksFile(await readSmallFile(file)) : undefined;
      const { prepareRun } = await import('../../engine/host/index.ts');
      const { id } = await prepareRun({ library, bundledDir: bundledDatasets(), input, networks });
      printResult(context, await trainHere(context, library, id, json === true), json);
    });
}

/** The first screen's run, for a machine without a display. */
export function quickStartCommand(program: Command, context: CommandContext): void {
  addJson(addLibrary(program.command('quick-start', { hidden: true })))
    .description('Train the quick-start run and say where its pictures are.')
    .action(async ({ library: dir, json }: CommonOptions) => {
      const library = await openLibrary(context, dir);
      const { prepareRun, QUICK_START } = await import('../../engine/host/index.ts');
      const { id } = await prepareRun({ library, bundledDir: bundledDatasets(), input: QUICK_START });
      if (!json)
        context.terminal.out(
          `Training ${QUICK_START.preset} on ${QUICK_START.dataset}. Pictures appear in ${library.runDir(id)}/samples\n`,
        );
      printResult(context, await trainHere(context, library, id, json === true), json);
    });
}
