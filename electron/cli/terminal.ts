import { displayText } from '@shared/display.ts';

/** Where text goes, as the process has it; given by hand in tests. */
export interface Streams {
  out(text: string): void;
  err(text: string): void;
  /** True where `err` is a terminal whose line can be drawn anew. */
  interactive: boolean;
}

const LINE_ANEW = '\r\u001b[K';
const UNSHOWABLE_IN_JSON = /[\u007f-\u009f\p{Cf}\u2028\u2029]/gu;

/** The same value to whoever reads the JSON, and nothing in it that speaks to a terminal. */
const escapeUnshowable = (json: string): string =>
  json.replace(UNSHOWABLE_IN_JSON, (sign) =>
    [...Array(sign.length).keys()].map((at) => `\\u${sign.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''),
  );

/**
 * Where a command writes. Whatever it says may hold names out of files, so all is said in lines, each shown as
 * {@link displayText} shows it: no name can break a line, colour one, or draw over what was said.
 */
export class Terminal {
  constructor(readonly streams: Streams) {}

  get interactive(): boolean {
    return this.streams.interactive;
  }

  /** Facts, a line each: what a script reads. */
  print(...lines: readonly string[]): void {
    this.streams.out(inLines(lines));
  }

  /** Facts as JSON. */
  json(facts: unknown): void {
    this.streams.out(`${escapeUnshowable(JSON.stringify(facts, null, 2))}\n`);
  }

  /** One object of several that come one by one, on a line of its own. */
  jsonLine(facts: unknown): void {
    this.streams.out(`${escapeUnshowable(JSON.stringify(facts))}\n`);
  }

  /** Everything else, a line each: what happens meanwhile, and errors. */
  note(...lines: readonly string[]): void {
    this.streams.err(inLines(lines));
  }

  /** The same while progress may be drawn: below its line. */
  noteBelow(...lines: readonly string[]): void {
    this.note(...(this.interactive ? [''] : []), ...lines);
  }

  /** Something that could not be read and is left out. */
  leftOut(problem: string): void {
    this.note(`forger: left out: ${problem}`);
  }

  /** Draws the line of progress anew where somebody watches; an empty text takes it away. */
  progress(text: string): void {
    if (this.interactive) this.streams.err(`${LINE_ANEW}${displayText(text)}`);
  }
}

const inLines = (lines: readonly string[]): string => lines.map((line) => `${displayText(line)}\n`).join('');
