import { readFileSync, writeFileSync, writeSync } from 'node:fs';
import { readlink } from 'node:fs/promises';
import { basename } from 'node:path';
import { Library } from '../../../electron/store/index.ts';
import { checkpointAt, metricRow } from '../../store/support/values.ts';

/**
 * Writes one flush of metrics, one checkpoint and one status through the store, while a tracer watches the
 * thread that makes its system calls, and says after each what is done.
 * Arguments: library, run, a file for that thread's number, and how often to try the whole.
 */
const [, , dir = '', id = '', threadFile = '', rounds = '1'] = process.argv;

/** With one thread in the pool, the thread that answers this makes all calls of node:fs/promises. */
const thread = basename(await readlink('/proc/thread-self'));

const library = await Library.open(dir);
const writer = await library.openWriter(id, 'cli');
const from = (await library.newestCheckpoint(id))?.step ?? 0;
await writer.truncateMetrics(from);

const pause = (milliseconds: number): void =>
  void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
writeFileSync(threadFile, thread);
while (/^TracerPid:\t0$/m.test(readFileSync(`/proc/self/task/${thread}/status`, 'utf8'))) pause(2);
pause(30);

/** Said at once: a kill must not take it. */
const say = (fact: object): void => void writeSync(1, `${JSON.stringify(fact)}\n`);
async function attempt(what: string, step: number, work: Promise<void>): Promise<boolean> {
  try {
    await work;
    say({ done: what, step });
    return true;
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    say({ failed: what, step, code, message });
    return false;
  }
}

let logged = from;
for (let round = 1; round <= Number(rounds); round += 1) {
  const step = from + 10 * round;
  const rows = Array.from({ length: step - logged }, (_, at) => metricRow(logged + at + 1));
  if (!(await attempt('metrics', step, writer.appendMetrics(rows)))) continue;
  logged = step;
  await attempt('checkpoint', step, writer.writeCheckpoint(checkpointAt(step)));
  await attempt('status', step, writer.setStatus({ state: 'training', step }));
}
say({ done: 'all' });
// Without goodbye: whoever asks next finds a process that is gone.
process.kill(process.pid, 'SIGKILL');
