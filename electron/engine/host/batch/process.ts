import { constants, setPriority } from 'node:os';
import { takeTask } from '../task-process.ts';
import { openProcessor } from '../processor.ts';
import { givenImages } from './given.ts';
import { batchCommandSchema, type BatchCommand, type BatchEvent } from './messages.ts';
import { seeBatch } from './see.ts';

// A run may be training: it comes first.
setPriority(constants.priority.PRIORITY_LOW);

/** The process that shows batches as D sees them; what ships it keeps unpacked for the next question. */
takeTask<BatchCommand, BatchEvent>(batchCommandSchema, async ({ images, seeing }, { post }) => {
  await openProcessor();
  const { image, pixels } = await givenImages(images, seeing);
  post({ type: 'seen', batch: { image, given: pixels, seen: await seeBatch(pixels, image, seeing) } });
});
