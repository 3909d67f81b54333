/** Variables that change what a Node or Electron process loads or does before its first line runs. */
const DANGEROUS =
  /^(NODE_|ELECTRON_|npm_|VITE_|PLAYWRIGHT_|CHROME_|LD_PRELOAD$|LD_AUDIT$|DYLD_INSERT_LIBRARIES$|BASH_ENV$|ENV$)/i;

/**
 * The environment of a child process: this one's without what could inject code into it, and without undefined
 * values, which the fork refuses. LD_LIBRARY_PATH stays: CUDA installations need it.
 */
export function cleanEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  additions: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const kept = Object.entries(environment).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !DANGEROUS.test(entry[0]),
  );
  return { ...Object.fromEntries(kept), ...additions };
}
