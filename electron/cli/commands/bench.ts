import { join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { RunConfig } from '@shared/config/schema.ts';
import type { DeviceKind } from '@shared/doctor.ts';
import { PRESET_IDS } from '@shared/presets/index.ts';
import { usualImage } from '@shared/presets/usual-image.ts';
import type { Execution } from '@shared/way.ts';
import type { BenchName, BenchResult } from '../../engine/host/bench/index.ts';
import { type CommandContext } from '../context.ts';
import { count, tableLines } from '../table.ts';
import { addJson, wholeNumber } from './common.ts';

interface BenchOptions {
  preset: string;
  batch?: number;
  width: number;
  steps: number;
  rounds: number;
  mode: readonly Execution[];
  device: RunConfig['device'] | 'all';
  json?: boolean;
}

const MODES = ['eager', 'graph', 'xla'] as const satisfies readonly Execution[];
/** What a round lasts where no number of steps is given. */
const ROUND_SECONDS = 2;

export function benchCommand(program: Command, context: CommandContext): void {
  addJson(program.command('bench'))
    .description('Measure training steps: each device, each way of running the step, in turn, on made-up images.')
    .option('--preset <P>', `the recipe (${PRESET_IDS.join(', ')})`, 'fashion-gan-torch')
    .option('--batch <N>', "images a step (default: the recipe's)", wholeNumber(1))
    .option('--width <N>', 'how wide the networks are; 1 as published', positive, 1)
    .option('--steps <N>', `steps of a round; 0: as many as ${ROUND_SECONDS} seconds hold`, wholeNumber(0), 0)
    .option('--rounds <N>', 'rounds; the median counts', wholeNumber(1), 5)
    .addOption(
      new Option('--mode <WAY>', `one way alone (${MODES.join(', ')}); may be given again`)
        .default([], 'all of them')
        .argParser(oneMoreMode),
    )
    .addOption(
      new Option('--device <kind>', 'one device alone')
        .choices(['all', 'auto', 'cuda', 'webgpu', 'cpu', 'js'])
        .default('all'),
    )
    .addHelpText('after', '\nMemory is the most a process has held, with TensorFlow and the images in it.')
    .action(async (options: BenchOptions) => {
      const results = await runBench(context, options);
      if (!options.json) return context.terminal.print(...resultsTable(results));
      const { describeMachine } = await import('../../engine/host/bench/index.ts');
      context.terminal.json({ machine: describeMachine(), results });
    });
}

async function runBench({ terminal }: CommandContext, options: BenchOptions): Promise<BenchResult[]> {
  const { benchWays, duelOf, MADE_UP } = await import('../../engine/host/bench/index.ts');
  const { preset, batch, width, device, mode, steps, rounds } = options;
  const subject = {
    settings: { preset, dataset: MADE_UP, 'network.width': width, ...(batch !== undefined && { batch }) },
    image: usualImage(preset),
  };
  // A recipe or a number that cannot be is said once, not by each process.
  duelOf(subject);
  try {
    return await benchWays({
      subject,
      script: join(import.meta.dirname, 'bench.js'),
      devices: device === 'all' ? await usableDevices() : [device],
      modes: mode.length > 0 ? mode : MODES,
      rounds,
      round: { steps, seconds: ROUND_SECONDS },
      onTurn: (name, round) =>
        terminal.progress(round === 0 ? `${inWords(name)}: first step` : `${inWords(name)}: round ${round}`),
      onFailure: (name, reason) => {
        terminal.progress('');
        terminal.note(`forger: left out ${inWords(name)}: ${reason.split('\n')[0] ?? ''}`);
      },
    });
  } finally {
    terminal.progress('');
  }
}

const inWords = ({ device, mode }: BenchName): string => `${mode} on ${device}`;

/** JavaScript and a GPU in software are many times slower than all others: they are measured when asked for. */
async function usableDevices(): Promise<DeviceKind[]> {
  const { listDevices } = await import('../../engine/host/index.ts');
  const usable = (await listDevices()).devices
    .filter(({ available, software }) => available && !software)
    .map(({ kind }) => kind);
  return usable.length > 1 ? usable.filter((kind) => kind !== 'js') : usable;
}

function resultsTable(results: readonly BenchResult[]): string[] {
  return tableLines<BenchResult>(
    [
      { title: 'DEVICE', text: ({ device }) => device },
      { title: 'MODE', text: ({ mode }) => mode },
      { title: 'MS/STEP', text: ({ msPerStep }) => msPerStep.toPrecision(4), right: true },
      { title: 'IMAGES/S', text: ({ imagesPerSecond }) => count(Math.round(imagesPerSecond)), right: true },
      { title: 'FIRST STEP MS', text: ({ firstStepMs }) => count(Math.round(firstStepMs)), right: true },
      { title: 'PEAK MIB', text: ({ peakMemoryMiB }) => count(Math.round(peakMemoryMiB)), right: true },
    ],
    results,
  );
}

function positive(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('It must be a number above 0.');
}

function oneMoreMode(text: string, before: readonly Execution[]): Execution[] {
  const mode = MODES.find((candidate) => candidate === text);
  if (mode) return [...before, mode];
  throw new InvalidArgumentError(`It must be one of ${MODES.join(', ')}.`);
}
