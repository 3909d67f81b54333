// What dependency-cruiser reads of a .svelte file. It asks `svelte/compiler` for the script, and the compiler leaves out
// imports of types; loaded with --import, this answers in the compiler's place with every import.
import { register } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import typescript from 'typescript';

/** From 5 on the compiler reads TypeScript itself, so that the script comes here as it was written. */
export const VERSION = '5';

/**
 * @param {string} source of a .svelte file
 * @returns {{ js: { code: string } }} a script of nothing but its imports
 */
export function compile(source) {
  const scripts = [...source.matchAll(/<script[^>]*>([^]*?)<\/script>/g)].map(([, script]) => script);
  const file = typescript.createSourceFile('script.ts', scripts.join('\n'), typescript.ScriptTarget.Latest);
  const imports = file.statements.filter(typescript.isImportDeclaration);
  return { js: { code: imports.map(({ moduleSpecifier }) => `import ${moduleSpecifier.getText(file)};`).join('\n') } };
}

/** @type {import('node:module').ResolveHook} */
export const resolve = (specifier, context, next) =>
  specifier === 'svelte/compiler' ? { url: import.meta.url, shortCircuit: true } : next(specifier, context);

if (isMainThread) register(import.meta.url);
