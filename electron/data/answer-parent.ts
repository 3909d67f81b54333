/** Answers to small requests wait so long for others, to go as one message. */
const TOGETHER_MS = 10;

/**
 * Makes this a process that answers its parent's messages one by one, so that whatever kills it has one culprit. Both
 * come in batches (decoder/fork.ts). It has looked at files from anywhere, holds nothing worth having, and ends with its
 * parent.
 * @param answer may throw where the fault is its own: the process ends, as after a crash
 */
export function answerParent<Request, Message>(
  answer: (request: Request) => Message | Promise<Message>,
  ready: Message,
): void {
  const waiting: Request[] = [];
  let answers: Message[] = [];
  let sentAt = 0;
  const send = (): void => {
    if (answers.length > 0) process.send?.(answers);
    answers = [];
    sentAt = performance.now();
  };
  let busy = false;
  const work = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    sentAt = performance.now();
    // What is answered does not wait for one that takes long, so that nobody takes it for the one that hangs.
    const timer = setInterval(send, TOGETHER_MS);
    for (let next = 0; next < waiting.length; next += 1) {
      const made = await answer(waiting[next] as Request);
      // Only now: those there were may have been sent meanwhile.
      answers.push(made);
      if (performance.now() - sentAt > TOGETHER_MS) send();
    }
    waiting.length = 0;
    send();
    clearInterval(timer);
    busy = false;
  };
  process.on('unhandledRejection', () => process.exit(1));
  process.on('message', (messages) => {
    waiting.push(...(messages as Request[]));
    void work();
  });
  // An ordinary exit would wait for what native code is busy with.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  process.send?.([ready]);
}
