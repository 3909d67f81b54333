import type { AppInfo } from '@shared/contract/channels.ts';
import type { DeviceReport, DoctorReport } from '@shared/doctor.ts';
import { bytes, plural } from '../lib/format.ts';

/** A line of what Forger runs on; several values stand below each other. */
export interface Fact {
  name: string;
  values: readonly string[];
}

const LOOKING = 'Looking…';

/** "CPU, TensorFlow 2.21.0, chosen by automatic". */
const inWords = ({ kind, title }: DeviceReport, { chosen }: DoctorReport): string =>
  kind === chosen ? `${title}, chosen by automatic` : title;

/** What is shown: the versions, the devices that can train here, the machine and the library. */
export function aboutFacts(info: AppInfo, doctor: DoctorReport | null): Fact[] {
  const of = (value: (doctor: DoctorReport) => readonly string[]): readonly string[] =>
    doctor === null ? [LOOKING] : value(doctor);
  return [
    { name: 'TensorFlow', values: of(({ tensorflow }) => [tensorflow ?? 'None that opens here']) },
    {
      name: 'Electron',
      values: of(({ electron, chromium, node }) => [
        `${electron ?? '?'}, with Chromium ${chromium ?? '?'} and Node ${node}`,
      ]),
    },
    {
      name: 'Devices',
      values: of((found) => found.devices.filter(({ available }) => available).map((device) => inWords(device, found))),
    },
    {
      name: 'Machine',
      values: of(({ platform, cores, memory }) => [
        `${platform}, ${plural(cores, 'core')}, ${bytes(memory.totalBytes)} of memory`,
      ]),
    },
    { name: 'Library', values: [info.library] },
  ];
}

/** All of it as text for a bug report, with what keeps the other devices from training. */
export function aboutText(info: AppInfo, doctor: DoctorReport | null): string {
  const lines = aboutFacts(info, doctor).flatMap(({ name, values }) => values.map((value) => `${name}: ${value}`));
  const missing = (doctor?.devices ?? []).filter(({ available }) => !available);
  return [
    `Forger ${info.version}`,
    ...lines,
    ...missing.map(({ title, note }) => `Not used: ${title}. ${note ?? ''}`.trim()),
    ...(doctor?.problems ?? []).map((problem) => `Problem: ${problem}`),
  ].join('\n');
}
