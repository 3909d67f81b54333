import { app } from 'electron';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { VARIABLES } from '@shared/environment.ts';
import { webgpuSwitches } from './engine-window/switches.ts';
import { devServer } from './in-development.ts';
import { ForgerApp } from './forger-app.ts';
import { GivenPaths, pathsHandedOver, pathsIn } from './given-paths.ts';
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
  const sources = { argv: process.argv, environment: process.env[VARIABLES.library], home: homedir() };
  const given = libraryPlace({ ...sources, remembered: null });
  // Chromium's own switch, which tests use, has the last word on where settings lie.
  if (!app.commandLine.hasSwitch('user-data-dir'))
    app.setPath('userData', settingsFolderFor(app.getPath('userData'), given));
  // The first word of a checkout's app is its own folder.
  const paths = pathsIn(process.argv.slice(1), process.cwd()).slice(app.isPackaged ? 0 : 1);
  if (!app.requestSingleInstanceLock({ paths })) return app.quit();

  const toOpen = new GivenPaths();
  let forger: ForgerApp | null = null;
  const open = (more: readonly string[]): void => {
    forger?.focus();
    toOpen.add(more);
  };
  open(paths);
  app.on('second-instance', (_event, _argv, _cwd, handedOver) => open(pathsHandedOver(handedOver)));
  app.on('open-file', (event, path) => {
    event.preventDefault();
    open([path]);
  });
  const settings = await SettingsFile.open(join(app.getPath('userData'), 'settings.json'));
  const running = new ForgerApp(settings, libraryPlace({ ...sources, remembered: settings.current.library }), toOpen);
  forger = running;
  app.on('window-all-closed', () => running.windowsClosed());
  app.on('activate', () => running.focus());
  app.on('before-quit', (event) => running.beforeQuit(event));
  app.on('will-quit', () => running.kill());
  await app.whenReady();
  await running.open();
}

process.on('uncaughtException', (error) => log('an error nobody caught', error));
process.on('unhandledRejection', (error) => log('a failure nobody waited for', error));

const selfTest = process.env['FORGER_SELF_TEST'];
registerScheme();
for (const [name, value] of [
  ...webgpuSwitches(process.platform, process.env[VARIABLES.webgpu]),
  ...networkSwitches(devServer()),
])
  app.commandLine.appendSwitch(name, value);
if (selfTest) runSelfTest(selfTest).catch((error: unknown) => fatal('the self-test could not run', error));
else start().catch((error: unknown) => fatal('could not start', error));
