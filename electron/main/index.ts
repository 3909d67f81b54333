import { app } from 'electron';
import { obstacle, showObstacle } from './obstacle.ts';

// Nothing else of Forger is loaded until it is clear that it may start.
const inTheWay = obstacle({
  packed: app.isPackaged,
  said: process.env['FORGER_OBSTACLE'],
  sandboxOff: app.commandLine.hasSwitch('no-sandbox'),
});
if (inTheWay !== null) void showObstacle(inTheWay);
// The launcher wants to know whether Chromium comes so far at all, and no more.
else if (process.env['FORGER_SANDBOX_TRIAL']) app.exit(0);
// Waited for: what is told to Chromium must be said before it is ready.
else await import('./start.ts');
