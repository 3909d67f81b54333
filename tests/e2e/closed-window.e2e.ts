import { expect, test } from './app.ts';
import { listen, tryEveryWay } from './network.ts';

test('the window reaches nothing but the bridge', async ({ app }) => {
  const { page, electron } = app;
  await page.getByRole('button', { name: 'Start the first duel' }).waitFor();
  const address = page.url();
  expect(address).toMatch(/^forger:\/\/app\//);

  await test.step('no Node.js, and a bridge that is frozen to the contract', async () => {
    const found = await page.evaluate(() => ({
      node: ['require', 'process', 'module', 'Buffer'].filter((name) => name in globalThis),
      bridge: Object.keys((globalThis as unknown as { forger: object }).forger).sort(),
    }));
    expect(found).toEqual({ node: [], bridge: ['invoke', 'on', 'pathForFile'] });
  });

  await test.step('channels outside the contract are refused with a typed error', async () => {
    const reply = await page.evaluate(async () => {
      const { forger } = globalThis as unknown as { forger: { invoke(name: string, args: unknown): Promise<unknown> } };
      return forger.invoke('runs.readFile', { path: '/etc/passwd' }).catch((error: unknown) => String(error));
    });
    expect(JSON.stringify(reply)).not.toContain('root:');
    const invalid = await page.evaluate(async () => {
      const { forger } = globalThis as unknown as {
        forger: { invoke(name: string, args: unknown): Promise<{ ok: boolean; error?: { code: string } }> };
      };
      return forger.invoke('runs.get', { id: '../../../etc' });
    });
    expect(invalid).toMatchObject({ ok: false, error: { code: 'invalid-request' } });
  });

  await test.step('a request as large as memory is refused, and main goes on', async () => {
    const replies = await page.evaluate(async () => {
      const { forger } = globalThis as unknown as { forger: { invoke(name: string, args: unknown): Promise<unknown> } };
      // What is too deep for the bridge itself is thrown there.
      const refusal = async (args: unknown): Promise<unknown> => {
        try {
          return await forger.invoke('runs.get', args);
        } catch (error) {
          return { ok: false, error: String(error) };
        }
      };
      let nest: unknown = {};
      for (let depth = 0; depth < 500; depth += 1) nest = { nest };
      return [
        await refusal({ id: 'x'.repeat(100 * 2 ** 20) }),
        await refusal({ id: Array.from({ length: 200_000 }, () => 'x') }),
        await refusal(nest),
        await forger.invoke('runs.list', {}),
      ];
    });
    expect(replies.slice(0, 3)).toEqual(Array(3).fill(expect.objectContaining({ ok: false })));
    expect(replies[3]).toEqual({ ok: true, value: [] });
  });

  await test.step('pictures come from the library alone', async () => {
    const load = (url: string): Promise<string> =>
      page.evaluate(
        (source) =>
          new Promise<string>((resolve) => {
            const image = new Image();
            image.onload = () => resolve('loaded');
            image.onerror = () => resolve('refused');
            image.src = source;
          }),
        url,
      );
    expect(await load('forger://app/library/datasets/fashion-mnist/thumbnail.png')).toBe('loaded');
    for (const hostile of [
      'forger://app/library/runs/..%2f..%2fsecret/samples/epoch-0000.png',
      'forger://app/library/datasets/fashion-mnist/..%2fdataset.json',
      'file:///etc/passwd',
      'https://example.org/picture.png',
    ])
      expect(await load(hostile)).toBe('refused');
  });

  await test.step('by none of the ways that Chromium knows does anything leave it', async () => {
    const listener = await listen();
    const ways = await tryEveryWay(page, listener);
    expect(ways.length).toBeGreaterThan(30);
    listener.close();
    expect(listener.arrived).toEqual([]);
    expect(page.url()).toBe(address);
  });

  await test.step('no new windows, no navigation, no permissions', async () => {
    expect(await page.evaluate(() => window.open('https://example.org/') === null)).toBe(true);
    await page.evaluate(() => {
      location.href = 'https://example.org/';
    });
    await page.waitForTimeout(500);
    expect(page.url()).toBe(address);
    // The hidden window that looks for a GPU may still be there.
    expect(electron.windows().filter((window) => !window.url().endsWith('/engine.html'))).toEqual([page]);
    expect(await page.evaluate(() => Notification.requestPermission())).toBe('denied');
    expect(await page.evaluate(async () => (await navigator.permissions.query({ name: 'geolocation' })).state)).toBe(
      'denied',
    );
  });
});
