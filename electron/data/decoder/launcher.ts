import type { ProcessPort } from '@shared/ports/port.ts';

/** Starts the built electron/data/decoder/process.ts (out/main/decoder.js). */
export type DecoderLauncher = () => ProcessPort;
