import { join } from 'node:path';
import { readJson } from '../files.mjs';
import { PROJECT } from '../paths.mjs';
import { npm } from '../process.mjs';

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, link?: boolean }} LockedPackage */
/** @typedef {{ packages?: Record<string, LockedPackage> }} Lock */

/**
 * Whether node_modules holds just what the lock file says. npm writes `node_modules/.package-lock.json` last,
 * so a cut-off installation never looks whole. Optional packages may be missing: they are for other systems.
 *
 * @param {Lock | null} locked package-lock.json
 * @param {Lock | null} installed node_modules/.package-lock.json
 */
export function isInstalled(locked, installed) {
  if (!locked?.packages || !installed?.packages) return false;
  const { '': _project, ...wanted } = locked.packages;
  for (const [path, { version, integrity, optional }] of Object.entries(wanted)) {
    const found = installed.packages[path];
    if (found === undefined) {
      if (optional) continue;
      return false;
    }
    if (found.version !== version || found.integrity !== integrity) return false;
  }
  return Object.keys(installed.packages).every((path) => path in wanted);
}

/** @param {import('../report.mjs').Report} report */
export async function installPackages(report) {
  report.begin('npm packages');
  const modules = join(PROJECT, 'node_modules');
  const [locked, installed] = await Promise.all([
    /** @type {Promise<Lock | null>} */ (readJson(join(PROJECT, 'package-lock.json'))),
    /** @type {Promise<Lock | null>} */ (readJson(join(modules, '.package-lock.json'))),
  ]);
  if (isInstalled(locked, installed)) {
    report.done('as package-lock.json says');
    return;
  }
  report.work('npm ci (about 600 MB on disk)');
  await npm(['ci', '--no-progress'], {
    cwd: PROJECT,
    watch: { folder: modules, total: 600e6, stallMs: 300_000, report },
    otherwise: 'npm ci failed. Check the network and the free disk space, then run the command again.',
  });
  report.done('installed');
}
