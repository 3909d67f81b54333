/*
 * Takes pictures of the window over a made-up library:
 *   xvfb-run -a node tests/renderer/shots/shoot.mjs <folder> [words in the names of the pictures]
 * Needs an Electron at ELECTRON_OVERRIDE_DIST_PATH, as set-up provides it.
 */
import { _electron } from '@playwright/test';
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildShots } from './build.mjs';
import { scenes } from './scenes.mjs';

const project = resolve(import.meta.dirname, '../../..');
const [out = 'shots', ...words] = process.argv.slice(2);
const folder = join(tmpdir(), 'forger-shots');
const SIZES = { base: [1440, 900, 1], small: [1100, 700, 1], zoomed: [1440, 900, 2] };

await buildShots(project, folder);
mkdirSync(out, { recursive: true });
const electron = await _electron.launch({
  executablePath: join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? '', 'electron'),
  args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), join(folder, 'main.cjs')],
  env: { ...process.env, SHOTS_BUILD: folder, SHOTS_PROJECT: project },
});
const page = await electron.firstWindow();
page.on('console', (message) => message.type() === 'error' && console.error('  page:', message.text()));
page.on('pageerror', (error) => console.error('  page:', error.message));

for (const scene of scenes)
  for (const size of scene.sizes ?? ['base'])
    for (const theme of scene.themes ?? ['dark']) {
      const name = [scene.name, ...(theme === 'dark' ? [] : [theme]), ...(size === 'base' ? [] : [size])].join('-');
      if (words.length > 0 && !words.some((word) => name.includes(word))) continue;
      const [width, height, zoom] = SIZES[size];
      await electron.evaluate(
        ({ BrowserWindow }, [w, h, z]) => {
          const [window] = BrowserWindow.getAllWindows();
          window.setContentSize(w, h);
          window.webContents.setZoomFactor(z);
        },
        [width, height, zoom],
      );
      await page.evaluate((choice) => localStorage.setItem('forger.theme', choice), theme);
      await page.goto(`forger://app/index.html?scene=${scene.scene ?? ''}`);
      await page.locator('main').first().waitFor();
      await scene.act?.(page);
      // No tooltip of where the pointer happens to be.
      await page.mouse.move(width - 1, 1);
      await page.waitForTimeout(scene.wait ?? 400);
      const png = await electron.evaluate(async ({ BrowserWindow }) =>
        (await BrowserWindow.getAllWindows()[0].webContents.capturePage()).toPNG().toString('base64'),
      );
      writeFileSync(join(out, `${name}.png`), Buffer.from(png, 'base64'));
      console.log(name);
    }
await electron.close();
