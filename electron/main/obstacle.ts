import { app, clipboard, dialog, type MessageBoxOptions } from 'electron';
import { log } from './log.ts';

const SANDBOX_OFF =
  "Forger does not open its window with Chromium's sandbox off: start it without --no-sandbox, and without ELECTRON_DISABLE_SANDBOX.";

const AWAKE_MS = 100;

/** What is known before anything of Forger is loaded. */
export interface BeforeStart {
  packed: boolean;
  /** The launcher's sentence, where it found that the window cannot be opened. */
  said: string | undefined;
  /** Chromium was told to go without its sandbox, by a switch or by Electron's variable. */
  sandboxOff: boolean;
}

/**
 * Why the packed app does not start, in a sentence; null where nothing is in its way. The launcher has its sentence shown with
 * the sandbox off, as there is none then; whatever else is asked of an app without a sandbox is refused
 * (docs/decisions/025-starting.md). A checkout may do without: set-up has told root so.
 */
export function obstacle({ packed, said, sandboxOff }: BeforeStart): string | null {
  if (!packed) return null;
  return said || (sandboxOff ? SANDBOX_OFF : null);
}

/** Shows it in a box of the system's, which no page draws, and ends the app. */
export async function showObstacle(sentence: string): Promise<void> {
  log(sentence);
  app.disableHardwareAcceleration();
  await app.whenReady();
  const box: MessageBoxOptions = {
    type: 'error',
    title: 'Forger',
    message: 'Forger cannot open its window.',
    detail: sentence,
    // There may be a command in it to copy, which lies ready as long as somebody is there to hand it out.
    buttons: ['Close', 'Copy this text'],
    cancelId: 0,
  };
  // With no window and nothing else to do, Electron would look at the box's answer half a minute later.
  setInterval(() => undefined, AWAKE_MS);
  while ((await dialog.showMessageBox(box)).response === 1) void clipboard.writeText(sentence);
  app.exit(1);
}
