import { createInterface } from 'node:readline';
import { toFailure } from '@shared/contract/errors.ts';
import { timeLap, warmUp, type Stretch } from './lap.ts';
import { roundSchema, type Ready } from './messages.ts';

/** What can be timed once its first step is made. */
export interface Measured {
  ready: Ready;
  stretch: Stretch;
  /** Steps after which what is due repeats. */
  cycle: number;
}

const say = (answer: object): void => void process.stdout.write(`${JSON.stringify(answer)}\n`);

/** Makes this process one that is measured, until its input ends. See messages.ts for what it hears and says. */
export async function takePart(start: (subject: unknown) => Promise<Measured>): Promise<void> {
  let measured: Measured | undefined;
  for await (const line of createInterface({ input: process.stdin })) {
    try {
      const message: unknown = JSON.parse(line);
      if (measured) {
        const msPerStep = await timeLap(measured.stretch, roundSchema.parse(message), {
          steps: measured.cycle,
          milliseconds: Infinity,
        });
        say({ msPerStep, peakMemoryMiB: process.resourceUsage().maxRSS / 1024 });
      } else {
        measured = await start(message);
        await warmUp(measured.stretch);
        say(measured.ready);
      }
    } catch (error) {
      say({ failed: toFailure(error).message });
      break;
    }
  }
  process.exit();
}
