import type { z } from 'zod';

/** How the answering end of a port deals with what comes. */
interface Answering<Command> {
  commands: z.ZodType<Command>;
  /** Does what is asked and answers it; what it throws goes to `fail`. */
  obey(command: Command): void | Promise<void>;
  /** Says why a command failed. */
  fail(command: Command, error: unknown): void;
  /** What came is no command. */
  confused(error: z.ZodError): void;
}

/** Takes messages of a port: each is checked, obeyed, and never leaves its sender without an answer. */
export function answering<Command>({
  commands,
  obey,
  fail,
  confused,
}: Answering<Command>): (message: unknown) => Promise<void> {
  return async (message) => {
    const parsed = commands.safeParse(message);
    if (!parsed.success) return confused(parsed.error);
    try {
      await obey(parsed.data);
    } catch (error) {
      fail(parsed.data, error);
    }
  };
}
