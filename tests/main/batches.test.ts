import { expect, test, vi } from 'vitest';
import { batchQuestionSchema, type SeenBatch } from '@shared/batch.ts';
import type { BatchCommand } from '../../electron/engine/host/batch/messages.ts';
import { batchHandlers } from '../../electron/main/handlers/batch.ts';
import { BUNDLED } from '../engine/support/library.ts';
import { keptProcess } from '../../electron/main/jobs/kept-process.ts';
import type { Services } from '../../electron/main/services.ts';

const IMAGE = { height: 2, width: 2, channels: 1 } as const;
const PIXELS = new Uint8Array(8).fill(7);
const BATCH: SeenBatch = { image: IMAGE, given: PIXELS, seen: PIXELS };
const question = (draw: number, of: unknown = { kind: 'dataset', id: 'emoji', count: 2 }) =>
  batchQuestionSchema.parse({ of, draw, range: 'signed', settings: { seed: 7 } });

/** A process that answers every question but those of draw 9. */
function services() {
  const asked: BatchCommand[] = [];
  const state = { started: 0, alive: 0 };
  const launch = () => {
    state.started += 1;
    state.alive += 1;
    let say: (message: unknown) => void = () => undefined;
    let exit: () => void = () => undefined;
    return {
      postMessage: (command: BatchCommand) => {
        asked.push(command);
        if (command.seeing.draw !== 9) say({ type: 'seen', batch: BATCH });
      },
      onMessage: (listener: typeof say) => (say = listener),
      onExit: (listener: typeof exit) => (exit = listener),
      kill: () => {
        state.alive -= 1;
        exit();
      },
    };
  };
  const imagesOf = vi.fn(async () => ({ image: IMAGE, pixels: PIXELS }));
  const handlers = batchHandlers({
    workspace: () => ({ library: { dir: '/library' }, bundledDir: BUNDLED }),
    batch: keptProcess(launch),
    importDesk: { imagesOf },
  } as unknown as Services);
  return { handlers, asked, state, imagesOf };
}

test('one process answers question after question, until nobody looks any more', async () => {
  const { handlers, asked, state } = services();
  expect(await handlers['batch.see'](question(0))).toEqual(BATCH);
  expect(await handlers['batch.see'](question(1))).toEqual(BATCH);
  expect(state).toEqual({ started: 1, alive: 1 });
  expect(asked[1]).toMatchObject({
    images: { kind: 'dataset', library: '/library', bundledDir: BUNDLED, dataset: 'emoji', count: 2 },
    seeing: { draw: 1, range: 'signed', settings: { seed: 7, 'augment.mirror': 'off' } },
  });
  await handlers['batch.leave']({});
  expect(state.alive).toBe(0);
});

test('a data set that is not there is said to be none before a process starts', async () => {
  const { handlers, state } = services();
  const gone = question(0, { kind: 'dataset', id: 'gone', count: 2 });
  await expect(handlers['batch.see'](gone)).rejects.toMatchObject({ code: 'not-found' });
  expect(state.started).toBe(0);
});

test('a newer question ends the older one, and so does leaving', async () => {
  const { handlers, state } = services();
  const older = handlers['batch.see'](question(9));
  const newer = handlers['batch.see'](question(1));
  await expect(older).rejects.toMatchObject({ code: 'cancelled' });
  expect(await newer).toEqual(BATCH);
  const last = handlers['batch.see'](question(9));
  await handlers['batch.leave']({});
  await expect(last).rejects.toMatchObject({ code: 'cancelled' });
  expect(state.alive).toBe(0);
});

test('pictures that are looked at before an import are shown as it would make them', async () => {
  const { handlers, asked, imagesOf } = services();
  const chosen = { paths: ['/pictures'] };
  const options = { width: 8, height: 8, channels: 1 };
  await handlers['batch.see'](question(0, { kind: 'import', chosen, files: ['a.png', 'b.png'], options }));
  expect(imagesOf).toHaveBeenCalledWith(
    chosen,
    ['a.png', 'b.png'],
    expect.objectContaining({ ...options, fit: 'crop' }),
    expect.any(AbortSignal),
  );
  expect(asked[0]?.images).toEqual({ kind: 'pixels', image: IMAGE, pixels: PIXELS });
});
