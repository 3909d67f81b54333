/** Signs that mean something in regular expressions. */
const SPECIAL = /[\\^$.|+()[\]{}]/g;

/**
 * Whether a path matches a pattern: `*` stands for any signs of a name, `**` of folders too, `?` for one. A pattern
 * without `/` names files or folders wherever they lie, and one of a folder all that lies below it.
 */
export function matcher(pattern: string): (path: string) => boolean {
  const trimmed = pattern.replace(/^\.?\//, '').replace(/\/$/, '');
  const body = trimmed
    .replace(SPECIAL, '\\$&')
    .replace(/\*\*\/|\*\*|\*|\?/g, (sign) => ({ '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*' })[sign] ?? '[^/]');
  const expression = new RegExp(`^${trimmed.includes('/') ? '' : '(?:.*/)?'}${body}(?:/.*)?$`, 'su');
  return (path) => expression.test(path);
}
