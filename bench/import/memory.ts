import { readdirSync, readFileSync } from 'node:fs';

const SAMPLED_MS = 200;

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Ended meanwhile.
    return '';
  }
}

/** A process and all that it started. */
function familyOf(pid: number): number[] {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), parent: Number(/\) \S (\d+)/.exec(read(`/proc/${name}/stat`))?.[1]) }));
  const family = [pid];
  for (const one of family) family.push(...children.filter(({ parent }) => parent === one).map((child) => child.pid));
  return family;
}

/** Bytes of a process' own and its share of what it has in common with others (PSS). */
const bytesOf = (pid: number): number =>
  1024 * Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);

/** Watches the memory of a process and all that it starts. @returns ends it, and gives the most bytes that were seen; Linux alone */
export function watchMemory(pid: number): () => number {
  let most = 0;
  const timer = setInterval(() => {
    most = Math.max(
      most,
      familyOf(pid).reduce((sum, one) => sum + bytesOf(one), 0),
    );
  }, SAMPLED_MS);
  return () => {
    clearInterval(timer);
    return most;
  };
}
