/** Work that may be laid aside now and then, so that whoever does it can do other things meanwhile: it yields where it may be. */
export type Sliced<Made> = Generator<undefined, Made, undefined>;

/** Does work that need not be laid aside, such as little of it. */
export function atOnce<Made>(work: Sliced<Made>): Made {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** So few steps take no time that anyone notices. */
const STEPS = 64;

/** Does something with each number from 0 up to a count; it may be laid aside between two of them. */
export function* forEach(count: number, work: (at: number) => void): Sliced<void> {
  for (let at = 0; at < count; at += 1) {
    work(at);
    if (at % STEPS === STEPS - 1) yield;
  }
}
