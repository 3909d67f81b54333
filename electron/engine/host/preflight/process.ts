import { writeFileSync } from 'node:fs';
import { toFailure } from '@shared/contract/errors.ts';
import { isAboutWindows } from '@shared/contract/window-messages.ts';
import { findParent } from '../parent.ts';
import { EngineWindows } from '../window/windows.ts';
import { probeCommandSchema, type ProbeEvent } from './messages.ts';
import { probe } from './probe.ts';

/**
 * The process that tries a run before it is started. It may run out of memory: that costs nobody anything. It answers
 * one question; whoever started it ends it then.
 */
const parent = findParent();
const post = (event: ProbeEvent): void => parent.post(event);
const windows = parent.opensWindows ? new EngineWindows((request) => parent.post(request)) : null;

/** Where memory runs out, Linux ends this process before any other. */
function goFirst(): void {
  if (process.platform !== 'linux') return;
  try {
    writeFileSync('/proc/self/oom_score_adj', '1000');
  } catch {
    // Not allowed here: Linux then judges by size, and this is the largest.
  }
}

async function receive(message: unknown): Promise<void> {
  try {
    const command = probeCommandSchema.parse(message);
    post({ type: 'answer', result: await probe(command, windows, (stage) => post({ type: 'progress', stage })) });
  } catch (error) {
    post({ type: 'failed', error: toFailure(error) });
  }
}

goFirst();
parent.onMessage((message, ports) => {
  if (isAboutWindows(message)) windows?.receive(message, ports);
  else void receive(message);
});
parent.onGone(() => process.exit(1));
