// npm run forger -- <command>: the command line, from the checkout.
import { commandLine } from './launch.mjs';
import { main, setUp } from './setup.mjs';

await main(async () => {
  const { environment } = await setUp({ window: false, quiet: true });
  return commandLine(process.argv.slice(2), environment);
});
