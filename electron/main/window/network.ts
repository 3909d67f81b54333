import type { Session, WebContents } from 'electron';
import type { ChromiumSwitch } from '../engine-window/switches.ts';
import { hasOrigin } from '../ipc/sender.ts';

/** Nobody listens there, and only the system's own services may: what a page sends through a proxy ends here. */
const NOWHERE = 'http://127.0.0.1:1';
const WEBRTC_POLICY = 'disable_non_proxied_udp';
/** Chromium's own tools for whoever works on Forger. */
const DEVELOPER_TOOLS = 'devtools:';

/**
 * What Chromium is told before the app is ready, so that no window of Forger reaches a network: names resolve to
 * nothing, and WebRTC, which no content policy governs, speaks through a proxy alone.
 * @param devServer electron-vite's; null where the pages are served by the app's own scheme
 */
export const networkSwitches = (devServer: string | null): ChromiumSwitch[] => [
  ['force-webrtc-ip-handling-policy', WEBRTC_POLICY],
  ['host-resolver-rules', `MAP * ~NOTFOUND${devServer === null ? '' : `, EXCLUDE ${new URL(devServer).hostname}`}`],
];

/**
 * Lets a session's pages ask for what lies on these origins and nothing else. The proxy that nobody runs takes what
 * is no request: connections made ahead, and WebRTC's over TCP.
 */
export async function closeNetwork(session: Session, origins: readonly string[]): Promise<void> {
  session.webRequest.onBeforeRequest(({ url }, answer) =>
    // The dev server's line for changes of files is a WebSocket.
    answer({ cancel: !url.startsWith(DEVELOPER_TOOLS) && !hasOrigin(url.replace(/^ws/, 'http'), origins) }),
  );
  const served = origins.filter((origin) => origin.startsWith('http')).map((origin) => new URL(origin).host);
  await session.setProxy({
    mode: 'fixed_servers',
    proxyRules: NOWHERE,
    // Chromium never sends what is meant for this machine through a proxy, unless told to.
    proxyBypassRules: ['<-loopback>', ...served].join(';'),
  });
}

/** WebRTC of a page speaks through a proxy alone. */
export const closeWebRtc = (contents: WebContents): void => contents.setWebRTCIPHandlingPolicy(WEBRTC_POLICY);
