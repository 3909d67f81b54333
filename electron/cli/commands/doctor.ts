import type { Command } from 'commander';
import type { DoctorReport } from '@shared/doctor.ts';
import { shipped } from '../../shipped/index.ts';
import { openLibrary, type CommandContext } from '../context.ts';
import { bytes } from '../table.ts';
import { addJson, addLibrary, type CommonOptions } from './common.ts';

export function doctorCommand(program: Command, context: CommandContext): void {
  addJson(addLibrary(program.command('doctor')))
    .description('Show what is here: devices, runtimes, memory, library; what is missing and how to get it.')
    .action(async ({ library: dir, json }: CommonOptions) => {
      const library = await openLibrary(context, dir);
      const [{ listDevices }, { doctorReport }] = await Promise.all([
        import('../../engine/host/index.ts'),
        import('../../engine/host/doctor.ts'),
      ]);
      const report = await doctorReport({ ...(await listDevices()), forger: shipped().version, library });
      if (json) context.terminal.json(report);
      else context.terminal.print(...doctorLines(report));
    });
}

function doctorLines(report: DoctorReport): string[] {
  const facts: [string, string][] = [
    ['Forger', report.forger],
    ['TensorFlow', report.tensorflow ?? 'none that opens'],
    ['Node', report.node],
    ['System', `${report.platform}, ${report.cores} cores`],
    ['Memory', `${bytes(report.memory.freeBytes)} free of ${bytes(report.memory.totalBytes)}`],
    ['Library', `${report.library.path} (${report.library.runs} runs, ${bytes(report.library.freeBytes)} free)`],
  ];
  const devices = report.devices.flatMap((device) => {
    const mark = device.kind === report.chosen ? '→' : device.available ? '✓' : '✗';
    const note = device.note === null ? [] : [`            ${device.note}`];
    return [`  ${mark} ${device.kind.padEnd(7)} ${device.title}`, ...note];
  });
  const problems =
    report.problems.length === 0 ? ['Nothing is missing.'] : report.problems.map((problem) => `! ${problem}`);
  return [
    ...facts.map(([name, value]) => `${name.padEnd(12)}${value}`),
    '',
    'Devices (→ is what "auto" takes)',
    ...devices,
    '',
    ...problems,
  ];
}
