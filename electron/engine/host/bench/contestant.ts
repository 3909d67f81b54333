import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { z } from 'zod';
import { ForgerError } from '@shared/contract/errors.ts';
import { failedSchema, lapSchema, readySchema, type Lap, type Ready, type Round } from './messages.ts';

/** A program that can be measured, and what it is told first. */
export interface Program {
  file: string;
  args: readonly string[];
  environment?: Readonly<Record<string, string>>;
  subject: object;
}

/** What a program said last when it broke. */
const TAIL_CHARACTERS = 2000;

/** A process that is measured, as the bench sees it: idle but for its rounds. */
export class Contestant {
  readonly #child;
  readonly #answers: AsyncIterator<string>;
  #said = '';

  private constructor({ file, args, environment }: Program) {
    this.#child = spawn(file, args, { env: { ...process.env, ...environment }, stdio: ['pipe', 'pipe', 'pipe'] });
    // One that could not be started, or ended, is found out by the answer that does not come.
    this.#child.on('error', (error) => (this.#said += error.message));
    this.#child.stdin.on('error', () => undefined);
    this.#child.stderr.on('data', (text: Buffer) => {
      this.#said = (this.#said + text.toString()).slice(-TAIL_CHARACTERS);
    });
    this.#answers = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** Starts a program and waits for its first steps. @throws {ForgerError} with what kept it from them */
  static async start(program: Program): Promise<{ contestant: Contestant; ready: Ready }> {
    const contestant = new Contestant(program);
    try {
      return { contestant, ready: await contestant.#ask(program.subject, readySchema) };
    } catch (error) {
      contestant.end();
      throw error;
    }
  }

  lap(round: Round): Promise<Lap> {
    return this.#ask(round, lapSchema);
  }

  end(): void {
    this.#child.kill('SIGKILL');
  }

  async #ask<Answer>(question: object, schema: z.ZodType<Answer>): Promise<Answer> {
    this.#child.stdin.write(`${JSON.stringify(question)}\n`);
    const line = await this.#answers.next();
    if (line.done) throw new ForgerError('engine-stopped', `The measured process ended. ${this.#lastWords()}`.trim());
    const answer: unknown = JSON.parse(line.value);
    const failed = failedSchema.safeParse(answer);
    if (failed.success) throw new ForgerError('internal', failed.data.failed);
    return schema.parse(answer);
  }

  #lastWords(): string {
    return this.#said.trim().split('\n').at(-1) ?? '';
  }
}
