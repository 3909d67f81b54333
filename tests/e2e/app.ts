import { test as base, type Locator, type Page } from '@playwright/test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Started, type RunningApp } from './started.ts';

export { end, gone, PATIENCE_MS, PROJECT, quit, type RunningApp, type Started } from './started.ts';

/** Clicks what takes the page away with it: the page may be gone before the click is confirmed. */
export async function clickAway(page: Page, target: Locator): Promise<void> {
  const closed = page.waitForEvent('close');
  const click = target.click().catch((error: unknown) => {
    if (!String(error).includes('has been closed')) throw error;
  });
  await Promise.all([click, closed]);
}

interface Bridge {
  invoke(
    name: string,
    args: unknown,
  ): Promise<{ ok: true; value: unknown } | { ok: false; error: { message: string } }>;
}

/** Asks the app as the window does. */
export async function ask<Value>(page: Page, name: string, args: unknown = {}): Promise<Value> {
  const reply = await page.evaluate(
    ([channel, payload]) => (globalThis as unknown as { forger: Bridge }).forger.invoke(channel, payload),
    [name, args] as const,
  );
  if (!reply.ok) throw new Error(`${name}: ${reply.error.message}`);
  return reply.value as Value;
}

/**
 * Gives each test a fresh home and what starts programs in it; all that a test started is ended when it ends, however
 * it ends.
 */
export const test = base.extend<{ home: string; started: Started; app: RunningApp }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the destructuring to find what a fixture needs.
  home: async ({}, use) => {
    const home = await mkdtemp(join(tmpdir(), 'forger-e2e-'));
    await use(home);
    // Processes that were killed may take a moment to be gone.
    await rm(home, { recursive: true, force: true, maxRetries: 10 });
  },
  started: async ({ home }, use) => {
    const started = new Started(home);
    await use(started);
    await started.endAll();
  },
  app: async ({ started }, use) => use(await started.launch()),
});

export { expect } from '@playwright/test';
