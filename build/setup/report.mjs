/** @param {number} bytes */
export function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}

/** Tells the person what set-up does: a line for each step, progress in place on a terminal. */
export class Report {
  #stream;
  #quiet;
  #step = '';
  #announced = false;
  #lastProgress = 0;
  #workSince = 0;

  /** @param {{ stream?: NodeJS.WriteStream, quiet?: boolean }} options quiet: say nothing of steps with nothing to do */
  constructor({ stream = process.stdout, quiet = false } = {}) {
    this.#stream = stream;
    this.#quiet = quiet;
  }

  /** @param {string} title */
  begin(title) {
    this.#step = title;
    this.#announced = false;
  }

  /** @param {string} text what the step had to do, once it is done */
  done(text) {
    this.#clearProgress();
    if (this.#quiet && !this.#announced) return;
    this.#stream.write(`  ✓ ${this.#step}: ${text}\n`);
  }

  /** @param {string} text work that takes a while, before it starts */
  work(text) {
    this.#clearProgress();
    this.#announced = true;
    this.#workSince = Date.now();
    this.#stream.write(`  → ${this.#step}: ${text}\n`);
  }

  /** @param {string} text something the person should know, though set-up goes on */
  warn(text) {
    this.#clearProgress();
    this.#announced = true;
    this.#stream.write(`  ! ${this.#step}: ${text}\n`);
  }

  /**
   * On a terminal a line that changes in place, elsewhere a line every ten seconds.
   *
   * @param {number} bytes so far
   * @param {number} total
   */
  progress(bytes, total) {
    const now = Date.now();
    const share = Math.min(99, Math.floor((100 * bytes) / total));
    const text = `    ${megabytes(bytes)} of about ${megabytes(total)} (${share} %)`;
    if (this.#stream.isTTY) {
      this.#stream.write(`\r${text}`.padEnd(60));
    } else if (bytes > 0 && now - Math.max(this.#lastProgress, this.#workSince) >= 10_000) {
      this.#stream.write(`${text}\n`);
    } else {
      return;
    }
    this.#lastProgress = now;
  }

  #clearProgress() {
    if (this.#stream.isTTY && this.#lastProgress > 0) this.#stream.write(`\r${' '.repeat(60)}\r`);
    this.#lastProgress = 0;
  }
}
