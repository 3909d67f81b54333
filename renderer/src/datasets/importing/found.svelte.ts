import type { Chosen } from '@shared/import/chosen.ts';
import type { FindingKind, FoundPictures } from '@shared/import/findings.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import { call, sentence } from '../../lib/bridge.ts';

const NONE: FoundPictures = { total: 0, paths: [] };

/** All pictures of the finding that was asked about last. */
export class Found {
  #pictures = $state.raw(NONE);
  /** Why they could not be listed, in a sentence. */
  problem = $state<string | null>(null);
  busy = $state(false);
  #asked = 0;

  get total(): number {
    return this.#pictures.total;
  }

  get paths(): string[] {
    return this.#pictures.paths;
  }

  async ask(chosen: Chosen, kind: FindingKind): Promise<void> {
    this.#asked += 1;
    const number = this.#asked;
    this.#pictures = NONE;
    this.problem = null;
    this.busy = true;
    try {
      const pictures = await call('import.found', { chosen, kind });
      if (number === this.#asked) this.#pictures = pictures;
    } catch (error) {
      if (number === this.#asked && !(error instanceof ForgerError && error.code === 'cancelled'))
        this.problem = sentence(error);
    } finally {
      if (number === this.#asked) this.busy = false;
    }
  }
}
