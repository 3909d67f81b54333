import { join } from 'node:path';
import type { Command } from 'commander';
import { ConfigError } from '@shared/config/resolve.ts';
import type { DeviceFinding, MeasuredFinding, Preflight } from '@shared/preflight.ts';
import { readNetworksFile } from '@shared/presets/user-preset.ts';
import { rate } from '@shared/figure.ts';
import { fittingInWords, type TooSlow } from '@shared/recommend/lighter.ts';
import { EXECUTION_NAMES } from '@shared/way.ts';
import { shipped } from '../../shipped/index.ts';
import { readSmallFile } from '../../store/presets.ts';
import { abortOnSignal } from '../abort.ts';
import { addConfigFlags, readConfig, type ConfigOptions } from '../config-flags.ts';
import { openLibrary, type CommandContext } from '../context.ts';
import { fileGiven } from '../places.ts';
import { bytes, count, duration, tableLines } from '../table.ts';
import { addJson, addLibrary, type CommonOptions } from './common.ts';

interface PreflightOptions extends CommonOptions, ConfigOptions {
  networks?: string;
}

export function preflightCommand(program: Command, context: CommandContext): void {
  addConfigFlags(addJson(addLibrary(program.command('preflight'))))
    .description(
      'Try a run without starting it: a few real steps on each device. Says how long it takes and what it needs.',
    )
    .option(
      '--networks <FILE>',
      "your own networks in place of the recipe's: an exported recipe, or {generator, discriminator}",
    )
    .action(async ({ library: dir, json, networks: file, ...options }: PreflightOptions) => {
      const input = readConfig(options);
      if (!input.preset)
        throw new ConfigError('Say which recipe to try: --preset. "forger presets" lists them.', 'preset');
      if (!input.dataset)
        throw new ConfigError('Say which images to try it on: --dataset. "forger datasets" lists them.', 'dataset');
      const library = await openLibrary(context, dir);
      const networks =
        file !== undefined ? readNetworksFile(await readSmallFile(await fileGiven(file, '--networks'))) : undefined;
      const { forkProbe, listDevices, planRun, preflight } = await import('../../engine/host/index.ts');
      const bundledDir = shipped().datasets;
      const run = await planRun({ library, bundledDir, input, networks });
      const { terminal } = context;
      const devices = await listDevices();
      const found = await abortOnSignal((signal) =>
        preflight({
          ...{ library, bundledDir, run, devices, signal },
          launch: forkProbe(join(import.meta.dirname, 'probe.js')),
          onChange: ({ devices: now }) =>
            terminal.progress(
              now.flatMap(({ state, title }) => (state === 'measuring' ? [`trying ${title} …`] : [])).join(''),
            ),
        }),
      ).finally(() => terminal.progress(''));
      if (json) return context.terminal.json(found);
      terminal.print(...table(found), ...summary(found));
    });
}

function table({ devices, recommended }: Preflight): string[] {
  const measured = (text: (device: MeasuredFinding) => string) => (device: DeviceFinding) =>
    device.state === 'measured' ? text(device) : '';
  return tableLines<DeviceFinding>(
    [
      { title: '', text: ({ kind }) => (kind === recommended ? '*' : '') },
      { title: 'DEVICE', text: ({ kind }) => kind },
      { title: 'STEP', text: measured(({ execution }) => EXECUTION_NAMES[execution]) },
      { title: 'MS/STEP', text: measured(({ msPerStep }) => msPerStep.toPrecision(3)), right: true },
      { title: 'IMAGES/S', text: measured(({ imagesPerSecond }) => rate(imagesPerSecond)), right: true },
      { title: 'WHOLE RUN', text: measured(({ seconds }) => duration(seconds)), right: true },
      { title: 'MEMORY', text: measured(({ peakBytes }) => bytes(peakBytes)), right: true },
      { title: "GPU'S OWN", text: measured(gpuMemory), right: true },
    ],
    devices,
  );
}

/** What is known of a GPU's own memory: of what is free, nothing. */
function gpuMemory({ kind, gpuBytes }: MeasuredFinding): string {
  if (gpuBytes !== null) return bytes(gpuBytes);
  return kind === 'cuda' ? 'not known' : '';
}

function summary({ devices, automatic, threads, memory, disk, steps, tooSlow }: Preflight): string[] {
  const problems = devices.flatMap(({ kind, ...device }) => {
    if (device.state === 'failed') return [`${kind}: ${device.error.message}`];
    if (device.state === 'measured' && !device.fits) return [`${kind}: it needs more memory than is free.`];
    return device.state === 'measured' && device.refusal !== null ? [`${kind}: ${device.refusal}`] : [];
  });
  return [
    `${count(steps)} steps. Memory free: ${bytes(memory.freeBytes)}. Disk: about ${bytes(disk.neededBytes)} of ${bytes(disk.freeBytes)} free.`,
    `Automatic takes ${automatic}; TensorFlow takes ${threads} of the processor's threads.`,
    ...problems,
    ...(tooSlow ? slow(tooSlow) : []),
  ];
}

const slow = ({ fault, instead }: TooSlow): string[] => [
  fault,
  ...(instead.length > 0 ? [fittingInWords, ...instead.map((one) => `- ${one}`)] : []),
];
