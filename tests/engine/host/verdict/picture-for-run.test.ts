import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { importOptionsSchema } from '@shared/dataset.ts';
import { DATASET_FILES } from '@shared/library-names.ts';
import type { RunRecord } from '@shared/run.ts';
import { datasetDir } from '../../../../electron/data/index.ts';
import type { DecodeRequest } from '../../../../electron/data/decoder/messages.ts';
import { pictureForRun } from '../../../../electron/engine/host/verdict/picture-for-run.ts';
import { fakeDecoders, flat } from '../../../data/support/fake-decoder.ts';
import { BUNDLED, temporaryLibrary, type TemporaryLibrary } from '../../support/library.ts';

const CHOSEN = { crop: 'detail', padding: 'blur', background: '#ffcc00', tones: 'light-on-dark' } as const;
const USUAL = { crop: 'centre', padding: 'black', background: 'black', tones: 'own' };

let place: TemporaryLibrary;
let run: RunRecord;
beforeEach(async () => {
  place = await temporaryLibrary(8);
  run = await place.prepare();
  const choices = importOptionsSchema.parse({ name: 'Tiny', width: 99, fit: 'pad', leaveOut: ['a.png'], ...CHOSEN });
  await writeFile(join(datasetDir(place.library.dir, run.dataset.id), DATASET_FILES.choices), JSON.stringify(choices));
});
afterEach(() => place.remove());

async function targetFor(record: RunRecord): Promise<object> {
  const targets: object[] = [];
  const answer = (request: DecodeRequest) => {
    targets.push(request.target);
    return flat(request);
  };
  const { signal } = new AbortController();
  const asked = { path: '/a.png', decoder: fakeDecoders({ answer }).launcher, signal };
  await pictureForRun(place.library, BUNDLED, record, asked);
  return targets[0] ?? {};
}

it('a picture is prepared as the data set of the run was, in the size of its images', async () => {
  const { height, width, channels } = run.dataset.image;
  expect(await targetFor(run)).toEqual({ height, width, channels, fit: 'crop', ...CHOSEN });
});

it('the choices of other images of the same name are not taken', async () => {
  const elsewhere = { ...run, dataset: { ...run.dataset, hash: 'f'.repeat(64) } };
  expect(await targetFor(elsewhere)).toMatchObject(USUAL);
});
