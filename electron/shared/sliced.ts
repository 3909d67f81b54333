/** Work that may be laid aside now and then, so that whoever does it can do other things meanwhile: it yields where it may be. */
export type Sliced<Made> = Generator<undefined, Made, undefined>;

/** So few steps take no time that anyone notices. */
const STEPS = 64;

/** Does something with each number from 0 up to a count; it may be laid aside between two of them. */
export function* forEach(count: number, work: (at: number) => void): Sliced<void> {
  for (let at = 0; at < count; at += 1) {
    work(at);
    if (at % STEPS === STEPS - 1) yield;
  }
}
