/**
 * Makes this a process that answers its parent's messages one by one, so that whatever kills it has one culprit. It has
 * looked at files from anywhere, holds nothing worth having, and ends with its parent.
 * @param answer may throw where the fault is its own: the process ends, as after a crash
 */
export function answerParent<Request, Message>(
  answer: (request: Request) => Message | Promise<Message>,
  ready: Message,
): void {
  const post = (message: Message): void => void process.send?.(message);
  let line: Promise<void> = Promise.resolve();
  process.on('unhandledRejection', () => process.exit(1));
  process.on('message', (message) => {
    line = line.then(async () => post(await answer(message as Request)));
  });
  // An ordinary exit would wait for what native code is busy with.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  post(ready);
}
