// node build/setup/with-electron.mjs <script> …: runs a script of a tool in node_modules with the Electron that
// set-up found, the app built, and a display.
import { foregroundWithDisplay, sandboxSwitches } from './launch.mjs';
import { main, setUp } from './setup.mjs';

await main(async () => {
  const script = process.argv.slice(2);
  const { environment } = await setUp({ tests: true, quiet: true });
  // electron-vite asks for it this way.
  const sandbox = sandboxSwitches().length > 0 ? { NO_SANDBOX: '1' } : {};
  return foregroundWithDisplay(process.execPath, script, { ...environment, ...sandbox });
});
