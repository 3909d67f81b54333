// npm start: set-up, then the app; without a display the quick-start run on the command line instead.
import { commandLine, foreground, hasDisplay, sandboxSwitches } from './launch.mjs';
import { electronProgram, PROJECT } from './paths.mjs';
import { main, setUp } from './setup.mjs';

await main(async () => {
  const { electron, environment } = await setUp();
  if (!hasDisplay()) {
    console.log('There is no display here, so Forger does the quick-start run without its window.');
    return commandLine(['quick-start'], environment);
  }
  return foreground(
    electronProgram(electron.folder),
    [...sandboxSwitches(), PROJECT, ...process.argv.slice(2)],
    environment,
  );
});
