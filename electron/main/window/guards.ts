import type { Session, WebContents } from 'electron';
import { closeWebRtc } from './network.ts';

/** Denies what a page of Forger never needs: permissions, devices, downloads. */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, callback) => callback(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => event.preventDefault());
}

/** Denies WebRTC past a proxy, new windows, web views and every navigation away from the page first loaded. */
export function guardContents(contents: WebContents): void {
  closeWebRtc(contents);
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
}
