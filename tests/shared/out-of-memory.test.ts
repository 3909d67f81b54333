import { describe, expect, it } from 'vitest';
import { ForgerError, toFailure } from '@shared/contract/errors.ts';
import { isOutOfMemory } from '@shared/out-of-memory.ts';

describe('memory that ran out', () => {
  it.each([
    'Invalid TF_Status: 8\nMessage: OOM when allocating tensor with shape[4096,1024] and type float on /device:CPU:0',
    'RESOURCE_EXHAUSTED: Out of memory while trying to allocate 1073741824 bytes.',
    'Invalid TF_Status: 10\nMessage: Operation received an exception:Status: 1, message: could not create a primitive',
    'Array buffer allocation failed',
    'std::bad_alloc',
    'libtensorflow_cc.so.2: failed to map segment from shared object',
    'spawn ENOMEM',
  ])('is known by %j', (message) => {
    expect(toFailure(new RangeError(message))).toMatchObject({ code: 'out-of-memory' });
    expect(isOutOfMemory(new Error('The step broke.', { cause: new Error(message) }))).toBe(true);
  });

  it.each([
    'Invalid TF_Status: 3\nMessage: Matrix size-incompatible: In[0]: [2,3], In[1]: [4,5]',
    'Operation received an exception:Status: 2, message: could not create a primitive',
    'The losses are no numbers any more.',
  ])('is not made of %j', (message) => {
    expect(toFailure(new Error(message)).code).toBe('internal');
  });

  it('leaves what says more as it is', () => {
    expect(toFailure(new ForgerError('diverged', 'out of memory'))).toEqual({
      code: 'diverged',
      message: 'out of memory',
    });
  });
});
