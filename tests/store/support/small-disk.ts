import { execFileSync } from 'node:child_process';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** A disk of eight megabytes that can be filled. */
export interface SmallDisk {
  /** Why there is none here; null where there is. */
  missing: string | null;
  folder: string;
  /** Fills it up to so many free bytes. */
  leaveFree(bytes: number): void;
  /** Takes away what filled it. */
  empty(): void;
}

/** Mounts it, where this system and user can. */
async function mount(): Promise<{ folder: string; missing: string | null }> {
  if (process.platform !== 'linux') return { folder: '', missing: 'needs a tmpfs, which only Linux has' };
  if (process.getuid?.() !== 0) return { folder: '', missing: 'needs root to mount a small disk' };
  const folder = await mkdtemp(join(tmpdir(), 'forger-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', folder], { stdio: 'pipe' });
    return { folder, missing: null };
  } catch {
    await rm(folder, { recursive: true });
    return { folder: '', missing: 'this root may not mount (a container without that right)' };
  }
}

/** A small disk for one file of tests, gone after them. */
export async function smallDisk(): Promise<SmallDisk> {
  const { folder, missing } = await mount();
  afterAll(async () => {
    if (missing !== null) return;
    execFileSync('umount', [folder]);
    await rm(folder, { recursive: true });
  });
  const ballast = join(folder, 'ballast');
  const freeBytes = (): number => {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  };
  const empty = (): void => rmSync(ballast, { force: true });
  const leaveFree = (bytes: number): void => {
    empty();
    writeFileSync(ballast, Buffer.alloc(Math.max(0, freeBytes() - bytes)));
  };
  return { missing, folder, leaveFree, empty };
}
