import { thinningOf, type Thinning } from '@shared/checkpoint-policy.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import { diskRoom, roomWords } from '@shared/disk-room.ts';
import type { RunRecord } from '@shared/run.ts';
import { freeBytes } from '../store/disk-use.ts';
import type { Library } from '../store/index.ts';
import { bytes } from './table.ts';
import type { Terminal } from './terminal.ts';

/** The checkpoints of a run that could go for want of room, and what they take. */
export async function olderCheckpoints(library: Library, { id, config }: RunRecord): Promise<Thinning> {
  return thinningOf(config, await library.listCheckpoints(id));
}

/** What letting them go would free, and how; empty where none could go. */
async function thinningWords(library: Library, record: RunRecord): Promise<string> {
  const { bytes: freed } = await olderCheckpoints(library, record);
  return freed === 0 ? '' : ` Its older checkpoints take ${bytes(freed)}: forger checkpoints ${record.id} --thin`;
}

/**
 * Says before the first step that the disk will not hold the whole run: it pauses there, which nobody may notice.
 * @throws {ForgerError} no-space where it would pause at once
 */
export async function lookAtDisk(terminal: Terminal, library: Library, record: RunRecord): Promise<void> {
  const free = await freeBytes(library.dir).catch(() => null);
  if (free === null) return;
  const { total } = await library.diskUse(record.id);
  const words = roomWords(record, free, total);
  if (words === null) return;
  if (diskRoom(record, free, total) === 'none')
    throw new ForgerError('no-space', `${words}${await thinningWords(library, record)}`);
  terminal.note(words);
}

/** Says at once what a run waits for and what helps: room on the disk, or the rest of its evaluations. */
export class PauseTeller {
  readonly #terminal: Terminal;
  readonly #library: Library;
  readonly #record: RunRecord;
  #told: string | null = null;
  #toldMeasuring = false;
  #looking: Promise<void> = Promise.resolve();

  constructor(terminal: Terminal, library: Library, record: RunRecord) {
    this.#terminal = terminal;
    this.#library = library;
    this.#record = record;
  }

  /** The run's status is new. */
  look(): void {
    // What cannot be read now is looked at with the next change.
    this.#looking = this.#looking.then(() => this.#tell()).catch(() => undefined);
  }

  async #tell(): Promise<void> {
    const { state, code, message, evaluating = 0 } = await this.#library.readStatus(this.#record.id);
    if (evaluating > 0 && !this.#toldMeasuring) {
      this.#toldMeasuring = true;
      this.#terminal.noteBelow(
        `Training is over. Evaluating: ${evaluating} left. Ctrl-C leaves them; to measure them later: forger evaluate ${this.#record.id} --all`,
      );
    }
    const waits = state === 'paused' && code === 'no-space' ? message : null;
    if (waits === this.#told) return;
    if (waits !== null) {
      const remedy = this.#told === null ? await thinningWords(this.#library, this.#record) : '';
      this.#terminal.noteBelow(`Paused. ${waits}${remedy && ` Or stop it with Ctrl-C.${remedy}`}`);
    } else if (state === 'training') this.#terminal.noteBelow('There is room again: training goes on.');
    this.#told = waits;
  }
}
