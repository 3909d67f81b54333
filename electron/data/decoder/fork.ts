import type { ProcessPort } from '@shared/ports/port.ts';
import { plainNode, type PlainNodeOptions } from '../plain-node.ts';
import type { DecoderLauncher } from './launcher.ts';

/** What a decoder needs of the environment: nothing that could tell it secrets. */
const KEPT = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'LD_LIBRARY_PATH', 'LANG'];

function environment(): NodeJS.ProcessEnv {
  const kept = KEPT.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  // Two arenas keep glibc from holding on to the memory of large images.
  return { ...Object.fromEntries(kept), MALLOC_ARENA_MAX: '2', UV_THREADPOOL_SIZE: '2' };
}

/** What is sent within one turn goes as one message: of a small image, its way takes longer than its decoding. */
function inBatches(port: ProcessPort): ProcessPort {
  let batch: unknown[] = [];
  const send = (): void => {
    port.postMessage(batch);
    batch = [];
  };
  return {
    ...port,
    postMessage: (message) => {
      if (batch.push(message) === 1) queueMicrotask(send);
    },
    onMessage: (listener) =>
      port.onMessage((messages) => {
        for (const message of Array.isArray(messages) ? (messages as unknown[]) : [messages]) listener(message);
      }),
  };
}

/**
 * Starts decoders: files from anywhere are read where a crash costs nothing.
 * @param script the built electron/data/decoder/process.ts, or that of letters: it answers as answer-parent.ts does
 * @param node as in {@link PlainNodeOptions}
 */
export function forkDecoder(script: string, node?: PlainNodeOptions['node']): DecoderLauncher {
  const launch = plainNode(script, { environment, ...(node && { node }) });
  return () => inBatches(launch());
}
