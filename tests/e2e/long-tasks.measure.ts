import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { end, test } from './app.ts';

/**
 * `npm run measure:tasks`: the longest tasks of the window's own thread while a run trains, first left alone, then while its
 * tabs are looked through, each with what took the time in it. It prints and judges nothing.
 */
const LIVE_MS = 25_000;
const TAB_MS = 2500;
const SHOWN = 12;
const TABS = ['Gallery', 'Networks', 'Settings', 'Disk', 'Log', 'Live'];

/** Chromium's trace: times in microseconds. */
interface TraceEvent {
  name: string;
  ph: string;
  ts: number;
  dur?: number;
  pid: number;
  tid: number;
  args: { name?: string; data?: { functionName?: string; url?: string; lineNumber?: number; type?: string } };
}

interface LongTask {
  /** Seconds since the trace began. */
  at: number;
  ms: number;
  /** Its longest parts that are not in one another's shadow: "FunctionCall update (index.js:120) 81". */
  parts: string[];
}

const complete = (event: TraceEvent): event is TraceEvent & { dur: number } =>
  event.ph === 'X' && event.dur !== undefined;

function describe({ name, args, dur = 0 }: TraceEvent): string {
  const { functionName, url, lineNumber, type } = args.data ?? {};
  const where = url === undefined ? '' : ` (${url.slice(url.lastIndexOf('/') + 1)}:${lineNumber ?? ''})`;
  return `${name} ${functionName ?? type ?? ''}${where} ${(dur / 1000).toFixed(0)}`;
}

/** Of a renderer's main thread, longest first. */
function longTasks(events: readonly TraceEvent[], pid: number): LongTask[] {
  const main = events.find(
    ({ name, args, pid: of }) => name === 'thread_name' && args.name === 'CrRendererMain' && of === pid,
  );
  const own = events.filter((event) => event.pid === pid && event.tid === main?.tid).filter(complete);
  const began = Math.min(...own.map(({ ts }) => ts));
  const tasks = own.filter(({ name }) => name === 'ThreadControllerImpl::RunTask').sort((a, b) => b.dur - a.dur);
  return tasks.slice(0, SHOWN).map((task) => ({
    at: (task.ts - began) / 1e6,
    ms: task.dur / 1000,
    parts: own
      .filter(
        (event) => !event.name.endsWith('RunTask') && event.ts >= task.ts && event.ts + event.dur <= task.ts + task.dur,
      )
      .sort((a, b) => b.dur - a.dur)
      .slice(0, 6)
      .map(describe),
  }));
}

test('the longest tasks of a live window', async ({ home, started }) => {
  const { page, electron } = await started.launch({}, home);
  await page.getByRole('button', { name: 'Start the first duel' }).click();
  await electron.evaluate(({ contentTracing }) =>
    contentTracing.startRecording({
      included_categories: [
        'devtools.timeline',
        'disabled-by-default-devtools.timeline',
        'toplevel',
        'v8',
        '__metadata',
      ],
    }),
  );
  await sleep(LIVE_MS);
  for (const tab of TABS) {
    await page.getByRole('tab', { name: tab }).click();
    await sleep(TAB_MS);
  }
  const file = join(home, 'trace.json');
  const pid = await electron.evaluate(async ({ contentTracing, BrowserWindow }, path) => {
    await contentTracing.stopRecording(path);
    return BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? -1;
  }, file);
  const { traceEvents } = JSON.parse(await readFile(file, 'utf8')) as { traceEvents: TraceEvent[] };
  for (const { at, ms, parts } of longTasks(traceEvents, pid))
    console.log(`${ms.toFixed(0)} ms at ${at.toFixed(1)} s: ${parts.join('; ')}`);
  await end(electron.process());
});
