// npm run forger -- <command>: the command line, from the checkout.
import { COMMAND_LINE, foreground } from './launch.mjs';
import { main, setUp } from './setup.mjs';

await main(async () => {
  const { environment } = await setUp({ quiet: true });
  return foreground(process.execPath, [COMMAND_LINE, ...process.argv.slice(2)], environment);
});
