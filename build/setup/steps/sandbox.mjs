import { readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { electronProgram } from '../paths.mjs';
import { run, SetUpError } from '../process.mjs';

/**
 * Whether Chromium's sandbox works. It is `off` for root, who has none, and where it is `refused` Electron does not start:
 * nothing here turns it off.
 * @typedef {{ state: 'works' } | { state: 'off' | 'refused', sentence: string }} Sandbox
 */

/** An app that ends as soon as it has begun, which Electron does not come to where Chromium refuses. */
const TRIAL = fileURLToPath(new URL('../electron/sandbox-trial.cjs', import.meta.url));
const TRIAL_LIMIT_MS = 60_000;
/** How Chromium says that it has no sandbox, before it aborts. */
export const REFUSAL = /SUID sandbox helper|No usable sandbox/;
/** Root's own, and run as root: then the helper serves where there are no user namespaces. */
export const HELPER_MODE = 0o4755;
/** Since Ubuntu 23.10: 1 where programs without a profile may not use the namespaces that they make. */
export const APPARMOR_RESTRICTION = '/proc/sys/kernel/apparmor_restrict_unprivileged_userns';
/** The profile of an Electron that set-up fetched. */
const PROFILE = 'forger-electron';

/** One word of a command to copy. @param {string} text */
export const quoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`;

/** What is asked of the system; given by hand in tests. */
export const SYSTEM = {
  platform: process.platform,
  user: process.getuid?.(),
  appArmor: () =>
    readFile(APPARMOR_RESTRICTION, 'utf8').then(
      (text) => text.trim() === '1',
      () => false,
    ),
  /** @param {string} helper */
  helperServes: async (helper) => {
    const { uid, mode } = await stat(helper).catch(() => ({ uid: -1, mode: 0 }));
    return uid === 0 && (mode & 0o7777) === HELPER_MODE;
  },
  /** Whether any program may make user namespaces: a quick first question. */
  namespaces: () =>
    run('unshare', ['--user', '--map-root-user', 'true'], { limitMs: TRIAL_LIMIT_MS }).then(
      () => true,
      () => false,
    ),
  /** What Chromium itself does, whatever profiles and settings there are. @param {string} program */
  chromiumStarts: async (program) => {
    try {
      await run(program, [TRIAL], { env: { ELECTRON_RUN_AS_NODE: undefined }, limitMs: TRIAL_LIMIT_MS });
      return true;
    } catch (error) {
      if (!(error instanceof SetUpError)) throw error;
      // Whatever else is in its way, a missing display for example, is said where the app is started.
      return !REFUSAL.test(error.details);
    }
  },
};

/**
 * Finds out whether Electron starts with Chromium's sandbox, and what to do where it does not.
 *
 * @param {string} folder an Electron
 * @returns {Promise<Sandbox>}
 */
export async function findSandbox(folder, system = SYSTEM) {
  if (system.platform !== 'linux') return { state: 'works' };
  if (system.user === 0) {
    return {
      state: 'off',
      sentence:
        "off, for Chromium has none for root: start Forger as an ordinary user to have the window's pages in it.",
    };
  }
  const helper = join(folder, 'chrome-sandbox');
  if (await system.helperServes(helper)) return { state: 'works' };
  const appArmor = await system.appArmor();
  if (!appArmor && (await system.namespaces())) return { state: 'works' };
  const program = electronProgram(folder, system.platform);
  if (await system.chromiumStarts(program)) return { state: 'works' };
  const [why, command] = appArmor
    ? ['AppArmor keeps', profileCommand(PROFILE, await realpath(program).catch(() => program))]
    : ['this system keeps', helperCommand(helper)];
  return {
    state: 'refused',
    sentence:
      `Electron does not start here, because ${why} it from making the namespaces of Chromium's sandbox. To allow it, run this, then the command again:\n\n    ${command}\n\n` +
      'Without a window Forger trains meanwhile: npm run forger -- quick-start',
  };
}

/**
 * Says that Electron starts, or that root goes without a sandbox.
 *
 * @param {import('../report.mjs').Report} report
 * @param {string} folder an Electron
 * @throws {SetUpError} with what to do where it does not start
 */
export async function checkSandbox(report, folder, system = SYSTEM) {
  report.begin("Chromium's sandbox");
  const sandbox = await findSandbox(folder, system);
  switch (sandbox.state) {
    case 'works':
      return report.done('works here');
    case 'off':
      return report.warn(sandbox.sentence);
    case 'refused':
      throw new SetUpError(sandbox.sentence);
  }
}

/**
 * What an AppArmor profile says that lets a program make namespaces, and nothing else.
 *
 * @param {string} name
 * @param {string} program its real path
 * @returns {string[]} lines
 */
const profileLines = (name, program) => [
  'abi <abi/4.0>,',
  'include <tunables/global>',
  `profile ${name} "${program}" flags=(unconfined) { userns, }`,
];

/**
 * The command that makes such a profile and loads it.
 *
 * @param {string} name
 * @param {string} program its real path
 */
export function profileCommand(name, program) {
  const file = `/etc/apparmor.d/${name}`;
  return `printf '%s\\n' ${profileLines(name, program).map(quoted).join(' ')} | sudo tee ${file} && sudo apparmor_parser -r ${file}`;
}

/** The command that gives Chromium's helper the rights by which it serves where there are no namespaces. @param {string} helper */
export const helperCommand = (helper) =>
  `sudo chown root:root ${quoted(helper)} && sudo chmod ${HELPER_MODE.toString(8)} ${quoted(helper)}`;
