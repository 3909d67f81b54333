import type { ChannelName, EventName } from '@shared/contract/channels.ts';

/**
 * The names the window may speak, spelled out so that the sandboxed preload carries no schema library.
 * `satisfies` makes the compiler refuse a list that misses a name of the contract or invents one.
 */
const channels = {
  'app.info': true,
  'app.doctor': true,
  'app.quit': true,
  'settings.get': true,
  'settings.change': true,
  'library.choose': true,
  'runs.list': true,
  'runs.get': true,
  'runs.start': true,
  'runs.branch': true,
  'runs.extend': true,
  'runs.quickStart': true,
  'runs.pause': true,
  'runs.resume': true,
  'runs.stop': true,
  'runs.move': true,
  'line.get': true,
  'line.hold': true,
  'line.release': true,
  'line.stopAt': true,
  'runs.rename': true,
  'runs.delete': true,
  'runs.metrics': true,
  'runs.buckets': true,
  'runs.log': true,
  'presets.list': true,
  'presets.save': true,
  'presets.delete': true,
  'presets.export': true,
  'presets.import': true,
  'datasets.list': true,
  'datasets.report': true,
  'datasets.download': true,
  'datasets.delete': true,
  'import.chooseFolder': true,
  'import.start': true,
  'letters.preview': true,
  'letters.make': true,
  'jobs.cancel': true,
  'export.tfjs': true,
  'animation.preview': true,
  'animation.start': true,
  'animation.cancel': true,
  'export.reveal': true,
  'runs.reveal': true,
} as const satisfies Record<ChannelName, true>;

const events = {
  'runs.changed': true,
  'run.updated': true,
  'line.changed': true,
  'quit.asked': true,
  'datasets.changed': true,
  'job.progress': true,
  'job.done': true,
  'job.failed': true,
  'animation.progress': true,
  'animation.done': true,
  'animation.failed': true,
  command: true,
} as const satisfies Record<EventName, true>;

export const ALLOWED_CHANNELS: ReadonlySet<string> = new Set(Object.keys(channels));
export const ALLOWED_EVENTS: ReadonlySet<string> = new Set(Object.keys(events));
