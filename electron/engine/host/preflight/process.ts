import { writeFileSync } from 'node:fs';
import { findParent } from '../parent.ts';
import { takeTask } from '../task-process.ts';
import { windowsOf } from '../window/windows.ts';
import { probeCommandSchema, type ProbeCommand, type ProbeEvent } from './messages.ts';
import { probe } from './probe.ts';

/**
 * The process that tries a run before it is started. It may run out of memory: that costs nobody anything. It answers
 * one question; whoever started it ends it then.
 */
const { windows, rest: parent } = windowsOf(findParent());

/** Where memory runs out, Linux ends this process before any other. */
function goFirst(): void {
  if (process.platform !== 'linux') return;
  try {
    writeFileSync('/proc/self/oom_score_adj', '1000');
  } catch {
    // Not allowed here: Linux then judges by size, and this is the largest.
  }
}

goFirst();
takeTask<ProbeCommand, ProbeEvent>(
  probeCommandSchema,
  async (command, { post }) => {
    const result = await probe(command, windows, (stage) => post({ type: 'progress', stage }));
    post({ type: 'answer', result });
  },
  parent,
);
