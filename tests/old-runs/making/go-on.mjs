import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { OldProgram } from './old-program.mjs';

/** The words of a continuation's commands, where its library lies. */
export function commandsOf(
  /** @type {import('./continuations.mjs').Continuation} */ { commands, library },
  /** @type {string} */ folder,
) {
  const where = ['--library', join(folder, library)];
  return commands.map((words) => [...words.map((word) => word.replace('{files}', join(folder, 'files'))), ...where]);
}

/**
 * Lets an old program go on with what was kept.
 * @param {readonly import('./continuations.mjs').Continuation[]} continuations
 * @param {{ script: string, folder: string, cache: string }} where `folder`: an unpacked copy of what was kept
 * @returns {Promise<unknown[]>} the fingerprint that each reaches
 */
export async function goOn(continuations, { script, folder, cache }) {
  await mkdir(cache, { recursive: true });
  /** One process for each number of threads, which TensorFlow reads once. @type {Map<number | undefined, OldProgram>} */
  const programs = new Map();
  const programFor = (/** @type {number | undefined} */ threads) => {
    const more = threads === undefined ? {} : { TF_NUM_INTRAOP_THREADS: String(threads) };
    const program = programs.get(threads) ?? new OldProgram(script, cache, more);
    programs.set(threads, program);
    return program;
  };
  try {
    const reached = [];
    for (const continuation of continuations) {
      const program = programFor(continuation.threads);
      for (const words of commandsOf(continuation, folder)) await program.must(words);
      const print = ['fingerprint', continuation.run, '--json', '--library', join(folder, continuation.library)];
      reached.push(JSON.parse(await program.must(print)));
    }
    return reached;
  } finally {
    await Promise.all([...programs.values()].map((program) => program.close()));
  }
}
