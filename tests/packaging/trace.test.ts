import { join } from 'node:path';
import { expect, test } from 'vitest';
import { importsOf } from '../../build/packaging/imports.mjs';
import { trace } from '../../build/packaging/trace.mjs';
import { folderWith } from '../setup/support/folder.ts';

test('every way of loading another file is read, and those that only running tells are named', () => {
  const { named, computed } = importsOf(`
    import a from "a";
    export * from './b.js';
    const c = await import("c");
    import { createRequire } from 'node:module';
    const nodeRequire = createRequire(import.meta.url);
    nodeRequire('d/e');
    createRequire(import.meta.url)('f');
    require.resolve("g");
    nodeRequire(\`h-\${process.platform}\`);
    import(c.name);
    requirePreset('no module');
    // require('nor this')
  `);
  expect(named).toEqual([
    { name: 'a', by: 'import' },
    { name: './b.js', by: 'import' },
    { name: 'c', by: 'import' },
    { name: 'node:module', by: 'import' },
    { name: 'd/e', by: 'require' },
    { name: 'f', by: 'require' },
    { name: 'g', by: 'require' },
  ]);
  expect(computed).toEqual(['nodeRequire(`h-${process.platform}`)', 'import(c.name)']);
});

const manifest = (fields: object): string => JSON.stringify({ name: 'x', ...fields });

/** What a program of one file loads, by what is in the folder beside it. */
async function traced(files: Record<string, string>): ReturnType<typeof trace> {
  const project = await folderWith(files);
  return trace(project, [join(project, 'main.js')], { oneOfMany: { huge: 'dist/here' }, computed: [/BINDING/] });
}

test('what a package imports comes along, however deep, with its native files, and what nobody loads, or another system, does not', async () => {
  const { files, problems } = await traced({
    'package.json': manifest({ dependencies: { a: '1', huge: '1' } }),
    'main.js': 'import "a"; import("huge"); require(BINDING);',
    'node_modules/a/package.json': manifest({
      main: 'a.js',
      dependencies: { b: '1', unused: '1' },
      peerDependencies: { peer: '1' },
      peerDependenciesMeta: { peer: { optional: true } },
    }),
    'node_modules/a/a.js': 'require("b/deep"); try { require("peer"); } catch {}',
    'node_modules/a/other.js': '',
    'node_modules/b/package.json': manifest({ exports: { './deep': { import: './deep.mjs', require: './deep.cjs' } } }),
    'node_modules/b/deep.cjs': '',
    'node_modules/b/deep.mjs': '',
    'node_modules/b/native/b.so.1.2': '',
    'node_modules/huge/package.json': manifest({ main: 'index.js' }),
    'node_modules/huge/index.js': 'require(`./dist/${process.platform}/x.node`);',
    'node_modules/huge/dist/here/x.node': '',
    'node_modules/huge/dist/there/x.node': '',
    'node_modules/peer/package.json': manifest({}),
    'node_modules/unused/package.json': manifest({}),
  });
  expect(problems).toEqual([]);
  expect(files).toEqual([
    'main.js',
    'node_modules/a/a.js',
    'node_modules/a/package.json',
    'node_modules/b/deep.cjs',
    'node_modules/b/native/b.so.1.2',
    'node_modules/b/package.json',
    'node_modules/huge/dist/here/x.node',
    'node_modules/huge/index.js',
    'node_modules/huge/package.json',
  ]);
});

test('a package that picks one for its system at run time brings those that are installed', async () => {
  const { files, problems } = await traced({
    'package.json': manifest({ dependencies: { a: '1' } }),
    'main.js': 'import "a";',
    'node_modules/a/package.json': manifest({ optionalDependencies: { 'a-linux': '1', 'a-windows': '1' } }),
    'node_modules/a/index.js': 'require(`a-${process.platform}`);',
    'node_modules/a-linux/package.json': manifest({}),
    'node_modules/a-linux/a.node': '',
    'node_modules/a-linux/README.md': '',
  });
  expect(problems).toEqual([]);
  expect(files.filter((file) => file.includes('a-'))).toEqual([
    'node_modules/a-linux/a.node',
    'node_modules/a-linux/package.json',
  ]);
});

test('what would be missing where the program runs is said, each in a sentence', async () => {
  const { problems } = await traced({
    'package.json': manifest({ dependencies: { a: '1', gone: '1' } }),
    'main.js': 'import "a"; import("gone"); import "tool"; require(name);',
    'node_modules/a/package.json': manifest({ dependencies: { lost: '1' } }),
    'node_modules/a/index.js': 'require("lost"); require(name);',
    'node_modules/tool/package.json': manifest({}),
    'node_modules/tool/index.js': '',
  });
  expect(problems.sort()).toEqual([
    'main.js imports "gone", which is not installed.',
    'main.js imports "tool", which package.json does not list under dependencies.',
    'main.js loads what only running it can tell: require(name)',
    'node_modules/a/index.js imports "lost", which is not installed.',
    'node_modules/a/index.js loads what only running it can tell: require(name)',
  ]);
});
