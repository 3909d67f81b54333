import { app } from 'electron';
import { withoutPaths } from '../given-paths.ts';

/** Quits, and starts another program with what this one was started with; what it was to open is open already. */
export function startNewest(program: string): void {
  app.relaunch({ execPath: program, args: withoutPaths(process.argv.slice(1)) });
  app.quit();
}
