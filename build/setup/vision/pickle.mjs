import { SetUpError } from '../process.mjs';

/**
 * A name that a stream may hold, and what a call of it makes of its arguments; null where it may only be mentioned.
 *
 * @typedef {Record<string, ((given: Value[]) => Value) | null>} Names
 */
/** What the streams hold: a tuple or list is an array, a dictionary a Map, a name {@link nameOf}. @typedef {any} Value */

const NAME = Symbol('name');

/** @param {Value} value @returns {string | undefined} "module name", where the stream mentions one here */
export const nameOf = (value) => value?.[NAME];

/** @param {string} what */
export const refuse = (what) =>
  new SetUpError(`The file of weights is not what was expected: ${what}. Nothing of it was used.`);

const MARK = Symbol('mark');

/**
 * Reads pickles one after the other without running anything. It knows the instructions of protocol 2 that a file of PyTorch's weights
 * needs, calls nothing but the names it is given, and refuses every other instruction and name.
 */
export class PickleReader {
  #bytes;
  #names;
  #at = 0;
  /** @type {Value[]} */
  #stack = [];
  /** @type {Map<number, Value>} */
  #memo = new Map();

  /** @param {Buffer} bytes @param {Names} names */
  constructor(bytes, names) {
    this.#bytes = bytes;
    this.#names = names;
  }

  /** The next bytes as they are. @param {number} count @throws {SetUpError} where there are not as many */
  take(count) {
    if (!(count >= 0 && count <= this.#bytes.length - this.#at)) throw refuse('it is cut off');
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }

  /** @returns {boolean} */
  get atEnd() {
    return this.#at === this.#bytes.length;
  }

  /** The value of the next pickle. @returns {Value} @throws {SetUpError} */
  read() {
    this.#stack = [];
    this.#memo.clear();
    if (this.#byte() !== 0x80 || this.#byte() !== 2) throw refuse('no pickle of protocol 2 begins where one should');
    for (let code = this.#byte(); code !== STOP; code = this.#byte()) {
      const instruction = INSTRUCTIONS.get(code);
      if (instruction === undefined) throw refuse(`it holds the instruction 0x${code.toString(16)}`);
      instruction(this);
    }
    const value = this.pop();
    if (this.#stack.length > 0) throw refuse('a pickle ends before its values are used');
    return value;
  }

  #byte() {
    return /** @type {number} */ (this.take(1)[0]);
  }

  /** @param {Value} value */
  push(value) {
    this.#stack.push(value);
  }

  pop() {
    const value = this.#stack.pop();
    if (value === undefined || value === MARK) throw refuse('an instruction lacks its values');
    return value;
  }

  /** Everything above the last mark. @returns {Value[]} */
  popToMark() {
    const mark = this.#stack.lastIndexOf(MARK);
    if (mark < 0) throw refuse('an instruction lacks its mark');
    return this.#stack.splice(mark).slice(1);
  }

  /** @param {(top: Value) => boolean} fits @returns {Value} the top of the stack, left there */
  top(fits) {
    const value = this.#stack.at(-1);
    if (!fits(value)) throw refuse('an instruction meets a value of another type');
    return value;
  }

  /** @param {number} key */
  remember(key) {
    this.#memo.set(
      key,
      this.top((value) => value !== undefined && value !== MARK),
    );
  }

  /** @param {number} key */
  recall(key) {
    if (!this.#memo.has(key)) throw refuse('it refers to a value that it has not given');
    this.push(this.#memo.get(key));
  }

  /** A line of text, without its end. @returns {string} */
  line() {
    const end = this.#bytes.indexOf(0x0a, this.#at);
    if (end < 0) throw refuse('it is cut off');
    return this.take(end + 1 - this.#at)
      .toString('latin1')
      .slice(0, -1);
  }

  name() {
    const text = `${this.line()} ${this.line()}`;
    if (!Object.hasOwn(this.#names, text))
      throw refuse(`it names "${text.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 60)}"`);
    this.push({ [NAME]: text });
  }

  call() {
    const given = this.pop();
    const name = this.pop();
    const make = this.#names[nameOf(name) ?? ''];
    if (!make || !Array.isArray(given)) throw refuse('it calls what is not to be called');
    this.push(make(given));
  }
}

/** @param {Value} value */
const isMap = (value) => value instanceof Map;

/** Puts keys and their values into a dictionary. @param {PickleReader} reader @param {Value[]} pairs */
function setItems(reader, pairs) {
  const map = reader.top(isMap);
  if (pairs.length % 2 !== 0) throw refuse('a key has no value');
  for (let at = 0; at < pairs.length; at += 2) {
    if (typeof pairs[at] !== 'string' && typeof pairs[at] !== 'number') throw refuse('a key is no text');
    map.set(pairs[at], pairs[at + 1]);
  }
}

const STOP = 0x2e;

/** Of pickletools: what each does, by its code. @type {Map<number, (reader: PickleReader) => void>} */
const INSTRUCTIONS = new Map([
  // Numbers: BININT1, BININT2, BININT, LONG1.
  [0x4b, (r) => r.push(r.take(1).readUInt8())],
  [0x4d, (r) => r.push(r.take(2).readUInt16LE())],
  [0x4a, (r) => r.push(r.take(4).readInt32LE())],
  [0x8a, (r) => r.push(longOf(r.take(r.take(1).readUInt8())))],
  // BINUNICODE, NONE, NEWTRUE, NEWFALSE.
  [0x58, (r) => r.push(r.take(r.take(4).readUInt32LE()).toString('utf8'))],
  [0x4e, (r) => r.push(null)],
  [0x88, (r) => r.push(true)],
  [0x89, (r) => r.push(false)],
  // MARK; EMPTY_TUPLE, TUPLE, TUPLE1, TUPLE2; EMPTY_LIST, APPENDS; EMPTY_DICT, SETITEM, SETITEMS.
  [0x28, (r) => r.push(MARK)],
  [0x29, (r) => r.push([])],
  [0x74, (r) => r.push(r.popToMark())],
  [0x85, (r) => r.push([r.pop()])],
  [0x86, (r) => r.push([r.pop(), r.pop()].reverse())],
  [0x5d, (r) => r.push([])],
  [
    0x65,
    (r) => {
      const values = r.popToMark();
      const list = r.top(Array.isArray);
      for (const value of values) list.push(value);
    },
  ],
  [0x7d, (r) => r.push(new Map())],
  [0x73, (r) => setItems(r, [r.pop(), r.pop()].reverse())],
  [0x75, (r) => setItems(r, r.popToMark())],
  // BINPUT, LONG_BINPUT, BINGET, LONG_BINGET.
  [0x71, (r) => r.remember(r.take(1).readUInt8())],
  [0x72, (r) => r.remember(r.take(4).readUInt32LE())],
  [0x68, (r) => r.recall(r.take(1).readUInt8())],
  [0x6a, (r) => r.recall(r.take(4).readUInt32LE())],
  // GLOBAL, REDUCE, BINPERSID; BUILD, whose attributes beside a dictionary's entries nobody needs.
  [0x63, (r) => r.name()],
  [0x52, (r) => r.call()],
  [0x51, (r) => r.push({ persistent: r.pop() })],
  [
    0x62,
    (r) => {
      if (!isMap(r.pop())) throw refuse('it builds what is not to be built');
      r.top(isMap);
    },
  ],
]);

/** A whole number, little-endian, in two's complement. @param {Buffer} bytes */
function longOf(bytes) {
  const hex = Buffer.from(bytes).reverse().toString('hex');
  return hex === '' ? 0n : BigInt.asIntN(8 * bytes.length, BigInt(`0x${hex}`));
}
