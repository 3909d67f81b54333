// The rooms and arrows of docs/decisions/001-rooms-and-arrows.md, as rules for dependency-cruiser.

const DEVICE = '^electron/engine/device/';
const WINDOW = '^electron/engine/window/';
/** The part of the devices that has no Node in it. */
const WEBGPU = '^electron/engine/device/webgpu/(?!dawn\\.ts$)';
const HOST = '^electron/engine/host/';
const SHARED = '^electron/shared/';
const SHIPPED = '^electron/shipped/';
const STORE = '^electron/store/';
const STORE_FILES = '^electron/store/files/';
const DATA = '^electron/data/';
const EXPORT = '^electron/export/';
const MAIN = '^electron/main/';
const CLI = '^electron/cli/';
const PRELOAD = '^electron/preload/';
const RENDERER = '^renderer/';

/** @param {string} name */
const core = (name) => `^electron/engine/${name}/`;
/** The rooms of the engine's core, and the rooms of it that each may import besides itself. */
const CORE_ARROWS = {
  random: [],
  native: [],
  network: ['random', 'native'].map(core),
  metric: [core('random')],
  evaluation: ['random', 'metric'].map(core),
  compile: ['random', 'native'].map(core),
  vision: [core('network')],
  training: ['random', 'native', 'network', 'metric', 'compile'].map(core),
  inside: ['random', 'native', 'network', 'training'].map(core),
};

const CORE = `^electron/engine/(${Object.keys(CORE_ARROWS).join('|')})/`;

/** Every room, and the rooms it may import besides itself. */
const ARROWS = [
  { room: 'shared', path: SHARED, may: [] },
  { room: 'shipped', path: SHIPPED, may: [] },
  ...Object.entries(CORE_ARROWS).map(([name, may]) => ({
    room: `engine-${name}`,
    path: core(name),
    may: [...may, SHARED],
  })),
  { room: 'engine-device', path: DEVICE, may: [CORE, SHIPPED, SHARED] },
  { room: 'engine-window', path: WINDOW, may: [CORE, WEBGPU, SHARED] },
  { room: 'engine-host', path: HOST, may: [CORE, DEVICE, WINDOW, STORE, DATA, EXPORT, SHIPPED, SHARED] },
  { room: 'store', path: STORE, may: [SHARED] },
  { room: 'data', path: DATA, may: [STORE_FILES, SHARED] },
  { room: 'export', path: EXPORT, may: [STORE, SHARED] },
  { room: 'main', path: MAIN, may: [STORE, DATA, EXPORT, HOST, SHIPPED, SHARED] },
  { room: 'cli', path: CLI, may: [STORE, DATA, EXPORT, HOST, SHIPPED, SHARED] },
  { room: 'preload', path: PRELOAD, may: [SHARED] },
  { room: 'renderer', path: RENDERER, may: [SHARED] },
];

/** A folder of the window. @param {string} name */
const folder = (name) => `^renderer/src/${name}/`;
const BASE = ['components', 'lib'];
const SCREENS = ['about', 'datasets', 'first-start', 'new-run', 'preferences', 'run'];
/** What several screens need: each folder, and the folders under it. */
const FLOORS = {
  batch: BASE,
  charts: ['metrics', ...BASE],
  components: ['lib'],
  export: ['metrics', 'samples', ...BASE],
  lib: [],
  metrics: BASE,
  networks: BASE,
  recommend: BASE,
  'run-file': BASE,
  samples: ['metrics', ...BASE],
  settings: BASE,
  verdict: ['charts', 'export', 'metrics', 'samples', ...BASE],
};
const BELOW = Object.keys(FLOORS);
/** Every folder of the window, and the folders it may import besides itself; App.svelte may import any. */
const WINDOW_ARROWS = {
  shell: BELOW,
  ...Object.fromEntries(SCREENS.map((screen) => [screen, BELOW])),
  ...FLOORS,
};

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const floors = Object.entries(WINDOW_ARROWS).map(([name, may]) => ({
  name: `renderer-${name}-imports-only-its-arrows`,
  comment: 'See docs/decisions/001-rooms-and-arrows.md.',
  severity: 'error',
  from: { path: folder(name) },
  to: { path: RENDERER, pathNot: [name, ...may].map(folder) },
}));

/** Electron as a package, never our own folder of that name. */
const ELECTRON_PACKAGE = ['^node_modules/electron/', '^electron$', '^electron/(main|renderer|common|utility)$'];
const OUR_FILES = '^(electron|renderer|build|tests)/.+\\.';

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const rooms = ARROWS.map(({ room, path, may }) => ({
  name: `${room}-imports-only-its-arrows`,
  comment: 'See docs/decisions/001-rooms-and-arrows.md.',
  severity: 'error',
  from: { path },
  to: { path: OUR_FILES, pathNot: [path, ...may] },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...rooms,
    ...floors,
    {
      name: 'every-file-has-a-room',
      comment: 'A new room needs a row in docs/decisions/001-rooms-and-arrows.md and in build/checks/arrows.mjs.',
      severity: 'error',
      from: {
        path: ['^electron/', '^renderer/src/.+/'],
        pathNot: [
          ...ARROWS.map(({ path }) => path).filter((path) => path !== RENDERER),
          ...Object.keys(WINDOW_ARROWS).map(folder),
        ],
      },
      to: {},
    },
    {
      name: 'shared-uses-the-schema-library-only',
      severity: 'error',
      from: { path: SHARED },
      to: { pathNot: [SHARED, '^node_modules/zod/'] },
    },
    {
      name: 'engine-core-runs-in-every-host',
      comment: 'Neither Node nor Electron: the core imports shared and @tensorflow/tfjs-core alone.',
      severity: 'error',
      from: { path: CORE },
      to: { pathNot: [CORE, SHARED, '^node_modules/@tensorflow/tfjs-core/'] },
    },
    {
      name: 'windows-and-bridge-have-no-node',
      severity: 'error',
      from: { path: [RENDERER, PRELOAD, WINDOW, WEBGPU] },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'electron-in-main-preload-and-host-only',
      severity: 'error',
      from: { path: '^(electron|renderer)/', pathNot: [MAIN, PRELOAD, '^electron/engine/host/process\\.ts$'] },
      to: { path: ELECTRON_PACKAGE },
    },
    {
      name: 'no-circles',
      comment: 'Files that import each other cannot be understood one at a time, whether types or values.',
      severity: 'error',
      from: { path: '^(electron|renderer)/' },
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // A copy of the tree may borrow its node_modules.
    preserveSymlinks: true,
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types', 'svelte'],
      extensions: ['.ts', '.svelte', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
