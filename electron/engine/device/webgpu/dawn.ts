import { existsSync, readdirSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { VARIABLES } from '@shared/environment.ts';
import { mendIt } from '../../../shipped/index.ts';
import { cacheRoot, type Surroundings } from '../locate.ts';
import { findAdapter, type Gpu, type GpuAdapterInfo } from './gpu.ts';

/** WebGPU where there is no browser: Dawn, Chromium's own, as the npm package `webgpu` brings it to Node. */

/** Dawn and what its GPU says of itself. */
export interface FoundGpu {
  gpu: Gpu;
  info: GpuAdapterInfo;
}

/** Why there is no WebGPU here, in a sentence or two. */
export interface NoGpu {
  reason: string;
}

/** Asks for SwiftShader, Chromium's GPU in software: slow, for tests and for seeing that something works. */
export const softwareWanted = ({ environment }: Pick<Surroundings, 'environment'>): boolean =>
  environment[VARIABLES.webgpu] === 'swiftshader';

const VULKAN_LIBRARY = 'libvulkan.so.1';
const SWIFTSHADER_DRIVER = 'vk_swiftshader_icd.json';
/** Linux's RTLD_NODELETE: what was loaded stays, though Node finds that it is no addon of its own. */
const KEEP_LOADED = 0x1000;

const HOW_TO_GET_VULKAN =
  "Install your GPU's driver with its Vulkan part (on Debian and Ubuntu: libvulkan1, and mesa-vulkan-drivers or NVIDIA's driver).";

/** Folders of Electron, which carries Vulkan's loader and SwiftShader; the packed app is one. */
function electronFolders(where: Surroundings): string[] {
  const { resources } = where;
  if (resources !== undefined) return [dirname(resources)];
  const given = where.environment['ELECTRON_OVERRIDE_DIST_PATH'];
  const cache = join(cacheRoot(where), 'electron');
  const cached = existsSync(cache) ? readdirSync(cache).map((version) => join(cache, version)) : [];
  return [...(given ? [given] : []), ...cached].filter((folder) => existsSync(join(folder, VULKAN_LIBRARY)));
}

/** Whether a library could be loaded, by name or path. Dawn finds what is loaded already by its name. */
function preload(library: string): boolean {
  try {
    process.dlopen({ exports: {} }, library, constants.dlopen.RTLD_NOW | KEEP_LOADED);
    return true;
  } catch (error) {
    return error instanceof Error && error.message.includes('did not self-register');
  }
}

/** Whether any Vulkan driver is registered: without one, loader and Dawn would only warn on the terminal. */
function hasVulkanDriver({ environment, home }: Surroundings): boolean {
  const named = ['VK_DRIVER_FILES', 'VK_ICD_FILENAMES', 'VK_ADD_DRIVER_FILES'];
  if (named.some((name) => environment[name])) return true;
  const listed = (name: string, otherwise: string): string[] => (environment[name] || otherwise).split(':');
  const roots = [
    ...listed('XDG_CONFIG_HOME', join(home, '.config')),
    ...listed('XDG_CONFIG_DIRS', '/etc/xdg'),
    '/etc',
    ...listed('XDG_DATA_HOME', join(home, '.local/share')),
    ...listed('XDG_DATA_DIRS', '/usr/local/share:/usr/share'),
  ];
  return roots.some((root) => {
    const folder = join(root, 'vulkan', 'icd.d');
    return existsSync(folder) && readdirSync(folder).some((file) => file.endsWith('.json'));
  });
}

/** Loads Vulkan before Dawn looks for it: the system's, else Electron's copy of the same loader. */
function loadVulkan(where: Surroundings): NoGpu | null {
  const folders = electronFolders(where);
  if (softwareWanted(where)) {
    const folder = folders.find((candidate) => existsSync(join(candidate, SWIFTSHADER_DRIVER)));
    if (!folder) return { reason: `SwiftShader is not here: it comes with Electron. ${mendIt(where)}` };
    // Vulkan's loader reads it from the process's own environment.
    process.env['VK_DRIVER_FILES'] = join(folder, SWIFTSHADER_DRIVER);
    if (!preload(join(folder, VULKAN_LIBRARY))) return { reason: 'The Vulkan library of Electron does not load.' };
    return null;
  }
  if (!hasVulkanDriver(where)) return { reason: `There is no Vulkan driver here. ${HOW_TO_GET_VULKAN}` };
  if ([VULKAN_LIBRARY, ...folders.map((folder) => join(folder, VULKAN_LIBRARY))].some(preload)) return null;
  return { reason: `The Vulkan library is not here. ${HOW_TO_GET_VULKAN}` };
}

const NO_ADAPTER: Readonly<Record<string, string>> = {
  linux: `Vulkan finds no GPU here. ${HOW_TO_GET_VULKAN}`,
  darwin: 'Metal finds no GPU here.',
  win32: "Direct3D 12 finds no GPU here. Install your GPU's newest driver.",
};

/** Why there may be no GPU where WebGPU as such is there. */
export const noAdapter = (platform: string): string => NO_ADAPTER[platform] ?? 'WebGPU finds no GPU here.';

/** Looks for Dawn and its GPU, anew at each call. */
export async function findDawn(where: Surroundings): Promise<FoundGpu | NoGpu> {
  // V8 in Electron keeps its memory in a cage, into which Dawn cannot map a GPU's.
  if (process.versions['electron']) return { reason: 'In the app WebGPU runs in a window, not in this process.' };
  if (softwareWanted(where) && where.platform !== 'linux')
    return { reason: 'FORGER_WEBGPU=swiftshader works on Linux only.' };
  const missing = where.platform === 'linux' ? loadVulkan(where) : null;
  if (missing) return missing;
  let dawn: { create(options: string[]): unknown; globals: object };
  try {
    dawn = await import('webgpu');
  } catch {
    return { reason: `Its program for ${where.platform} ${process.arch} is missing. ${mendIt(where)}` };
  }
  const gpu = dawn.create([]) as Gpu;
  Object.assign(globalThis, dawn.globals);
  // tfjs looks for a browser's navigator; Node has had one of its own, without a GPU, since version 21.
  const { navigator = {} } = globalThis as { navigator?: object };
  Object.defineProperty(navigator, 'gpu', { value: gpu, configurable: true });
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
  const adapter = await findAdapter(gpu);
  return adapter ? { gpu, info: adapter.info } : { reason: noAdapter(where.platform) };
}

let found: Promise<FoundGpu | NoGpu> | undefined;

/** The GPU of this process, looked for at the first call. */
export function dawnGpu(where: Surroundings): Promise<FoundGpu | NoGpu> {
  found ??= findDawn(where);
  return found;
}
