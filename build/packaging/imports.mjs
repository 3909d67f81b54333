import { parseAst } from 'vite';

/**
 * @typedef {object} Imports what a file of JavaScript loads
 * @property {{ name: string, by: 'import' | 'require' }[]} named
 * @property {string[]} computed calls whose argument is known only when they run, as the source has them
 */

/** @typedef {{ type: string, start: number, end: number } & Record<string, any>} Node */

/** @param {unknown} value @returns {Generator<Node>} */
function* nodesOf(value) {
  if (Array.isArray(value)) for (const item of value) yield* nodesOf(item);
  else if (value !== null && typeof value === 'object') {
    if ('type' in value) yield /** @type {Node} */ (value);
    for (const inner of Object.values(value)) yield* nodesOf(inner);
  }
}

/** @param {string} text */
function parse(text) {
  try {
    return parseAst(text, { lang: 'js', sourceType: 'module' });
  } catch {
    // CommonJS may do what a module may not: octal numbers, a variable called await.
    return parseAst(text, { lang: 'js', sourceType: 'script' });
  }
}

/** @param {Node | undefined} node */
const makesRequire = (node) =>
  node?.type === 'CallExpression' && (node.callee.name ?? node.callee.property?.name) === 'createRequire';

/**
 * Reads every way in which a file loads another: import, export from, import(), require(), require.resolve(), and both of
 * the latter by the name or on the spot of a createRequire().
 *
 * @param {string} text
 * @returns {Imports}
 */
export function importsOf(text) {
  const nodes = [...nodesOf(parse(text))];
  const made = nodes
    .filter(({ type, init }) => type === 'VariableDeclarator' && makesRequire(init))
    .map(({ id }) => id.name);
  const requires = new Set(['require', ...made]);
  /** @param {Node} callee */
  const isRequire = (callee) => requires.has(callee.name) || makesRequire(callee);
  /** @type {Imports} */
  const found = { named: [], computed: [] };
  /** @param {Node | null | undefined} source @param {Node} node @param {'import' | 'require'} by */
  const add = (source, node, by) => {
    if (source?.type === 'Literal' && typeof source['value'] === 'string')
      found.named.push({ name: source['value'], by });
    else if (source) found.computed.push(text.slice(node.start, node.end));
  };
  for (const node of nodes) {
    if (['ImportDeclaration', 'ExportNamedDeclaration', 'ExportAllDeclaration', 'ImportExpression'].includes(node.type))
      add(node['source'], node, 'import');
    if (node.type !== 'CallExpression') continue;
    const { callee, arguments: given } = node;
    if (isRequire(callee) || (callee.property?.name === 'resolve' && isRequire(callee.object)))
      add(given[0], node, 'require');
  }
  return found;
}
