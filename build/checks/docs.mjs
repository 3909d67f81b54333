// What the documents name is there: links and their headings, files, npm's scripts, forger's commands, settings.

/**
 * What can be named.
 *
 * @typedef {object} Known
 * @property {ReadonlySet<string>} files every file of the tree, by its path
 * @property {(document: string) => string} read a Markdown file of the tree
 * @property {ReadonlySet<string>} scripts of package.json
 * @property {ReadonlySet<string>} settings keys of a run's configuration
 * @property {(words: string[]) => string | null} forger what is wrong with the words behind `forger`; null where nothing is
 */

const FENCE = /^(```|~~~)/;
/** Folders of what is built, downloaded or made by a test. */
const MADE = /^(out|dist|node_modules|bench\/results|electron\/(33|45|<))/;
const SOURCE = /\.(ts|mjs|cjs|svelte|py|sh|md|e2e\.ts)$/;
/** Commands that npm has without a script. */
const OF_NPM = new Set(['start', 'test', 'ci', 'audit', 'install']);

/** What of CHANGELOG.md speaks of the present: its newest heading. @param {string} text */
export const newest = (text) =>
  text
    .split(/^(?=## )/m)
    .slice(0, 2)
    .join('');

/** GitHub's name for a heading. @param {string} heading */
export const anchorOf = (heading) =>
  heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[`*]/g, '')
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');

/** @param {string} text */
const anchorsOf = (text) => proseOf(text).flatMap(({ line }) => /^#+ (.*)/.exec(line)?.slice(1).map(anchorOf) ?? []);

/** Lines outside of code blocks. @param {string} text */
function proseOf(text) {
  let code = false;
  return text.split('\n').flatMap((line, at) => {
    if (FENCE.test(line)) {
      code = !code;
      return [];
    }
    return code ? [] : [{ line, at: at + 1 }];
  });
}

/** Lines of code blocks that a terminal would take. @param {string} text */
function commandsOf(text) {
  let language = /** @type {string | null} */ (null);
  return text.split('\n').flatMap((line, at) => {
    if (FENCE.test(line)) {
      language = language === null ? line.slice(3).trim() : null;
      return [];
    }
    return language === '' || language === 'sh' ? [{ line, at: at + 1 }] : [];
  });
}

/** "a/{b,c}.ts" → "a/b.ts", "a/c.ts" @param {string} path @returns {string[]} */
function expanded(path) {
  const found = /^([^{]*)\{([^}]*)\}(.*)$/.exec(path);
  if (found === null) return [path];
  const [, before = '', middle = '', after = ''] = found;
  return middle.split(',').flatMap((one) => expanded(`${before}${one.trim()}${after}`));
}

/** @param {string} from folder of a document @param {string} target */
function resolved(from, target) {
  const parts = target.startsWith('/') ? [] : from.split('/').filter(Boolean);
  for (const part of target.split('/').filter(Boolean))
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  return parts.join('/');
}

/**
 * @param {string} document its path
 * @param {string} text
 * @param {Known} known
 * @returns {string[]} what it names that is not there, a line each
 */
export function missing(document, text, known) {
  const folders = new Set(
    [...known.files].flatMap((file) => file.split('/').map((_, at, parts) => parts.slice(0, at).join('/'))),
  );
  const top = new Set([...folders].filter((folder) => folder !== '' && !folder.includes('/')));
  const here = document.split('/').slice(0, -1).join('/');
  const there = (/** @type {string} */ path) => known.files.has(path) || folders.has(path);
  const somewhere = (/** @type {string} */ path) =>
    there(path) || [...known.files, ...folders].some((file) => file.endsWith(`/${path}`));

  /** @param {string} target */
  function link(target) {
    if (/^[a-z]+:/.test(target)) return null;
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? document : resolved(here, path);
    if (!there(file)) return `no file ${file}`;
    if (anchor === undefined || !file.endsWith('.md')) return null;
    return anchorsOf(file === document ? text : known.read(file)).includes(anchor)
      ? null
      : `no heading #${anchor} in ${file}`;
  }

  /** @param {string} code */
  function file(code) {
    const path = code
      .replace(/^@shared\//, 'electron/shared/')
      .replace(/:\d+$/, '')
      .replace(/\/$/, '');
    if (/[\s<>*$…~()=]|^[./-]|:/.test(path) || MADE.test(path)) return null;
    const rooted = top.has(path.split('/')[0] ?? '') && path.includes('/');
    if (!rooted && !SOURCE.test(path)) return null;
    const gone = expanded(path).filter((one) => !(rooted ? there(one) : somewhere(one)));
    return gone.length === 0 ? null : `no file ${gone.join(', ')}`;
  }

  /** @param {string} code */
  function setting(code) {
    const key = /^([a-z]+(?:\.[a-zA-Z]+)+)(?:=\S*)?$/.exec(code)?.[1];
    if (
      key === undefined ||
      /\.(bin|json|jsonl|txt|png|md|ts|mjs|js|py|sh|svelte|node|zip|rpm|deb|gz|org|html|pyramid|asar)$/.test(key)
    )
      return null;
    const families = new Set([...known.settings].filter((one) => one.includes('.')).map((one) => one.split('.')[0]));
    return families.has(key.split('.')[0]) && !known.settings.has(key) ? `no setting ${key}` : null;
  }

  /** @param {string} line @returns {string | null} */
  function command(line) {
    const words = line
      .replace(/\s+#.*$|\s{2,}.*$/, '')
      .trim()
      .split(/\s+/);
    while (/^[A-Z_]+=/.test(words[0] ?? '')) words.shift();
    if (words[0] === 'npm') {
      const at = words.indexOf('run');
      const script = at < 0 ? words.slice(1).find((word) => !word.startsWith('-')) : words[at + 1];
      if (script === undefined || script.includes('<')) return null;
      if (at < 0) return OF_NPM.has(script) ? null : `no command npm ${script}`;
      if (!known.scripts.has(script)) return `no script npm run ${script}`;
      const rest = words.slice(at + 2);
      return script === 'forger' && rest[0] === '--' ? called(rest.slice(1)) : null;
    }
    if (words[0] === 'node' && words[1] !== undefined && !words[1].startsWith('-') && !words[1].startsWith('<'))
      return there(words[1]) ? null : `no file ${words[1]}`;
    return words[0] === 'forger' ? called(words.slice(1)) : null;
  }

  /** @param {string[]} words */
  function called(words) {
    const wrong = known.forger(words);
    if (wrong !== null) return wrong;
    const keys = words.flatMap((word, at) => (word === '--set' ? [words[at + 1] ?? ''] : []));
    const strange = keys
      .map((key) => key.split('=')[0] ?? '')
      .filter((key) => /^[a-z]/.test(key) && !known.settings.has(key));
    return strange.length === 0 ? null : `no setting ${strange.join(', ')}`;
  }

  /** @type {string[]} */
  const found = [];
  const note = (/** @type {number} */ at, /** @type {string | null} */ what) => {
    if (what !== null) found.push(`${document}:${at}: ${what}`);
  };
  for (const { line, at } of proseOf(text)) {
    for (const [, target = ''] of line.matchAll(/\]\(([^)\s]+)\)/g)) note(at, link(target));
    for (const [, target = ''] of line.matchAll(/<img src="([^"]+)"/g)) note(at, link(target));
    for (const [, code = ''] of line.replace(/\]\([^)]*\)/g, ']').matchAll(/`([^`]+)`/g)) {
      note(at, file(code));
      note(at, setting(code));
      note(at, command(code));
    }
  }
  for (const { line, at } of commandsOf(text)) note(at, command(line));
  return found;
}

const DECISION = /^docs\/decisions\/(\d{3})-[a-z0-9-]+\.md$/;
/** What a page holds. */
const LINES = 64;

/**
 * What is wrong with the decisions: each a page of one form, numbered from 001 without holes.
 *
 * @param {ReadonlyMap<string, string>} texts by path
 * @returns {string[]}
 */
export function malformed(texts) {
  return [...texts.keys()].sort().flatMap((path, at) => {
    const text = texts.get(path) ?? '';
    const number = DECISION.exec(path)?.[1];
    const headings = proseOf(text).flatMap(({ line }) => /^## (.*)/.exec(line)?.slice(1) ?? []);
    return [
      ...(number === String(at + 1).padStart(3, '0') ? [] : [`${path} is not number ${at + 1}`]),
      ...(text.startsWith(`# ${number}: `) ? [] : [`${path} does not begin with its number and title`]),
      ...(/^Date: \d{4}-\d\d-\d\d\. Superseded by: (none|\[\d{3}\]\(.*\))\.$/m.test(text)
        ? []
        : [`${path} has no line "Date: …. Superseded by: …."`]),
      ...(headings.join() === 'Context,Decision,Consequences'
        ? []
        : [`${path} has the headings ${headings.join(', ')}`]),
      ...(text.split('\n').length <= LINES ? [] : [`${path} is longer than ${LINES} lines`]),
    ];
  });
}
