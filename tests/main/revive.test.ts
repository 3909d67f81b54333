import { expect, it, vi } from 'vitest';
import { CAME_BACK, Revival } from '../../electron/main/window/revive.ts';

function revival() {
  let now = 0;
  const options = {
    reload: vi.fn(),
    ask: vi.fn(async () => false),
    tell: vi.fn<(sentence: string) => void>(),
    now: () => now,
  };
  return { options, revival: new Revival(options), pass: (seconds: number) => void (now += 1000 * seconds) };
}

it('a page that went is loaded anew once, and says so when it is there', async () => {
  const { options, revival: page } = revival();
  await page.gone('killed');
  expect(options.reload).toHaveBeenCalledOnce();
  expect(options.tell).not.toHaveBeenCalled();
  page.loaded();
  page.loaded();
  expect(options.tell.mock.calls).toEqual([[CAME_BACK]]);
});

it('one that goes again at once is not loaded in circles: the user is asked', async () => {
  const { options, revival: page, pass } = revival();
  await page.gone('crashed');
  pass(5);
  await page.gone('crashed');
  expect([options.reload.mock.calls.length, options.ask.mock.calls.length]).toEqual([1, 1]);
  options.ask.mockResolvedValueOnce(true);
  pass(5);
  await page.gone('oom');
  expect(options.reload).toHaveBeenCalledTimes(2);
  pass(3600);
  await page.gone('crashed');
  expect([options.reload.mock.calls.length, options.ask.mock.calls.length]).toEqual([3, 2]);
});

it('one that was closed is left alone', async () => {
  const { options, revival: page } = revival();
  await page.gone('clean-exit');
  page.loaded();
  expect(options.reload).not.toHaveBeenCalled();
  expect(options.tell).not.toHaveBeenCalled();
});
