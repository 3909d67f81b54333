import { existsSync } from 'node:fs';
import { join } from 'node:path';
import NETWORK from '@shared/vision-network.json';
import type { RuntimeLicence } from '../runtimes/licences.ts';
import { cacheRoot, surroundings, type Surroundings } from '../../device/locate.ts';

/** Where the files of the network that sees lie: in the packed app, else where set-up made them. */
export interface VisionFiles {
  weights: string;
  licence: string;
}

export function visionFiles(where: Surroundings = surroundings()): VisionFiles {
  const folder = join(where.resources ?? cacheRoot(where), 'vision', NETWORK.folder);
  return { weights: join(folder, NETWORK.files.weights), licence: join(folder, NETWORK.files.licence) };
}

/** Its licence, where it is here. */
export function visionLicence(): RuntimeLicence[] {
  const { licence } = visionFiles();
  if (!existsSync(licence)) return [];
  return [{ id: NETWORK.folder, title: NETWORK.title, facts: NETWORK.licence, file: licence }];
}
