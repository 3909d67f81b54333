import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { networkPairSchema } from '@shared/network/layers.ts';
import type { RunRecord } from '@shared/run.ts';
import { openDevice } from '../../../../electron/engine/device/index.ts';
import { Judge, type Lot } from '../../../../electron/engine/host/verdict/judge.ts';
import { buildDiscriminator } from '../../../../electron/engine/network/network.ts';
import { drawsOf } from '../../../../electron/engine/training/device-draws.ts';
import { saveVariables } from '../../../../electron/engine/training/state.ts';
import type { Checkpoint } from '../../../../electron/store/index.ts';
import { sharedFolder } from '../../../reliability/support/folders.ts';
import { smallLibrary, trainHere, type SmallLibrary } from '../../../reliability/support/small-library.ts';

const SIZE = 28 * 28;
const CLASSES = 4;
const signal = new AbortController().signal;
/** Pictures that differ. */
const lot = (count: number): Lot => ({
  pixels: Uint8Array.from({ length: count * SIZE }, (_, at) => (at * 31 + Math.floor(at / SIZE) * 97) % 256),
  labels: Int32Array.from({ length: count }, (_, at) => at % CLASSES),
});
const only = ({ pixels }: Lot, label: number): Lot => ({ pixels: pixels.slice(0, SIZE), labels: Int32Array.of(label) });

let place: SmallLibrary;
let remove: () => Promise<void>;
beforeAll(async () => {
  const shared = await sharedFolder();
  ({ remove } = shared);
  place = await smallLibrary(shared.folder);
  await openDevice('cpu');
});
afterAll(() => remove());

async function trained(preset: string): Promise<{ record: RunRecord; checkpoint: Checkpoint }> {
  const record = await place.prepare(preset, { steps: 3, 'evaluations.every': 0 });
  await trainHere(place.library, record.id);
  const checkpoint = await place.library.newestCheckpoint(record.id);
  if (!checkpoint) throw new Error('There is no checkpoint.');
  return { record, checkpoint };
}

describe('a D that is told labels', () => {
  test('is told the picture’s own, or of all the one that it believes most', async () => {
    const { record, checkpoint } = await trained('cgan');
    const judge = new Judge(record, checkpoint);
    const { pixels } = only(lot(1), 0);
    const scores: number[] = [];
    for (let label = 0; label < CLASSES; label++) {
      const own = await judge.of(pixels, label, lot(0), signal);
      expect(own).toEqual({ score: expect.any(Number) as number, told: { label, how: 'own' }, read: null });
      expect((await judge.scores(only(lot(1), label), signal))[0]).toBeCloseTo(own.score, 4);
      scores.push(own.score);
    }
    expect(new Set(scores).size).toBe(CLASSES);
    const best = scores.indexOf(Math.max(...scores));
    const said = await judge.of(pixels, null, lot(0), signal);
    expect(said.told).toEqual({ label: best, how: 'best' });
    expect(said.score).toBeCloseTo(scores[best] ?? NaN, 5);
    judge.dispose();
  });
});

describe('a D that names labels', () => {
  test('says which it reads, and is told none', async () => {
    const { record, checkpoint } = await trained('acgan');
    const judge = new Judge(record, checkpoint);
    const { read, told, score } = await judge.of(only(lot(1), 0).pixels, null, lot(0), signal);
    expect(told).toBeNull();
    expect(read?.label).toBeLessThan(CLASSES);
    // The likeliest of four.
    expect(read?.probability).toBeGreaterThanOrEqual(1 / CLASSES);
    expect(read?.probability).toBeLessThanOrEqual(1);
    expect((await judge.scores(only(lot(1), 0), signal))[0]).toBeCloseTo(score, 4);
    judge.dispose();
  });
});

describe('a D that looks at a batch as a whole', () => {
  test('sees the picture among real ones', async () => {
    const { record, checkpoint } = await trained('fashion-gan-torch');
    const discriminator = [
      { type: 'minibatchStddev', group: 4 },
      { type: 'flatten' },
      { type: 'dense', units: 1 },
    ] as const;
    const networks = { ...record.networks, discriminator: networkPairSchema.shape.discriminator.parse(discriminator) };
    const network = buildDiscriminator(networks.discriminator, [28, 28, 1], {
      initializer: record.config['network.initializer'],
      draws: drawsOf(1),
      purpose: 'discriminatorWeights',
    });
    const judge = new Judge(
      { ...record, networks },
      { ...checkpoint, discriminator: await saveVariables(network.variables) },
    );
    network.dispose();
    const [picture, company] = [only(lot(1), 0).pixels, lot(7)];
    const among = await judge.of(picture, null, company, signal);
    const whole = { pixels: Buffer.concat([picture, company.pixels]), labels: new Int32Array(8) };
    expect((await judge.scores(whole, signal))[0]).toBeCloseTo(among.score, 4);
    expect((await judge.of(picture, null, lot(0), signal)).score).not.toBeCloseTo(among.score, 4);
    judge.dispose();
  });
});
