import { readdir, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { appendDurable, explained, makeFolder, withFile } from '../../store/files/index.ts';
import { measuredStep, startEvent, summaryEvent, versionEvent, type Tagged } from './event.ts';
import { frameRecord, readRecords } from './records.ts';

/** TensorBoard reads the files of a folder in the order of their names, which therefore begin with the time. */
const FILE_NAME = /^events\.out\.tfevents\.(\d{10})\.forger$/;
const fileName = (second: number): string => `events.out.tfevents.${String(second).padStart(10, '0')}.forger`;

/** Seconds since 1970, as events have them. */
const wallTimeNow = (): number => Date.now() / 1000;

/**
 * Cuts off what was measured at `step` or later, and a torn end. The first such event ends the earlier ones,
 * because a checkpoint is written only after all events up to its step. A file left with none goes.
 */
async function cutBack(path: string, step: number): Promise<void> {
  const kept = await withFile(path, { bytes: 0, events: 0, size: 0 }, async (handle, size) => {
    const whole = { bytes: 0, events: 0, size };
    for await (const { data, end } of readRecords(handle, size)) {
      const measured = measuredStep(data);
      if (measured !== null && measured >= step) break;
      whole.bytes = end;
      if (measured !== null) whole.events += 1;
    }
    return whole;
  });
  if (kept.events === 0) await rm(path, { force: true });
  else if (kept.bytes < kept.size) await truncate(path, kept.bytes);
}

/**
 * A new event file in a folder of such files. What is added waits in memory until it is written; a kill leaves
 * at most a torn last record, which TensorBoard passes over and the next opening cuts off.
 */
export class EventFile {
  readonly path: string;
  readonly #firstStep: number;
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  /** Bytes of whole records; what lies behind them is torn by a failed write. */
  #size = 0;
  #torn = false;

  private constructor(path: string, firstStep: number, wallTime: number) {
    this.path = path;
    this.#firstStep = firstStep;
    this.#push(versionEvent(wallTime));
    this.#push(startEvent(wallTime, firstStep));
  }

  /**
   * Takes back, in all files of the folder, what was measured at `firstStep` or later: it is logged anew, into a
   * file that a TensorBoard which has read the old ones takes as such.
   * @param wallTime when logging begins, in seconds since 1970
   * @throws {ForgerError} `no-access`, …
   */
  static async open(folder: string, firstStep: number, wallTime = wallTimeNow()): Promise<EventFile> {
    return explained(async () => {
      await makeFolder(folder);
      let newest = 0;
      for (const name of await readdir(folder)) {
        const second = FILE_NAME.exec(name)?.[1];
        if (second === undefined) continue;
        newest = Math.max(newest, Number(second));
        await cutBack(join(folder, name), firstStep);
      }
      // Later than the others by name, whatever the clock says.
      const second = Math.max(newest + 1, Math.floor(wallTimeNow()));
      return new EventFile(join(folder, fileName(second)), firstStep, wallTime);
    });
  }

  /** Bytes written. */
  get size(): number {
    return this.#size;
  }

  /** Bytes that wait to be written. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /** Adds what was measured at a step; of steps that the earlier files hold, nothing. @param wallTime seconds since 1970 */
  add(step: number, measured: readonly Tagged[], wallTime: number): void {
    if (step < this.#firstStep) return;
    this.#push(summaryEvent(wallTime, step, measured));
  }

  /**
   * Writes what waits; it outlasts a power cut when this returns, and still waits when it fails.
   * @throws {ForgerError} `no-space`, `no-access`, …
   */
  async write(): Promise<void> {
    const records = [...this.#pending];
    if (records.length === 0) return;
    const bytes = Buffer.concat(records);
    if (this.#torn) await explained(() => this.#cutTorn());
    this.#torn = true;
    await appendDurable(this.path, bytes);
    this.#torn = false;
    this.#size += bytes.length;
    this.#pending.splice(0, records.length);
    this.#pendingBytes -= bytes.length;
  }

  #push(event: Uint8Array): void {
    const record = frameRecord(event);
    this.#pending.push(record);
    this.#pendingBytes += record.length;
  }

  #cutTorn(): Promise<void> {
    return this.#size === 0 ? rm(this.path, { force: true }) : truncate(this.path, this.#size);
  }
}
