import { join } from 'node:path';
import type { Command } from 'commander';
import type { BranchChanges } from '@shared/config/branch.ts';
import { ConfigError } from '@shared/config/resolve.ts';
import type { RunConfigInput } from '@shared/config/schema.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import type { OwnNetworks } from '@shared/presets/own-networks.ts';
import { readNetworksFile } from '@shared/presets/user-preset.ts';
import type { Advised } from '@shared/recommend/advice.ts';
import type { RunRecord } from '@shared/run.ts';
import { QUICK_START } from '@shared/quick-start.ts';
import { shipped } from '../../shipped/index.ts';
import type { Library } from '../../store/index.ts';
import { readSmallFile } from '../../store/presets.ts';
import { abortOnSignal } from '../abort.ts';
import { addConfigFlags, readConfig, type ConfigOptions } from '../config-flags.ts';
import { openLibrary, type CommandContext } from '../context.ts';
import { makeIfWanted } from '../letters.ts';
import { fileGiven } from '../places.ts';
import { resolveRun } from '../run-reference.ts';
import { printResult, trainHere } from '../training.ts';
import { addJson, addLibrary, wholeNumber, type CommonOptions } from './common.ts';

interface TrainOptions extends CommonOptions, ConfigOptions {
  networks?: string;
  from?: string;
  step?: number;
  advice?: boolean;
}

interface BranchRequest {
  reference: string;
  /** Left out, the newest checkpoint. */
  step: number | undefined;
  changes: BranchChanges;
}

/** Makes a run that begins from a checkpoint of another. @throws {ForgerError} not-found, …; {ConfigError} for settings */
async function branch(library: Library, { reference, step, changes }: BranchRequest): Promise<RunRecord> {
  const { id } = await resolveRun(library, reference);
  const { prepareBranch } = await import('../../engine/host/index.ts');
  const from = step ?? (await library.listCheckpoints(id)).at(-1)?.step;
  if (from === undefined)
    throw new ForgerError('not-found', 'This run has no checkpoint yet. Train it for an epoch first.');
  return prepareBranch({ library, bundledDir: shipped().datasets, from: { run: id, step: from }, changes });
}

/** What is asked for with today's advice; wins over it. @throws {ForgerError} */
async function withAdvice(
  library: Library,
  asked: { input: RunConfigInput; networks: OwnNetworks | undefined },
): Promise<{ input: RunConfigInput; advice: Advised[] }> {
  const { adviseRun, forkProbe, listDevices } = await import('../../engine/host/index.ts');
  const devices = await listDevices();
  const launch = forkProbe(join(import.meta.dirname, 'probe.js'));
  return abortOnSignal((signal) =>
    adviseRun({ library, bundledDir: shipped().datasets, devices, launch, signal, ...asked }),
  );
}

const adviceLines = (advice: readonly Advised[]): string[] =>
  advice.length === 0
    ? ['Nothing is advised otherwise for these images.']
    : ['With today’s advice:', ...advice.map(({ what, why }) => `  ${what}: ${why}`)];

export function trainCommand(program: Command, context: CommandContext): void {
  addConfigFlags(addJson(addLibrary(program.command('train'))))
    .description('Train a new run in this process. Ctrl-C stops it with a checkpoint.')
    .option(
      '--networks <FILE>',
      "your own networks in place of the recipe's: an exported recipe, or {generator, discriminator}",
    )
    .option('--from <run>', 'begin from a checkpoint of this run, with its settings but for those given here')
    .option('--step <N>', 'with --from: the step of that checkpoint (default: the newest)', wholeNumber(0))
    .option('--advice', 'with what is done otherwise today wherever no setting is given, each with its reason')
    .action(async ({ library: dir, json, networks: file, from, step, advice: advised, ...options }: TrainOptions) => {
      const input = readConfig(options);
      if (from !== undefined) {
        if (advised)
          throw new ForgerError(
            'invalid-request',
            'A run from a checkpoint has the settings of its parent: leave out --advice.',
          );
        if (file !== undefined)
          throw new ForgerError(
            'invalid-request',
            'A run from a checkpoint has the networks of its parent: leave out --networks.',
          );
        const library = await openLibrary(context, dir);
        const { id } = await branch(library, { reference: from, step, changes: input });
        return printResult(context, await trainHere(context, library, id, json === true), json);
      }
      if (step !== undefined)
        throw new ForgerError('invalid-request', '--step says which checkpoint of --from to begin from.');
      if (!input.preset)
        throw new ConfigError('Say which recipe to train: --preset. "forger presets" lists them.', 'preset');
      if (!input.dataset)
        throw new ConfigError('Say which images to train on: --dataset. "forger datasets" lists them.', 'dataset');
      const library = await openLibrary(context, dir);
      await makeIfWanted(context, library.dir, input.dataset);
      const networks =
        file !== undefined ? readNetworksFile(await readSmallFile(await fileGiven(file, '--networks'))) : undefined;
      const { prepareRun } = await import('../../engine/host/index.ts');
      const asked = { input, networks };
      const { input: whole, advice } = advised ? await withAdvice(library, asked) : { input, advice: null };
      const { id } = await prepareRun({ library, bundledDir: shipped().datasets, input: whole, networks });
      if (advice && !json) context.terminal.print(...adviceLines(advice));
      printResult(
        context,
        { ...(await trainHere(context, library, id, json === true)), ...(advice && { advice }) },
        json,
      );
    });
}

/** The first screen's run, for a machine without a display. */
export function quickStartCommand(program: Command, context: CommandContext): void {
  addJson(addLibrary(program.command('quick-start', { hidden: true })))
    .description('Train the quick-start run and say where its pictures are.')
    .action(async ({ library: dir, json }: CommonOptions) => {
      const library = await openLibrary(context, dir);
      const { prepareRun } = await import('../../engine/host/index.ts');
      const { id } = await prepareRun({ library, bundledDir: shipped().datasets, input: QUICK_START });
      if (!json)
        context.terminal.print(
          `Training ${QUICK_START.preset} on ${QUICK_START.dataset}. Pictures appear in ${library.runDir(id)}/samples; ` +
            'those of the EMA, the better ones, end in -average.png.',
        );
      printResult(context, await trainHere(context, library, id, json === true), json);
    });
}
