import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { vi } from 'vitest';
import { engineEventSchema, type EngineCommand, type EngineEvent } from '@shared/contract/engine-messages.ts';
import { BUNDLED } from './small-library.ts';

const root = resolve(import.meta.dirname, '../../..');

/** Bundles an entry that trains, below node_modules, so that it finds TensorFlow's package. */
export async function buildTraining(entry: string): Promise<{ script: string; remove: () => Promise<void> }> {
  const outDir = join(root, 'node_modules', '.cache', `forger-test-${process.pid}-${entry.replaceAll(/\W/g, '-')}`);
  await build({
    root,
    configFile: false,
    logLevel: 'silent',
    resolve: { alias: { '@shared': resolve(root, 'electron/shared') } },
    build: { ssr: resolve(root, entry), outDir, rolldownOptions: { output: { entryFileNames: 'entry.mjs' } } },
  });
  return {
    script: join(outDir, 'entry.mjs'),
    remove: () => rm(outDir, { recursive: true, force: true, maxRetries: 10 }),
  };
}

export const ENGINE_ENTRY = 'electron/engine/host/process.ts';
export const engineEnvironment = { ...process.env, FORGER_BUNDLED_DATASETS: BUNDLED };

/** Whether a process runs; a zombie does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    if (process.platform !== 'linux') return true;
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return false; // Gone, between the two looks at the latest.
  }
}

/** The engine as the app runs it: a process told what to do by messages. */
export class EngineProcess {
  readonly events: EngineEvent[] = [];
  readonly child: ChildProcess;
  onEvent: (event: EngineEvent) => void = () => undefined;
  /** How many it said it has written. */
  checkpoints = 0;

  constructor(script: string) {
    this.child = fork(script, [], {
      execArgv: [],
      env: engineEnvironment,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.child.on('message', (message) => {
      const event = engineEventSchema.parse(message);
      this.events.push(event);
      if (event.type === 'run-updated' && event.what === 'checkpoint') this.checkpoints += 1;
      this.onEvent(event);
    });
  }

  send(command: EngineCommand): void {
    this.child.send(command);
  }

  /** Waits for an event that fits. */
  async heard(fits: (event: EngineEvent) => boolean): Promise<EngineEvent> {
    return vi.waitFor(
      () => {
        const event = this.events.find(fits);
        if (!event) throw new Error(`The engine said only ${JSON.stringify(this.events)}`);
        return event;
      },
      { timeout: 60_000, interval: 5 },
    );
  }

  ready(): Promise<EngineEvent> {
    return this.heard(({ type }) => type === 'ready');
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }
}
