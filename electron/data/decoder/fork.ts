import { plainNode, type PlainNodeOptions } from '../plain-node.ts';
import type { DecoderLauncher } from './launcher.ts';

/** What a decoder needs of the environment: nothing that could tell it secrets. */
const KEPT = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'LD_LIBRARY_PATH', 'LANG'];

function environment(): NodeJS.ProcessEnv {
  const kept = KEPT.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  // Two arenas keep glibc from holding on to the memory of large images.
  return { ...Object.fromEntries(kept), MALLOC_ARENA_MAX: '2', UV_THREADPOOL_SIZE: '2' };
}

/**
 * Starts decoders: files from anywhere are read where a crash costs nothing.
 * @param script the built electron/data/decoder/process.ts, or that of letters
 * @param node as in {@link PlainNodeOptions}
 */
export const forkDecoder = (script: string, node?: PlainNodeOptions['node']): DecoderLauncher =>
  plainNode(script, { environment, ...(node && { node }) });
