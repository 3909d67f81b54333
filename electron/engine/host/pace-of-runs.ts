import { findPreset } from '@shared/presets/index.ts';
import type { Pace } from '@shared/recommend/index.ts';
import { stepProducts } from '@shared/step-arithmetic.ts';
import type { Library } from '../../store/index.ts';
import type { Devices } from './run-way.ts';

/** By the newest run of convolutions that trained on the device that new ones take; null where there is none. */
export async function paceOfRuns(library: Library, { chosen }: Devices): Promise<Pace | null> {
  for (const { id, name, preset, status } of await library.listRuns()) {
    const { imagesPerSecond } = status;
    if (!imagesPerSecond || (findPreset(preset)?.family ?? 'dense') === 'dense') continue;
    const record = await library.readRun(id);
    if (record.device.kind !== chosen) continue;
    const products = (stepProducts(record) * imagesPerSecond) / record.config.batch;
    return { products, from: `reckoned from the run “${name || preset}”, give or take a factor of two` };
  }
  return null;
}
