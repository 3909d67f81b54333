import { app, BrowserWindow, protocol } from 'electron';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { APP_SCHEME } from '../../../electron/shared/contract/addresses.ts';
import { contentType, responseHeaders } from '../../../electron/main/protocol/policy.ts';
import { lettersPicture, pictures } from './pictures.ts';

/** Shows the built window over the made-up library, under the same address and the same policy as in the app. */
const folder = process.env['SCREENS_BUILD'] ?? '';
const project = process.env['SCREENS_PROJECT'] ?? '';

protocol.registerSchemesAsPrivileged([{ scheme: APP_SCHEME, privileges: { standard: true, secure: true } }]);

void app.whenReady().then(async () => {
  const picture = pictures(join(project, 'resources/datasets/fashion-mnist/train-images-idx3-ubyte.gz'));
  const letters = lettersPicture(join(project, 'node_modules/@fontsource'));
  protocol.handle(APP_SCHEME, async (request) => {
    const { pathname } = new URL(request.url);
    const headers = responseHeaders(contentType(pathname) ?? 'application/octet-stream', false);
    const body = pathname.startsWith('/library/')
      ? picture(pathname)
      : pathname.startsWith('/letters/')
        ? await letters
        : await readFile(join(folder, 'renderer', pathname));
    return body === null ? new Response(null, { status: 404 }) : new Response(Buffer.from(body), { headers });
  });
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    useContentSize: true,
    webPreferences: { preload: join(folder, 'preload.cjs'), contextIsolation: false, sandbox: false },
  });
  await window.loadURL(`${APP_SCHEME}://app/index.html`);
});
