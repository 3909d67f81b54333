import { expect, test } from './app.ts';

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

  await test.step('no request leaves it', async () => {
    const outcome = await page.evaluate(() =>
      fetch('https://example.org/').then(
        () => 'sent',
        () => 'refused',
      ),
    );
    expect(outcome).toBe('refused');
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
