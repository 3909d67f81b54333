import { app } from 'electron';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { webgpuSwitches } from './engine-window/switches.ts';
import { devServer } from './dev-server.ts';
import { ForgerApp } from './forger-app.ts';
import { log } from './log.ts';
import { registerScheme } from './protocol/scheme.ts';
import { runSelfTest } from './self-test.ts';
import { libraryPlace, settingsFolderFor } from './settings/library-place.ts';
import { SettingsFile } from './settings/settings.ts';
import { networkSwitches } from './window/network.ts';

function fatal(line: string, error: unknown): void {
  log(line, error);
  app.exit(1);
}

async function start(): Promise<void> {
  const sources = { argv: process.argv, environment: process.env['FORGER_LIBRARY'], home: homedir() };
  const given = libraryPlace({ ...sources, remembered: null });
  // Chromium's own switch, which tests use, has the last word on where settings lie.
  if (!app.commandLine.hasSwitch('user-data-dir'))
    app.setPath('userData', settingsFolderFor(app.getPath('userData'), given));
  if (!app.requestSingleInstanceLock()) return app.quit();

  const settings = await SettingsFile.open(join(app.getPath('userData'), 'settings.json'));
  const forger = new ForgerApp(settings, libraryPlace({ ...sources, remembered: settings.current.library }));
  app.on('second-instance', () => forger.focus());
  app.on('window-all-closed', () => forger.windowsClosed());
  app.on('activate', () => forger.focus());
  app.on('before-quit', (event) => forger.beforeQuit(event));
  app.on('will-quit', () => forger.kill());
  await app.whenReady();
  await forger.open();
}

process.on('uncaughtException', (error) => log('an error nobody caught', error));
process.on('unhandledRejection', (error) => log('a failure nobody waited for', error));

const selfTest = process.env['FORGER_SELF_TEST'];
registerScheme();
for (const [name, value] of [
  ...webgpuSwitches(process.platform, process.env['FORGER_WEBGPU']),
  ...networkSwitches(devServer()),
])
  app.commandLine.appendSwitch(name, value);
if (selfTest) runSelfTest(selfTest).catch((error: unknown) => fatal('the self-test could not run', error));
else start().catch((error: unknown) => fatal('could not start', error));
