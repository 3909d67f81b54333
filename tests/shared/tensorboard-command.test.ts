import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tensorBoardCommand } from '@shared/tensorboard-command.ts';

test('a folder stays one word of the command, whatever its name', () => {
  expect(tensorBoardCommand('/home/ada/Forger/runs/a-1')).toBe('tensorboard --logdir /home/ada/Forger/runs/a-1');
  expect(tensorBoardCommand('/my runs')).toBe("tensorboard --logdir '/my runs'");
  expect(tensorBoardCommand('C:\\Users\\Ada L\\run')).toBe('tensorboard --logdir "C:\\Users\\Ada L\\run"');
});

test.skipIf(process.platform === 'win32')('a shell takes it as it is', () => {
  const name = fc.string({ minLength: 1, maxLength: 20 }).filter((text) => !/[\0\\\r\n]/.test(text));
  fc.assert(
    fc.property(name, (text) => {
      const command = tensorBoardCommand(`/${text}`).replace('tensorboard --logdir', 'printf %s');
      expect(execFileSync('/bin/sh', ['-c', command], { encoding: 'utf8' })).toBe(`/${text}`);
    }),
    { numRuns: 30 },
  );
});
