import { run } from '../../../electron/cli/run.ts';

/** The command line on a library, in this process: how it ended, and what it said. */
export async function forgerOn(library: string, words: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  const terminal = {
    out: (text: string) => void (said.out += text),
    err: (text: string) => void (said.err += text),
    interactive: false,
  };
  return { code: await run(words, terminal, { FORGER_LIBRARY: library }), ...said };
}
