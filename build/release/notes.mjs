/**
 * What changed in a version: its part of the changelog.
 *
 * @param {string} changelog
 * @param {string} version
 * @returns {string | null} null where it has none
 */
export function notesOf(changelog, version) {
  const parts = changelog.split(/^## /m).slice(1);
  const part = parts.find((each) => each.split('\n', 1)[0]?.trim() === version);
  const text = part?.slice(part.indexOf('\n')).trim();
  return text ? text : null;
}
