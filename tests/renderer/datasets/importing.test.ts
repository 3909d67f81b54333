import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EVERY } from '@shared/import/chosen.ts';
import { MOST_PREVIEWED, type PreviewTile } from '@shared/import/preview.ts';
import { importOptionsSchema } from '@shared/dataset.ts';
import { labelChoicesSchema } from '@shared/import/options.ts';
import { ImportForm } from '../../../renderer/src/datasets/import-form.svelte.ts';
import { dropToggled, labelRows, levelOf, renamed } from '../../../renderer/src/datasets/importing/labels.ts';
import { Previews } from '../../../renderer/src/datasets/importing/previews.svelte.ts';
import { STAGE_GAP, stageLayout } from '../../../renderer/src/datasets/importing/stage-layout.ts';
import { takenOf } from '../../../renderer/src/datasets/importing/taken.ts';
import { viewsFor } from '../../../renderer/src/datasets/importing/views.ts';
import { fixtureBridge, hang, refuse, type Answers, type FixtureBridge } from '../fixtures/bridge.ts';
import { CALM_LOOK, PARTIAL_LOOK, previewsOf, SHOES_LOOK } from '../fixtures/import.ts';

const PATHS = ['/home/ada/Pictures/shoes'];
const CHOSEN = { paths: PATHS, every: EVERY.usual };
const ALL = labelChoicesSchema.parse({});
const { name: _name, ...CHOICES } = importOptionsSchema.parse({ name: 'shoes' });
const [LEVEL] = SHOES_LOOK.levels;

function withBridge(answers: Partial<Answers> = {}): FixtureBridge {
  const bridge = fixtureBridge(answers);
  vi.stubGlobal('window', { forger: bridge });
  return bridge;
}
afterEach(() => vi.unstubAllGlobals());

describe('the choices of an import', () => {
  const looked = async (answers: Partial<Answers> = {}): Promise<ImportForm> => {
    withBridge(answers);
    const form = new ImportForm(PATHS);
    await form.lookAt();
    return form;
  };

  it('follow what is recommended until one is made, and can be taken back to it', async () => {
    const form = await looked();
    expect([form.choices.width, form.isRecommended]).toEqual([form.proposal?.width, true]);
    form.size = '28';
    form.choose({ fit: 'stretch' });
    expect([form.options?.width, form.options?.fit, form.isRecommended]).toEqual([28, 'stretch', false]);
    form.toggle(['a.jpg']);
    form.recommend();
    expect([form.choices.width, form.choices.leaveOut, form.isRecommended]).toEqual([
      form.proposal?.width,
      ['a.jpg'],
      true,
    ]);
  });

  it('keep what was chosen while the look goes on, and recommend anew for the rest', async () => {
    const bridge = withBridge({ 'import.look': hang });
    const form = new ImportForm(PATHS);
    void form.lookAt();
    form.size = '32';
    bridge.emit('import.looked', { chosen: { ...CHOSEN, paths: ['/elsewhere'] }, look: CALM_LOOK });
    expect(form.look).toBeNull();
    bridge.emit('import.looked', { chosen: CHOSEN, look: { ...PARTIAL_LOOK, coloured: PARTIAL_LOOK.looked } });
    expect([form.choices.width, form.choices.channels, form.looking]).toEqual([32, 3, true]);
    expect(form.progress).toEqual({ done: 613, total: 2331, refused: 2 });
  });

  it('stay as they were pressed, though it was what stood there already, and are one step to undo', async () => {
    const bridge = withBridge({ 'import.look': hang });
    const form = new ImportForm(PATHS);
    void form.lookAt();
    const { size } = form;
    form.size = size;
    form.choose({ fit: form.choices.fit });
    form.choose({ fit: form.choices.fit });
    const before = form.options;
    bridge.emit('import.looked', { chosen: CHOSEN, look: SHOES_LOOK });
    expect(form.proposal?.width).not.toBe(before?.width);
    expect([form.options?.width, form.options?.fit]).toEqual([before?.width, before?.fit]);
    form.undo();
    expect([form.options?.width, form.options?.fit]).toEqual([before?.width, form.proposal?.fit]);
  });

  it('begin when what was chosen is open, of which it is told how far it is; that can be stopped', async () => {
    const bridge = withBridge();
    const cancelled = { ok: false, error: { code: 'cancelled', message: 'Cancelled.' } };
    let leave: () => void = () => undefined;
    const left = new Promise((resolve) => (leave = () => resolve(cancelled)));
    const invoke = (name: string): Promise<unknown> => {
      if (name === 'import.look') return left;
      leave();
      return Promise.resolve({ ok: true, value: null });
    };
    vi.stubGlobal('window', { forger: { ...bridge, invoke } });
    const form = new ImportForm(['/home/ada/shoes.tar.gz']);
    const looking = form.lookAt();
    const opening = { what: 'archive', share: 0.4 } as const;
    bridge.emit('import.opening', { chosen: CHOSEN, opening });
    expect([form.name, form.opening]).toEqual(['shoes', null]);
    bridge.emit('import.opening', { chosen: form.chosen, opening });
    expect(form.opening).toEqual(opening);
    await form.stop();
    await looking;
    expect([form.opening, form.looking, form.failureTitle]).toEqual([null, false, 'It was stopped']);
  });

  it('are undone one by one; what is typed into one field is one of them', async () => {
    const form = await looked();
    const { fit } = form.choices;
    form.choose({ fit: 'stretch' });
    form.toggle(['a.jpg', 'b.jpg']);
    form.toggle(['b.jpg']);
    form.size = 'other';
    for (const text of ['9', '96', '96 × 6', '96 × 64']) form.otherSize = text;
    expect(form.options).toMatchObject({ width: 96, height: 64, leaveOut: ['a.jpg'] });
    form.undo();
    expect([form.choices.width, form.choices.leaveOut]).toEqual([form.proposal?.width, ['a.jpg']]);
    form.undo();
    expect(form.choices.leaveOut).toEqual(['a.jpg', 'b.jpg']);
    form.undo();
    form.undo();
    expect([form.choices.leaveOut, form.choices.fit, form.canUndo]).toEqual([[], fit, false]);
  });

  it('say why there is nothing to import, but nothing where a newer look took over', async () => {
    const form = await looked({ 'import.look': () => refuse('invalid-request', 'No picture lies there.') });
    expect([form.failure, form.looking, form.seconds]).toEqual(['No picture lies there.', false, null]);
    expect((await looked({ 'import.look': () => refuse('cancelled', 'Cancelled.') })).failure).toBeNull();
  });
});

describe('pairs', () => {
  it('are never shown turned round, which would change input and target over', () => {
    const shown = (paired: boolean): string[] => viewsFor(true, paired).map(({ value }) => value);
    expect(shown(true)).toEqual(['window', 'original', 'both', 'imported']);
    expect(shown(false)).toEqual([...shown(true), 'flips', 'batch']);
  });

  it('are looked at anew, without what was chosen of files that stand for nothing any more or what no pair can have', async () => {
    const asked: unknown[] = [];
    withBridge({
      'import.look': ({ pairs }) => {
        asked.push(pairs);
        return pairs === undefined ? SHOES_LOOK : { ...CALM_LOOK, pairs: true as const };
      },
    });
    const form = new ImportForm(PATHS);
    await form.lookAt();
    const { width } = form.image;
    form.choose({ fit: 'crop', crop: 'detail', tones: 'inverted' });
    form.toggle(['a.jpg']);
    form.pair('left-input');
    expect([form.isOtherwisePaired, form.image.width]).toEqual([true, 2 * width]);
    // Halves are of the files that there were.
    expect([form.choices.leaveOut, form.choices.crop, form.choices.tones]).toEqual([['a.jpg'], 'centre', 'inverted']);
    form.pair('folders');
    expect(form.choices.leaveOut).toEqual([]);
    await form.lookAt();
    expect([form.isOtherwisePaired, form.options?.pairs, form.chosen.pairs]).toEqual([false, 'folders', 'folders']);
    form.recommend();
    expect([form.isRecommended, form.paired]).toEqual([true, true]);
    for (let step = 0; step < 3; step += 1) form.undo();
    expect([form.isOtherwisePaired, form.choices.leaveOut, form.choices.crop]).toEqual([true, ['a.jpg'], 'detail']);
    await form.lookAt();
    expect(asked).toEqual([undefined, 'folders', undefined]);
  });

  it('that there are none of are told so, and a look that was overtaken says nothing', async () => {
    let refuseLate: () => void = () => undefined;
    const late = new Promise<never>((_, reject) => (refuseLate = () => reject(new Error('late'))));
    withBridge({
      'import.look': ({ pairs }) => {
        if (pairs === 'folders') return late as never;
        return pairs === undefined ? SHOES_LOOK : refuse('invalid-request', 'There are none.');
      },
    });
    const form = new ImportForm(PATHS);
    form.pair('folders');
    const overtaken = form.lookAt();
    form.pair('left-input');
    await form.lookAt();
    expect([form.failure, form.failureTitle, form.look]).toEqual(['There are none.', 'These are no pairs', null]);
    form.pair('off');
    await form.lookAt();
    refuseLate();
    await overtaken;
    expect([form.failure, form.look, form.looking]).toEqual([null, SHOES_LOOK, false]);
  });
});

describe('labels from folders', () => {
  it('are those of the level chosen, or of the one that is found', () => {
    expect(levelOf(SHOES_LOOK, ALL)).toBe(LEVEL);
    expect(levelOf(SHOES_LOOK, { ...ALL, from: 1 })).toBe(LEVEL);
    expect(levelOf(SHOES_LOOK, { ...ALL, from: 'none' })).toBeNull();
    expect(levelOf(CALM_LOOK, ALL)).toBeNull();
  });

  it('become one where they get one name, are dropped, and have at most so many pictures', () => {
    if (!LEVEL) throw new Error('The fixture has no labels.');
    const rename = renamed(ALL, ['boots'], 'sneakers');
    const [shoes, ...others] = labelRows(LEVEL, { ...ALL, rename, drop: ['slippers'], most: 400 });
    expect(shoes).toEqual({
      ...{ name: 'sneakers', folders: ['sneakers', 'boots'], dropped: false },
      ...{ count: 1_946, taken: 400 },
    });
    expect(others.map(({ name, taken, dropped }) => [name, taken, dropped])).toEqual([
      ['sandals', 341, false],
      ['slippers', 0, true],
    ]);
    const all = shoes && dropToggled({ ...ALL, drop: ['slippers'] }, shoes);
    expect(all).toEqual(['slippers', 'sneakers', 'boots']);
    expect(shoes && dropToggled({ ...ALL, drop: all ?? [] }, { ...shoes, dropped: true })).toEqual(['slippers']);
    expect(renamed({ ...ALL, rename }, ['sneakers', 'boots'], 'boots')).toEqual({ sneakers: 'boots' });
  });
});

describe('how many pictures an import takes', () => {
  it('is exact where nothing is left out for two reasons', () => {
    expect(takenOf(SHOES_LOOK, CHOICES)).toEqual({ count: 2_318, exact: true });
    expect(takenOf(SHOES_LOOK, { ...CHOICES, skip: ['copies'] })).toEqual({ count: 2_300, exact: true });
    expect(takenOf(SHOES_LOOK, { ...CHOICES, leaveOut: ['a.jpg', 'b.jpg'] })).toEqual({ count: 2_316, exact: true });
    const labels = { ...ALL, drop: ['slippers'], most: 1000 };
    expect(takenOf(SHOES_LOOK, { ...CHOICES, labels })).toEqual({ count: 2_183, exact: true });
    expect(takenOf(SHOES_LOOK, { ...CHOICES, labels, skip: ['blank', 'near-copies'] })).toEqual({
      ...{ count: 2_180, exact: false },
    });
    expect(takenOf(PARTIAL_LOOK, CHOICES).exact).toBe(false);
  });
});

describe('pictures on the stage', () => {
  it('lie at a whole-number zoom, or a whole part, inside their box', () => {
    const side = fc.integer({ min: 8, max: 256 });
    const box = fc.record({ width: fc.integer({ min: 320, max: 1600 }), height: fc.integer({ min: 280, max: 1200 }) });
    fc.assert(
      fc.property(box, fc.record({ width: side, height: side }), (room, image) => {
        const { columns, count, zoom } = stageLayout(room, image);
        expect(Number.isInteger(zoom) || Number.isInteger(Math.round(1e6 / zoom) / 1e6)).toBe(true);
        expect(count).toBeGreaterThan(0);
        expect(count).toBeLessThanOrEqual(MOST_PREVIEWED);
        expect(count % columns).toBe(0);
        expect(columns * (image.width * zoom + STAGE_GAP) - STAGE_GAP).toBeLessThanOrEqual(room.width);
        expect((count / columns) * (image.height * zoom + STAGE_GAP) - STAGE_GAP).toBeLessThanOrEqual(room.height);
      }),
    );
    expect(stageLayout({ width: 532, height: 700 }, { width: 28, height: 28 })).toEqual({
      ...{ columns: 4, count: 24, zoom: 4 },
    });
  });
});

describe('previews', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(1_000);
  const asked = ({ calls }: FixtureBridge): { files: string[]; options: typeof CHOICES }[] =>
    calls.filter(({ name }) => name === 'import.preview').map(({ args }) => args as never);
  const sideOf = (tile: PreviewTile | null): number | null => (tile && 'image' in tile ? tile.image.width : null);

  it('are asked for once choices rest, a page at a time, and only those that are missing', async () => {
    const bridge = withBridge();
    const previews = new Previews(() => CHOSEN);
    const files = Array.from({ length: MOST_PREVIEWED + 2 }, (_, at) => `${at}.jpg`);
    for (const width of [8, 16, 32]) previews.want(files, ['0.jpg', 'copy.jpg'], { ...CHOICES, width });
    await settle();
    expect(asked(bridge).map((question) => [question.files.length, question.options.width])).toEqual([
      [MOST_PREVIEWED, 32],
      [3, 32],
    ]);
    expect(Object.keys(asked(bridge)[0]?.options ?? {})).not.toContain('leaveOut');
    expect([sideOf(previews.at('49.jpg')), previews.busy]).toEqual([32, false]);
    previews.want(['49.jpg', 'new.jpg'], ['copy.jpg'], { ...CHOICES, width: 32 });
    await settle();
    expect(asked(bridge).at(-1)?.files).toEqual(['new.jpg']);
  });

  it('of older choices stay until the new ones are there, and an answer that comes too late does not count', async () => {
    const answers: (() => void)[] = [];
    const bridge = withBridge();
    const { invoke } = bridge;
    bridge.invoke = (name, args) =>
      name === 'import.preview'
        ? new Promise((resolve) => answers.push(() => void invoke(name, args).then(resolve)))
        : invoke(name, args);
    const previews = new Previews(() => CHOSEN);
    const want = async (width: number): Promise<void> => {
      previews.want(['a.jpg'], [], { ...CHOICES, width });
      await settle();
    };
    await want(28);
    answers[0]?.();
    await settle();
    await want(32);
    expect([sideOf(previews.at('a.jpg')), previews.busy]).toEqual([28, true]);
    await want(64);
    answers[2]?.();
    await settle();
    answers[1]?.();
    await settle();
    expect([sideOf(previews.at('a.jpg')), previews.busy]).toEqual([64, false]);
    await want(16);
    previews.end();
    answers[3]?.();
    await settle();
    expect(sideOf(previews.at('a.jpg'))).toBe(64);
  });

  it('say what is in the way, until it is not', async () => {
    let works = false;
    const draw = previewsOf();
    withBridge({ 'import.preview': (args) => (works ? draw(args) : refuse('internal', 'No decoder.')) });
    const previews = new Previews(() => CHOSEN);
    previews.want(['a.jpg'], [], CHOICES);
    await settle();
    expect(previews.problem).toBe('No decoder.');
    works = true;
    previews.want(['a.jpg'], [], { ...CHOICES, width: 32 });
    await settle();
    expect([previews.problem, sideOf(previews.at('a.jpg'))]).toEqual([null, 32]);
  });
});
