import type { MessageProcess } from '../plain-node.ts';

/** One decoding process as its user sees it. */
export type DecoderProcess = MessageProcess;

/** Starts the built electron/data/decoder/process.ts (out/main/decoder.js). */
export type DecoderLauncher = () => DecoderProcess;
