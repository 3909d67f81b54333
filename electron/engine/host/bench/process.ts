import { createInterface } from 'node:readline';
import { toFailure } from '@shared/contract/errors.ts';
import { measure, type Measured } from './measure.ts';
import { roundSchema } from './messages.ts';
import { subjectSchema } from './subject.ts';

/** A process that is measured: one way of running one recipe's steps. See messages.ts for what it hears and says. */
const say = (answer: object): void => void process.stdout.write(`${JSON.stringify(answer)}\n`);

let measured: Measured | undefined;
for await (const line of createInterface({ input: process.stdin })) {
  try {
    const message: unknown = JSON.parse(line);
    if (measured) say(await measured.lap(roundSchema.parse(message)));
    else {
      measured = await measure(subjectSchema.parse(message));
      say(measured.ready);
    }
  } catch (error) {
    say({ failed: toFailure(error).message });
    break;
  }
}
process.exit();
