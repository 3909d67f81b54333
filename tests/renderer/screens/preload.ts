import { EVERY } from '@shared/import/chosen.ts';
import { finishedAnimation } from '../fixtures/animation.ts';
import { VERIFIED, VERIFIED_DAMAGED } from '../fixtures/run-file.ts';
import { fixtureBridge, finishedAgain, finishedImport, hang, refuse, type Answers } from '../fixtures/bridge.ts';
import { growingRun, trainOn } from '../fixtures/growing.ts';
import { CUDA_BEGUN, CUDA_INSTALLED } from '../fixtures/cuda.ts';
import { FASHION, INFO, RUNS } from '../fixtures/library.ts';
import { divergedRun, heldQueue } from '../fixtures/queue.ts';
import { CALM_LOOK, LONG_LOOK, PARTIAL_LOOK, previewsOf, REFUSED_LOOK } from '../fixtures/import.ts';
import {
  lookAtPairs,
  lookAtSingles,
  LONG_FOLDERS,
  PAIRED_DATASETS,
  pairPreviewsOf,
  PAIRS_REPORT,
  SHOE_PAIRS,
} from '../fixtures/pairs.ts';
import { picturesOf } from '../fixtures/pictures.ts';
import { recipeAnswers } from '../fixtures/recipes.ts';
import { unmeasuredRun } from '../fixtures/unmeasured.ts';
import { shoes } from './shoes.ts';

const MILLION = { ...FASHION, name: 'A million', count: 1_000_000 };

/** As people call folders. */
const LONG_PATH =
  '/home/ada/Pictures/Photographs of shoes for the exhibition, second selection, all sizes/Without the doubtful ones (copy)';

const ARCHIVE = '/home/ada/Downloads/shoes-in-the-wild.tar.gz';

const pairsOf = (look: Answers['import.look']): Partial<Answers> => ({
  'import.look': look,
  'import.preview': pairPreviewsOf(shoes),
});

/** What the page sees in place of the app, chosen by `?scene=`. */
const SCENES: Record<string, Partial<Answers>> = {
  critic: recipeAnswers('critic'),
  labels: recipeAnswers('labels'),
  average: recipeAnswers('average'),
  collapsed: recipeAnswers('collapsed'),
  few: recipeAnswers('few'),
  styles: recipeAnswers('styles'),
  held: heldQueue,
  diverged: divergedRun,
  growing: growingRun,
  unmeasured: unmeasuredRun,
  first: {
    'runs.list': () => [],
    'app.info': () => ({ ...INFO, hasRuns: false }),
  },
  million: {
    'datasets.list': () => [{ state: 'ready', bundled: true, record: MILLION, refused: 0 }],
    'datasets.pictures': (question) => {
      window.asked.add(question.page);
      return picturesOf(MILLION, question);
    },
  },
  'again-gone': {
    'datasets.origin': () => ({
      state: 'gone',
      words: '/media/ada/Stick/shoes is not there any more. Choose where the folder lies now.',
    }),
  },
  'again-lost': {
    'datasets.origin': () => ({
      state: 'lost',
      words: 'It is not known where the folder of these pictures lies. Choose it.',
    }),
  },
  'again-never': {
    'datasets.origin': () => ({
      state: 'never',
      words:
        'It is not known how "Boots, sneakers and a few sandals" was imported. Import the folder anew: what is chosen then is kept.',
    }),
  },
  'batch-starting': { 'batch.see': hang },
  'batch-failed': {
    'batch.see': () =>
      refuse('internal', 'The batch could not be shown: its process ended. Close other programs, then try again.'),
  },
  cuda: { 'runtime.cuda': () => CUDA_INSTALLED },
  'cuda-begun': { 'runtime.cuda': () => CUDA_BEGUN },
  'update-training': { 'app.update': () => ({ version: '0.2.1' }) },
  update: {
    'app.update': () => ({ version: '0.2.1' }),
    'runs.list': () => RUNS.filter(({ status }) => !['training', 'waiting', 'interrupted'].includes(status.state)),
  },
  'look-looking': { 'import.look': hang },
  'look-archive': { 'import.look': hang, 'import.choose': () => [ARCHIVE] },
  'look-archive-refused': {
    'import.look': () =>
      refuse('damaged', 'This archive cannot be imported: it would unpack to more than 200 times its size.'),
    'import.choose': () => [ARCHIVE],
  },
  'look-frames': {
    'import.look': () => ({ ...CALM_LOOK, every: EVERY.usual }),
    'import.choose': () => ['/home/ada/Videos/catwalk.mp4'],
  },
  'look-calm': { 'import.look': () => CALM_LOOK },
  'look-refused': { 'import.look': () => REFUSED_LOOK },
  'look-long': { 'import.look': () => LONG_LOOK, 'import.choose': () => [LONG_PATH] },
  'look-nothing': {
    'import.look': () =>
      refuse('invalid-request', 'There is no picture in this folder. Choose one that holds your images.'),
  },
  'look-pairs': pairsOf(lookAtPairs()),
  'look-pairs-long': { ...pairsOf(lookAtPairs(LONG_FOLDERS)), 'import.choose': () => [LONG_PATH] },
  'look-no-pairs': pairsOf(lookAtSingles),
  pairs: {
    'datasets.list': () => PAIRED_DATASETS,
    'datasets.report': ({ id }) => (id === SHOE_PAIRS.id ? PAIRS_REPORT : null),
    'datasets.pictures': (question) => picturesOf(SHOE_PAIRS, question),
    'datasets.origin': () => ({ state: 'here', folder: '/home/ada/Pictures/shoes' }),
  },
  'look-idx': {
    'import.look': () => ({ kind: 'idx', count: 60_000, image: { height: 28, width: 28, channels: 1 } }),
    'import.choose': () => ['/home/ada/Downloads/train-images-idx3-ubyte.gz'],
  },
  'no-picture': {
    'verdict.ask': () =>
      refuse(
        'invalid-request',
        'D cannot be shown “notes.png”: not an image that Forger reads (PNG, JPEG, WebP, GIF, BMP, TIFF, AVIF).',
      ),
  },
  'no-fonts': {
    'letters.preview': () =>
      refuse(
        'invalid-request',
        'No font that ships with Forger has Ж. Add the fonts of this machine, or leave these characters out.',
      ),
  },
};

declare global {
  interface Window {
    /** Pages of pictures that were asked for. */
    asked: Set<number>;
    /** Lets a test tell what the app would tell. */
    readonly screens: Record<
      | 'progress'
      | 'done'
      | 'doneAgain'
      | 'cancelled'
      | 'opening'
      | 'looked'
      | 'failed'
      | 'animationProgress'
      | 'animationDone'
      | 'animationFailed'
      | 'quit'
      | 'about'
      | 'trainOn'
      | 'nothingNew'
      | 'verifyRunning'
      | 'verifyIdentical'
      | 'verifyDamaged',
      () => void
    >;
  }
}

const scene = new URLSearchParams(location.search).get('scene') ?? '';
const bridge = fixtureBridge({ 'import.preview': previewsOf(shoes), ...SCENES[scene] });
Object.assign(window, {
  asked: new Set<number>(),
  forger: bridge,
  screens: {
    progress: () => bridge.emit('job.progress', { job: 'job-1', progress: { done: 1204, total: 2331, refused: 3 } }),
    trainOn: () => trainOn(bridge, 40),
    nothingNew: () => trainOn(bridge, 0),
    about: () => bridge.emit('command', { name: 'about' }),
    quit: () => bridge.emit('quit.asked', { training: ['closet-baseline'], waiting: 2 }),
    animationProgress: () => bridge.emit('animation.progress', { job: 'job-1', progress: { done: 23, total: 37 } }),
    animationDone: () => bridge.emit('animation.done', finishedAnimation),
    verifyRunning: () =>
      bridge.emit('runFile.progress', { job: 'job-1', progress: { stage: 'second', done: 4, total: 10 } }),
    verifyIdentical: () => bridge.emit('runFile.done', VERIFIED),
    verifyDamaged: () => bridge.emit('runFile.done', VERIFIED_DAMAGED),
    animationFailed: () =>
      bridge.emit('animation.failed', {
        job: 'job-1',
        error: { code: 'no-space', message: 'The disk is full. Free some space, then try again.' },
      }),
    opening: () =>
      bridge.emit('import.opening', {
        chosen: { paths: [ARCHIVE], every: EVERY.usual },
        opening: { what: 'archive', share: 0.42 },
      }),
    looked: () =>
      bridge.emit('import.looked', {
        chosen: { paths: ['/home/ada/Pictures/shoes'], every: EVERY.usual },
        look: PARTIAL_LOOK,
      }),
    cancelled: () => bridge.emit('job.failed', { job: 'job-1', error: { code: 'cancelled', message: 'Cancelled.' } }),
    done: () => bridge.emit('job.done', finishedImport),
    doneAgain: () => bridge.emit('job.done', finishedAgain),
    failed: () =>
      bridge.emit('job.failed', {
        job: 'job-1',
        error: { code: 'no-space', message: 'The disk is full. Free some space, then try again.' },
      }),
  },
});
