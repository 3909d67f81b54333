import { pbkdf2 } from 'node:crypto';
import { answerParent } from '../../../electron/data/answer-parent.ts';

/** A process whose native code is busy for minutes once it is asked. */
answerParent<Buffer, { ready: true } | { begun: true }>(
  (salt) => {
    pbkdf2('password', salt, 2 ** 31 - 1, 64, 'sha512', () => undefined);
    return { begun: true };
  },
  { ready: true },
);
