import fc from 'fast-check';
import type { ChannelArgs, ChannelName } from '@shared/contract/channels.ts';
import { OWN_DRAFT } from '../shared/support/own-networks.ts';

/** A well-formed request for every channel; the compiler refuses a table that misses one. */
export const VALID: { [Name in ChannelName]: ChannelArgs<Name> } = {
  'app.info': {},
  'app.doctor': {},
  'app.quit': { answer: 'save', remember: false },
  'app.update': {},
  'app.restart': {},
  'licences.list': {},
  'licences.read': { id: 'fashion-mnist/LICENSE' },
  'licences.open': { id: 'chromium' },
  'app.given': {},
  'settings.get': {},
  'settings.change': { atOnce: 2, whenQuitting: 'background' },
  'library.choose': {},
  'library.use': {},
  'library.space': {},
  'library.planMove': {},
  'library.move': {},
  'library.cancelMove': {},
  'library.discardOld': {},
  'trash.list': {},
  'trash.restore': { id: '0123456789ab' },
  'trash.empty': {},
  'runs.list': {},
  'runs.get': { id: 'run-1' },
  'runs.start': { config: { preset: 'fashion-gan-torch', dataset: 'fashion-mnist', epochs: 2 } },
  'runs.branch': {
    id: 'run-1',
    step: 469,
    config: { preset: 'fashion-gan-torch', dataset: 'fashion-mnist', epochs: 2 },
  },
  'runs.extend': { id: 'run-1', epochs: 20 },
  'runs.quickStart': {},
  'runs.pause': { id: 'run-1' },
  'runs.resume': { id: 'run-1' },
  'runs.stop': { id: 'run-1' },
  'runs.end': { id: 'run-1' },
  'runs.move': { id: 'run-1', place: 0 },
  'line.get': {},
  'line.hold': { until: '2030-01-01T22:00:00.000Z' },
  'line.release': {},
  'line.stopAt': { at: '2030-01-02T07:30:00.000Z' },
  'runs.rename': { id: 'run-1', name: 'Shoes' },
  'runs.delete': { id: 'run-1' },
  'runs.pin': { id: 'run-1', step: 469, pinned: true },
  'runs.deleteCheckpoint': { id: 'run-1', step: 469 },
  'runs.thin': { id: 'run-1' },
  'runs.metrics': { id: 'run-1', offset: 0 },
  'runs.buckets': { id: 'run-1', from: 1, to: 100, buckets: 10 },
  'runs.log': { id: 'run-1' },
  'inside.read': { id: 'run-1', steps: [469, 938] },
  'inside.look': { id: 'run-1', step: 469, samples: { generator: 0, discriminator: 3 } },
  'preflight.measure': { config: { preset: 'fashion-gan-torch', dataset: 'fashion-mnist' }, measure: false },
  'preflight.recommend': { id: 'emoji', measure: false },
  'preflight.fit': { id: 'run-1' },
  'preflight.cancel': {},
  'presets.list': {},
  'presets.save': { draft: OWN_DRAFT },
  'presets.delete': { id: 'own-abc123' },
  'presets.export': { id: 'own-abc123' },
  'presets.import': {},
  'datasets.list': {},
  'datasets.pictures': { id: 'fashion-mnist', label: 3, page: 0, order: { by: 'imported', descending: true } },
  'datasets.surveyed': { id: 'fashion-mnist' },
  'datasets.survey': { id: 'fashion-mnist', kind: 'measures' },
  'datasets.stopSurvey': {},
  'datasets.source': { id: 'shoes', image: 3 },
  'datasets.original': { id: 'shoes', image: 3 },
  'datasets.findOriginals': { id: 'shoes' },
  'datasets.origin': { id: 'shoes' },
  'datasets.sheet': {
    id: 'fashion-mnist',
    label: 3,
    order: { by: 'imported', descending: true },
    images: 12,
    spread: true,
  },
  'datasets.report': { id: 'shoes' },
  'datasets.download': { id: 'mnist' },
  'datasets.revise': { id: 'shoes', revision: { name: 'Fewer', leaveOut: [1], labels: { drop: ['cat'] } } },
  'datasets.delete': { id: 'shoes' },
  'import.choose': { what: 'files' },
  'import.look': { paths: ['/nowhere/at/all'] },
  'import.preview': {
    chosen: { paths: ['/nowhere/at/all'], every: 3 },
    files: ['a.png'],
    options: { width: 28, height: 28, channels: 1, fit: 'crop' },
  },
  'import.found': { chosen: { paths: ['/nowhere/at/all'] }, kind: 'blank' },
  'import.leave': {},
  'import.again': { id: 'shoes' },
  'import.start': {
    chosen: { paths: ['/nowhere/at/all'], every: 3 },
    options: { name: 'Shoes', width: 28, height: 28, channels: 1, fit: 'crop' },
  },
  'letters.preview': { options: { characters: 'ABC', size: 28, tone: 'mixed', share: 0.25, seed: 7 } },
  'letters.make': { options: { name: 'Letters', characters: 'ABC', count: 30 } },
  'batch.see': {
    of: { kind: 'dataset', id: 'shoes', count: 8 },
    settings: { 'augment.mirror': 'on', 'ada.kind': 'fixed', 'ada.probability': 0.5, seed: 7 },
    range: 'signed',
    draw: 0,
  },
  'batch.leave': {},
  'runtime.cuda': {},
  'runtime.installCuda': {},
  'runtime.cancelCuda': {},
  'runtime.removeCuda': {},
  'runtime.revealCuda': {},
  'jobs.cancel': { job: 'job-1' },
  'export.tfjs': { id: 'run-1', step: 0 },
  'animation.preview': {
    id: 'run-1',
    options: { what: 'epochs', format: 'gif', fps: 8, scale: 2, label: true, hold: 2 },
  },
  'animation.start': {
    id: 'run-1',
    options: {
      what: 'walk',
      format: 'webp',
      fps: 20,
      scale: 2,
      label: false,
      hold: 0,
      latents: 8,
      frames: 60,
      tiles: 9,
    },
  },
  'animation.cancel': { job: 'job-1' },
  'export.reveal': {},
  'export.openPage': {},
  'runFile.weigh': { id: 'run-1' },
  'runFile.save': { id: 'run-1', checkpoints: 'newest', images: false },
  'runFile.reveal': {},
  'runFile.open': { path: '/nowhere/run.forger.zip' },
  'runFile.is': { path: '/nowhere/at/all.zip' },
  'runFile.openShipped': {},
  'runFile.verify': { id: 'run-1', steps: 2 },
  'runFile.cancel': { job: 'job-1' },
  'verdict.choose': {},
  'verdict.ask': { id: 'run-1', step: null, subject: { kind: 'file', path: '/nowhere/at/all.png' } },
  'verdict.cancel': {},
  'runs.reveal': { id: 'run-1' },
};

/** Texts that try to be more than a name. */
export const HOSTILE_TEXTS = [
  '',
  '.',
  '..',
  '../..',
  '..\\..',
  '/etc/passwd',
  'C:\\Windows',
  'C:',
  '\\\\server\\share',
  'con',
  'CON',
  'nul.txt',
  'a\0b',
  'a/b',
  'a\\b',
  '%2e%2e%2f',
  '%00',
  '..%2f',
  'run-1/../../x',
  'run-1\n',
  ' run-1',
  'run-1.',
  'RUN-1',
  'é',
  'e\u0301',
  '\u202Egnp.exe',
  'x'.repeat(65),
  'x'.repeat(300),
  '-run',
  '__proto__',
  'constructor',
  '${1}',
  '$(id)',
  '`id`',
  "'; drop",
  '<script>',
  '~',
  '~root',
  '\uD800',
] as const;

type Step = { kind: 'drop' | 'add' } | { kind: 'replace'; value: unknown };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('drop' as const) }),
  fc.record({ kind: fc.constant('add' as const) }),
  fc.record({
    kind: fc.constant('replace' as const),
    value: fc.oneof(fc.constantFrom<unknown>(...HOSTILE_TEXTS), fc.anything(), fc.double(), fc.integer()),
  }),
);

/** One change somewhere in a request: a field dropped, added, or given another value. */
function mutate(value: unknown, seed: number, change: Step): unknown {
  if (typeof value !== 'object' || value === null) return change.kind === 'replace' ? change.value : [value];
  const keys = Object.keys(value);
  if (change.kind === 'add' || keys.length === 0) return { ...value, [`extra${seed % 7}`]: seed };
  const key = keys[seed % keys.length]!;
  const inner: unknown = Reflect.get(value, key);
  const deeper = typeof inner === 'object' && inner !== null && seed % 3 !== 0;
  const changed = deeper
    ? mutate(inner, Math.floor(seed / 3), change)
    : change.kind === 'replace'
      ? change.value
      : undefined;
  const rest = Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
  return change.kind === 'drop' && !deeper ? rest : { ...rest, [key]: changed };
}

/** Requests for a channel: anything at all, or a good one with something wrong. */
export const payloadsFor = (name: ChannelName): fc.Arbitrary<unknown> =>
  fc.oneof(
    {
      weight: 1,
      arbitrary: fc.anything({
        withBigInt: true,
        withDate: true,
        withMap: true,
        withTypedArray: true,
        withNullPrototype: true,
      }),
    },
    { weight: 3, arbitrary: fc.tuple(fc.nat(), step).map(([seed, change]) => mutate(VALID[name], seed, change)) },
  );
