import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import util from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { openDevice } from '../../../electron/engine/device/index.ts';

const PROJECT = resolve(import.meta.dirname, '../../..');
/** tfjs-node as it is loaded: without its own tests. */
const TFJS_NODE = join(
  dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-node-gpu/package.json')),
  'dist',
);
/** What `util` had in Node.js 20 and has no more in 24. */
const TAKEN_AWAY = [
  'isBoolean',
  'isBuffer',
  'isDate',
  'isError',
  'isFunction',
  'isNull',
  'isNullOrUndefined',
  'isNumber',
  'isObject',
  'isPrimitive',
  'isRegExp',
  'isString',
  'isSymbol',
  'isUndefined',
  'log',
];

function sources(folder: string, kind: RegExp): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => kind.test(name))
    .map((name) => join(folder, name));
}

/** The functions of `util` that a module of tfjs-node calls. */
function callsOfUtil(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const [, name] = /var (\w+) = require\("util"\)/.exec(text) ?? [];
  return name === undefined
    ? []
    : [...text.matchAll(new RegExp(`\\b${name}\\.(\\w+)`, 'g'))].map(([, member]) => member ?? '');
}

test('what tfjs-node calls is there on a Node.js that took it away, and works', async () => {
  const old = util as unknown as Record<string, unknown>;
  for (const name of TAKEN_AWAY) Reflect.deleteProperty(old, name);
  expect(await openDevice('cpu')).toMatchObject({ kind: 'cpu' });
  const called = new Set(sources(TFJS_NODE, /(?<!_test)\.js$/).flatMap(callsOfUtil));
  expect(called).toContain('isNullOrUndefined');
  expect([...called].filter((name) => typeof old[name] !== 'function')).toEqual([]);
  // The only kernel that calls it.
  const { values, indices } = tf.topk(tf.tensor1d([1, 3, 2]), 2);
  expect([[...(await values.data())], [...(await indices.data())]]).toEqual([
    [3, 2],
    [1, 2],
  ]);
});

test('one module alone knows of it', () => {
  const knowing = ['electron', 'renderer', 'build', 'bench']
    .flatMap((folder) => sources(join(PROJECT, folder), /\.(ts|mjs|cjs|svelte)$/))
    .filter((file) => readFileSync(file, 'utf8').includes('isNullOrUndefined'));
  expect(knowing).toEqual([join(PROJECT, 'electron/engine/device/runtime.ts')]);
});
