import type { Page } from '@playwright/test';

export const press =
  (name: string | RegExp) =>
  (page: Page): Promise<void> =>
    page.getByRole('button', { name }).first().click();

/** The look at a folder that was chosen. */
export const openImport = async (page: Page): Promise<void> => {
  await press(/^Data sets/)(page);
  await press('Import a folder')(page);
};
/** The same, with its pictures. */
export const seeImport = async (page: Page): Promise<void> => {
  await openImport(page);
  await page
    .getByRole('list', { name: /^Pictures/ })
    .locator('canvas')
    .first()
    .waitFor();
};
