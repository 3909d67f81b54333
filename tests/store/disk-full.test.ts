import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { weightSpecs, type NetworkName } from '@shared/network/layers-model.ts';
import type { NetworkPair } from '@shared/network/layers.ts';
import { Library, type Checkpoint } from '../../electron/store/index.ts';
import { metricRow, NETWORKS, newRun } from './support/fixtures.ts';
import { smallDisk } from './support/small-disk.ts';

const disk = await smallDisk();
const { folder } = disk;

/** Large enough that writes are cut short inside a file, not only between files. */
const networks: NetworkPair = {
  ...NETWORKS,
  latentSize: 100,
  generator: [
    { type: 'dense', units: 600, useBias: true },
    { type: 'dense', units: 8, useBias: true },
    { type: 'reshape', shape: [4, 2, 1] },
  ],
};

function checkpoint(step: number): Checkpoint {
  const weights = (network: NetworkName) =>
    weightSpecs(networks, network).map(({ name, shape }) => ({
      name,
      shape,
      data: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(step),
    }));
  const optimizer = (network: NetworkName) => ({
    iterations: step,
    slots: weights(network).flatMap((weight) =>
      ['m', 'v'].map((slot) => ({ ...weight, name: `${weight.name}/${slot}` })),
    ),
  });
  return {
    step,
    elapsed: step,
    generator: weights('generator'),
    discriminator: weights('discriminator'),
    optimizers: { generator: optimizer('generator'), discriminator: optimizer('discriminator') },
  };
}

function treeHash(path: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(path, { recursive: true, encoding: 'utf8' }).sort()) {
    const full = join(path, name);
    hash.update(name);
    if (!/\.(json|bin|safetensors)$/.test(name)) continue;
    hash.update(readFileSync(full));
  }
  return hash.digest('hex');
}

describe.skipIf(disk.missing !== null)(
  `a full disk${disk.missing === null ? '' : ` (skipped: ${disk.missing})`}`,
  () => {
    it('at any point of a checkpoint leaves the old one as it was, and the run goes on when there is room', async () => {
      const library = await Library.open(folder);
      const { id } = await library.createRun(newRun({ networks }));
      const writer = await library.openWriter(id, 'app');
      await writer.writeCheckpoint(checkpoint(1));
      const checkpoints = join(library.runDir(id), 'checkpoints');
      const old = join(checkpoints, 'step-00000001');
      const before = treeHash(old);
      const [entry] = await library.listCheckpoints(id);
      const outcomes = new Set<string>();
      for (let tenths = 0; tenths <= 11; tenths += 1) {
        disk.leaveFree(Math.ceil((entry!.bytes * tenths) / 10));
        let outcome = 'written';
        await writer.writeCheckpoint(checkpoint(2)).catch((error: { code: string; message: string }) => {
          outcome = `${error.code}: ${error.message.split('.')[0]}`;
        });
        outcomes.add(outcome);
        expect(treeHash(old)).toBe(before);
        const names = readdirSync(checkpoints).sort();
        if (outcome === 'written') {
          expect(names).toEqual(['step-00000001', 'step-00000002']);
          expect(await library.newestCheckpoint(id)).toEqual(checkpoint(2));
          rmSync(join(checkpoints, 'step-00000002'), { recursive: true });
        } else expect(names).toEqual(['step-00000001']);
      }
      // The last tenth has room for folders and block sizes as well.
      expect([...outcomes].sort()).toEqual(['no-space: The disk is full', 'written']);
      disk.empty();
      await writer.writeCheckpoint(checkpoint(3));
      await writer.close();
      expect(await library.newestCheckpoint(id)).toEqual(checkpoint(3));
      rmSync(library.runDir(id), { recursive: true });
    });

    it('loses no acknowledged metric and tears no line once there is room', async () => {
      const library = await Library.open(folder);
      const { id } = await library.createRun(newRun());
      const writer = await library.openWriter(id, 'app');
      await writer.setStatus({ state: 'training', step: 1 });
      disk.leaveFree(40_000);
      const acknowledged: number[] = [];
      const refused: unknown[] = [];
      for (let step = 0; step < 500 && refused.length < 3; step += 1) {
        try {
          await writer.appendMetrics([metricRow(step), metricRow(step + 0.5)]);
          acknowledged.push(step, step + 0.5);
        } catch (error) {
          refused.push(error);
        }
      }
      expect(refused).toHaveLength(3);
      for (const error of refused) expect(error).toMatchObject({ code: 'no-space' });
      await expect(writer.setStatus({ step: 2 })).rejects.toMatchObject({ code: 'no-space' });
      expect(await library.readStatus(id)).toMatchObject({ state: 'training', step: 1 });
      expect((await library.readMetrics(id, 0)).columns.step).toEqual(acknowledged);
      disk.empty();
      await writer.appendMetrics([metricRow(1000)]);
      await writer.setStatus({ step: 3 });
      await writer.close();
      expect((await library.readMetrics(id, 0)).columns.step).toEqual([...acknowledged, 1000]);
      expect(readdirSync(library.runDir(id)).filter((name) => name.startsWith('.tmp'))).toEqual([]);
      rmSync(library.runDir(id), { recursive: true });
    });
  },
);
