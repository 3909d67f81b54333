import { nameOf, PickleReader, refuse } from './pickle.mjs';

/** @typedef {{ shape: number[], data: Float32Array }} Tensor */
/** @typedef {{ key: string, type: string, count: number }} Storage where numbers lie: behind the pickles, by key */

/** The first pickle of such a file, and the second. */
const MAGIC = 0x1950a86a20f9469cfc6cn;
const PROTOCOL = 1001;

const FLOATS = 'torch FloatStorage';
/** Bytes of a number by the type of its storage. @type {Record<string, number>} */
const TYPES = { [FLOATS]: 4, 'torch LongStorage': 8 };

/** A tensor before its numbers are read. */
class Placed {
  /** @param {Storage} storage @param {number} offset @param {number[]} shape @param {number[]} strides */
  constructor(storage, offset, shape, strides) {
    this.storage = storage;
    this.offset = offset;
    this.shape = shape;
    this.strides = strides;
  }

  /** Its numbers, rows first, whatever their order in the file. @param {Buffer} bytes of its storage @returns {Tensor} */
  read(bytes) {
    const place = (/** @type {number} */ index) => {
      let [at, rest] = [this.offset, index];
      for (let axis = this.shape.length - 1; axis >= 0; axis -= 1) {
        const side = this.shape[axis] ?? 1;
        at += (rest % side) * (this.strides[axis] ?? 0);
        rest = Math.floor(rest / side);
      }
      return at;
    };
    const size = this.shape.reduce((all, side) => all * side, 1);
    const data = Float32Array.from({ length: size }, (_, index) => bytes.readFloatLE(4 * place(index)));
    return { shape: this.shape, data };
  }
}

/** @param {unknown} value @returns {value is number[]} */
const areNaturals = (value) => Array.isArray(value) && value.every((one) => Number.isSafeInteger(one) && one >= 0);

/** @param {unknown} value @returns {Storage} */
function storageOf(value) {
  const told = /** @type {{ persistent?: unknown }} */ (value)?.persistent;
  const [word, type, key, device, count, view] = Array.isArray(told) ? told : [];
  const numbers = nameOf(type) ?? '';
  if (word !== 'storage' || !Object.hasOwn(TYPES, numbers) || typeof key !== 'string')
    throw refuse('a tensor has no storage');
  if (device !== 'cpu' || view !== null || !areNaturals([count])) throw refuse('a storage is of another kind');
  return { key, type: numbers, count };
}

/** What `torch._utils._rebuild_tensor_v2` is given. @param {unknown[]} given */
function placedTensor([storage, offset, shape, strides]) {
  const { count, ...rest } = storageOf(storage);
  if (!areNaturals([offset]) || !areNaturals(shape) || !areNaturals(strides)) throw refuse('a tensor has no shape');
  const axes = shape.length;
  if (strides.length !== axes || shape.includes(0)) throw refuse('a tensor has no shape');
  const size = shape.reduce((all, side) => all * side, 1);
  const last = shape.reduce((at, side, axis) => at + (side - 1) * (strides[axis] ?? 0), /** @type {number} */ (offset));
  // A stride of 0 would make much of little.
  if (size > count || last >= count) throw refuse('a tensor is larger than its storage');
  return new Placed({ count, ...rest }, /** @type {number} */ (offset), shape, strides);
}

/**
 * All that such a file may name, and what of it is called.
 *
 * @type {import('./pickle.mjs').Names}
 */
const NAMES = {
  'collections OrderedDict': (given) => {
    if (given.length > 0) throw refuse('a dictionary is made of something');
    return new Map();
  },
  'torch._utils _rebuild_tensor_v2': placedTensor,
  [FLOATS]: null,
  'torch LongStorage': null,
};

/**
 * Reads a file of weights as PyTorch wrote them before its version 1.6: five pickles (a number to know it by, the format's version, the
 * machine's sizes, the tensors by name, the keys of the storages) and then each storage, its count in 8 bytes before it. No pickle is
 * run: see {@link PickleReader}.
 *
 * @param {Buffer} file
 * @returns {Map<string, Tensor>} the float32 tensors by name; whole numbers, which count batches, are left out
 * @throws {SetUpError} in one sentence, where it is anything else
 */
export function readTorchFile(file) {
  const reader = new PickleReader(file, NAMES);
  if (reader.read() !== MAGIC || reader.read() !== PROTOCOL) throw refuse("it is no file of PyTorch's");
  const system = reader.read();
  if (!(system instanceof Map) || system.get('little_endian') !== true)
    throw refuse('its numbers are of another machine');
  const named = reader.read();
  const keys = reader.read();
  if (!(named instanceof Map) || !Array.isArray(keys)) throw refuse('it holds no tensors by name');
  /** @type {Map<string, Storage>} */
  const storages = new Map();
  for (const tensor of named.values()) {
    if (!(tensor instanceof Placed)) throw refuse('it holds more than tensors');
    const { key, type, count } = tensor.storage;
    const known = storages.get(key) ?? tensor.storage;
    if (known.type !== type || known.count !== count) throw refuse('two storages have one key');
    storages.set(key, known);
  }
  /** @type {Map<string, Buffer>} */
  const numbers = new Map();
  for (const key of keys) {
    const storage = storages.get(key);
    if (storage === undefined || numbers.has(key)) throw refuse('its storages are not those of its tensors');
    if (reader.take(8).readBigUInt64LE() !== BigInt(storage.count)) throw refuse('a storage has another length');
    numbers.set(key, reader.take(storage.count * (TYPES[storage.type] ?? 0)));
  }
  if (numbers.size !== storages.size || !reader.atEnd) throw refuse('its storages are not those of its tensors');
  const floats = [...named].filter(([, { storage }]) => storage.type === FLOATS);
  return new Map(
    floats.map(([name, placed]) => [name, placed.read(numbers.get(placed.storage.key) ?? Buffer.alloc(0))]),
  );
}
