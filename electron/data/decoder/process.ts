import type { DecoderAnswer, DecoderMessage, DecoderRequest } from './messages.ts';
import { readImageFile } from './read-file.ts';
import { RefusedImage } from './refused.ts';
import { avoidMixedLibraries } from './webassembly.ts';

/**
 * The decoding process: it reads and decodes files nobody has looked at, so it holds nothing worth
 * having and may die. Whoever started it watches over it (import/pool.ts).
 */
interface UtilityPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}

avoidMixedLibraries();
// Not before: this loads sharp.
const { decodeImage, lookAtImage, prepareDecoder } = await import('./decode.ts');

const utilityPort = (process as unknown as { parentPort?: UtilityPort }).parentPort;

function post(message: DecoderMessage): void {
  if (utilityPort) utilityPort.postMessage(message);
  else process.send?.(message);
}

async function answer(request: DecoderRequest): Promise<DecoderAnswer> {
  const { index, path } = request;
  try {
    const bytes = await readImageFile(path);
    if (request.type === 'look') return { type: 'looked', index, look: await lookAtImage(bytes) };
    return { type: 'decoded', index, pixels: await decodeImage(bytes, request.target) };
  } catch (error) {
    // Anything but a refusal is a fault of the decoder's own: it ends, as after a crash, and the file is named.
    if (!(error instanceof RefusedImage)) throw error;
    return { type: 'refused', index, reason: error.message };
  }
}

/** Requests are worked off one by one, so that whatever kills this process has one culprit. */
let line: Promise<void> = Promise.resolve();
function receive(message: unknown): void {
  const request = message as DecoderRequest;
  line = line.then(async () => post(await answer(request)));
}

process.on('unhandledRejection', () => process.exit(1));
prepareDecoder();
if (utilityPort) utilityPort.on('message', ({ data }) => receive(data));
else process.on('message', receive).on('disconnect', () => process.exit(0));
post({ type: 'ready' });
