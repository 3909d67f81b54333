import { describe, expect, it } from 'vitest';
import { cleanEnvironment } from '../../electron/main/engine/environment.ts';
import { explainExit, exitOf } from '../../electron/main/engine/exit.ts';

describe('cleanEnvironment', () => {
  it.each([
    'NODE_OPTIONS',
    'NODE_PATH',
    'node_options',
    'ELECTRON_RUN_AS_NODE',
    'ELECTRON_ENABLE_LOGGING',
    'LD_PRELOAD',
    'LD_AUDIT',
    'DYLD_INSERT_LIBRARIES',
    'npm_config_x',
    'BASH_ENV',
  ])('drops %s', (name) => {
    expect(cleanEnvironment({ [name]: 'x', PATH: '/bin' })).toEqual({ PATH: '/bin' });
  });

  it.each([
    'PATH',
    'HOME',
    'LD_LIBRARY_PATH',
    'CUDA_VISIBLE_DEVICES',
    'TF_ENABLE_ONEDNN_OPTS',
    'XDG_CACHE_HOME',
    'FORGER_CACHE',
    'LOCALAPPDATA',
  ])('keeps %s', (name) => {
    expect(cleanEnvironment({ [name]: 'x' })).toEqual({ [name]: 'x' });
  });

  it('leaves out undefined values, and adds what the child needs', () => {
    expect(cleanEnvironment({ A: undefined, B: 'b' }, { B: 'other', NODE_OPTIONS: 'ours' })).toEqual({
      B: 'other',
      NODE_OPTIONS: 'ours',
    });
  });
});

describe('exit reasons', () => {
  it('knows an asked-for end by signal as clean', () => {
    expect(exitOf(15, true)).toEqual({ kind: 'clean' });
    expect(exitOf(143, true)).toEqual({ kind: 'clean' });
    expect(exitOf(9, true)).toEqual({ kind: 'terminated', signal: 'SIGKILL' });
  });

  it('explains each in one or two sentences that say what to do', () => {
    const exits = [
      exitOf(0, true),
      exitOf(3, false),
      exitOf(139, false),
      exitOf(137, false),
      { kind: 'killed' },
      { kind: 'never-ready', seconds: 3 },
    ] as const;
    const texts = exits.map(explainExit);
    expect(new Set(texts).size).toBe(exits.length);
    for (const text of texts) expect(text).toMatch(/(?:[Rr]esume the run|forger doctor).*\.$/);
  });
});
