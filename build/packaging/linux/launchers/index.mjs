import { readFile } from 'node:fs/promises';
import {
  APPARMOR_RESTRICTION,
  HELPER_MODE,
  helperCommand,
  profileCommand,
  REFUSAL,
  quoted,
} from '../../../setup/steps/sandbox.mjs';
import { PACKAGES } from '../../../setup/steps/system-packages.mjs';

/** For a copy of the app that is unpacked anywhere; the deb's own is another. */
const PROFILE = 'forger-unpacked';

/** A text between double quotes of sh. @param {string} text */
const inDoubleQuotes = (text) => text.replace(/[\\"$`]/g, '\\$&');

/** What the launcher knows from elsewhere, by the names it stands under in its text. */
function facts({ restriction = APPARMOR_RESTRICTION } = {}) {
  const older = PACKAGES.window.map(([name = '']) => name);
  const newer = PACKAGES.window.map((names) => names.at(-1) ?? '');
  return {
    PACKAGES: quoted(older.join(' ')),
    NEWER_PACKAGES: quoted(newer.join(' ')),
    /** Known where the newer names are. */
    TELLING_PACKAGE: newer.find((name) => !older.includes(name)) ?? '',
    HELPER_MODE: HELPER_MODE.toString(8),
    REFUSAL: quoted(REFUSAL.source),
    RESTRICTION: quoted(restriction),
    // Variables of the launcher, which knows only when it runs where it lies.
    PROFILE_COMMAND: inDoubleQuotes(profileCommand(PROFILE, '@')).replaceAll('@', '$(escaped "$app")'),
    HELPER_COMMAND: inDoubleQuotes(helperCommand('@')).replaceAll('@', '$(escaped "$helper")'),
  };
}

/**
 * The program that opens the window, with what it knows from elsewhere filled in.
 *
 * @param {{ restriction?: string }} [system] where the kernel says whether AppArmor restricts namespaces; given by tests
 */
export async function windowLauncher(system) {
  const known = new Map(Object.entries(facts(system)));
  const text = await readFile(new URL('forger.sh', import.meta.url), 'utf8');
  return text.replace(/@([A-Z_]+)@/g, (whole, fact) => known.get(fact) ?? whole);
}
