import { answerParent } from '../answer-parent.ts';
import { decodeImage, lookAtImage, prepareDecoder, previewImage } from './decode.ts';
import { framesOf } from './frames.ts';
import type { DecoderAnswer, DecoderMessage, DecoderRequest } from './messages.ts';
import { readImageFile } from './read-file.ts';
import { RefusedImage } from './refused.ts';

/** The decoding process: it reads and decodes files nobody has looked at. Whoever started it watches over it (import/pool.ts). */
async function answer(request: DecoderRequest): Promise<DecoderAnswer> {
  const { index, path, half } = request;
  try {
    const bytes = readImageFile(path);
    switch (request.type) {
      case 'look':
        return { type: 'looked', index, facts: await lookAtImage(bytes, half) };
      case 'decode':
        return { type: 'decoded', index, ...(await decodeImage(bytes, request.target, half)) };
      case 'frames':
        return { type: 'framed', index, ...(await framesOf(bytes, request.from, request.every)) };
      case 'preview':
        return { type: 'previewed', index, ...(await previewImage(bytes, request.target, request.side, half)) };
    }
  } catch (error) {
    // Anything but a refusal is a fault of the decoder's own: it ends, as after a crash, and the file is named.
    if (!(error instanceof RefusedImage)) throw error;
    return { type: 'refused', index, reason: error.message };
  }
}

prepareDecoder();
answerParent<DecoderRequest, DecoderMessage>(answer, { type: 'ready' });
