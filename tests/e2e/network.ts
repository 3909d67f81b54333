import type { Page } from '@playwright/test';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, connect, type AddressInfo } from 'node:net';

/** A place on this machine that notes whatever arrives. */
export interface Listener {
  tcp: number;
  udp: number;
  /** What arrived, in words. */
  arrived: string[];
  close(): void;
}

/** Listens on loopback, over TCP and UDP; shows first that it hears both. */
export async function listen(): Promise<Listener> {
  const arrived: string[] = [];
  const server = createServer((socket) => {
    arrived.push('TCP: a connection');
    socket.on('data', (data) => arrived.push(`TCP: ${data.toString('latin1', 0, 60)}`));
    socket.on('error', () => undefined);
  }).listen(0, '127.0.0.1');
  const udp = createSocket('udp4').bind(0, '127.0.0.1');
  udp.on('message', (message) => arrived.push(`UDP: ${message.length} bytes`));
  await Promise.all([once(server, 'listening'), once(udp, 'listening')]);
  const ports = { tcp: (server.address() as AddressInfo).port, udp: udp.address().port };
  connect(ports.tcp, '127.0.0.1').end('hello');
  createSocket('udp4').unref().send('hello', ports.udp, '127.0.0.1');
  while (!arrived.includes('TCP: hello') || !arrived.includes('UDP: 5 bytes'))
    await new Promise((resolve) => setTimeout(resolve, 20));
  arrived.length = 0;
  return {
    ...ports,
    arrived,
    close: () => {
      server.close();
      udp.close();
    },
  };
}

/**
 * Tries every way by which a page reaches a network, and waits until each was refused or has had its time. What it
 * was told does not matter: the listener says whether anything got there.
 * @returns names of the ways tried
 */
export const tryEveryWay = (page: Page, { tcp, udp }: Pick<Listener, 'tcp' | 'udp'>): Promise<string[]> =>
  page.evaluate(
    async ({ tcp, udp, secondsOfWebRtc }) => {
      const http = `http://127.0.0.1:${tcp}`;
      const add = <Tag extends keyof HTMLElementTagNameMap>(
        tag: Tag,
        fields: Record<string, string>,
      ): HTMLElementTagNameMap[Tag] => {
        const element = document.createElement(tag);
        for (const [name, value] of Object.entries(fields)) element.setAttribute(name, value);
        document.body.append(element);
        return element;
      };
      const link = (rel: string, more: Record<string, string> = {}): void =>
        void add('link', { rel, href: `${http}/${rel}`, ...more });
      const sleep = (seconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
      const webRtc = async (scope: typeof globalThis): Promise<void> => {
        const iceServers = [
          { urls: [`stun:127.0.0.1:${udp}`, `stun:127.0.0.1:${tcp}?transport=tcp`] },
          ...['udp', 'tcp'].map((transport) => ({
            urls: `turn:127.0.0.1:${transport === 'udp' ? udp : tcp}?transport=${transport}`,
            username: 'x',
            credential: 'x',
          })),
          { urls: `turns:127.0.0.1:${tcp}?transport=tcp`, username: 'x', credential: 'x' },
        ];
        const one = new scope.RTCPeerConnection({ iceServers });
        const other = new scope.RTCPeerConnection({ iceServers });
        one.createDataChannel('data');
        await one.setLocalDescription();
        await other.setRemoteDescription(one.localDescription!);
        await other.setLocalDescription();
        await one.setRemoteDescription(other.localDescription!);
        for (const candidate of [
          `candidate:1 1 udp 2122260223 127.0.0.1 ${udp} typ host`,
          `candidate:2 1 tcp 1518280447 127.0.0.1 ${tcp} typ host tcptype passive`,
        ])
          for (const peer of [one, other]) await peer.addIceCandidate({ candidate, sdpMid: '0' });
        await sleep(secondsOfWebRtc);
        one.close();
        other.close();
      };
      const blob = (code: string): string => URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
      const ways: Record<string, () => unknown> = {
        fetch: () => fetch(`${http}/fetch`, { mode: 'no-cors' }),
        'fetch that outlives the page': () => fetch(`${http}/keepalive`, { mode: 'no-cors', keepalive: true }),
        XMLHttpRequest: () => {
          const request = new XMLHttpRequest();
          request.open('POST', `${http}/xhr`);
          request.send('x');
        },
        beacon: () => navigator.sendBeacon(`${http}/beacon`, 'x'),
        WebSocket: () => new WebSocket(`ws://127.0.0.1:${tcp}/`),
        EventSource: () => new EventSource(`${http}/events`),
        WebTransport: () => new WebTransport(`https://127.0.0.1:${udp}/`).ready,
        image: () => add('img', { src: `${http}/image.png` }),
        'image of a style': () => add('div', { style: `background: url(${http}/style.png)` }),
        video: () => add('video', { src: `${http}/video.mp4`, autoplay: '' }),
        audio: () => add('audio', { src: `${http}/audio.mp3`, autoplay: '' }),
        object: () => add('object', { data: `${http}/object` }),
        embed: () => add('embed', { src: `${http}/embed` }),
        frame: () => add('iframe', { src: `${http}/frame` }),
        'style sheet': () => link('stylesheet'),
        manifest: () => link('manifest'),
        icon: () => link('icon'),
        prefetch: () => link('prefetch'),
        preload: () => link('preload', { as: 'image' }),
        'module preload': () => link('modulepreload'),
        preconnect: () => link('preconnect'),
        'DNS prefetch': () => link('dns-prefetch'),
        prerender: () => link('prerender'),
        font: () => new FontFace('x', `url(${http}/font.woff2)`).load(),
        script: () => {
          // A policy of trusted types refuses the address itself.
          add('script', { src: `${http}/script.js` });
        },
        import: () => import(/* @vite-ignore */ `${http}/module.js`),
        worker: () => new Worker(blob(`fetch('${http}/worker')`)),
        'shared worker': () => new SharedWorker(blob(`fetch('${http}/shared')`)),
        'service worker': () => navigator.serviceWorker.register('/service-worker.js'),
        form: () => add('form', { action: `${http}/form`, method: 'post' }).submit(),
        ping: () => add('a', { href: `${http}/pinged`, ping: `${http}/ping` }).click(),
        window: () => window.open(`${http}/window`),
        navigation: () => void (location.href = `${http}/navigation`),
        download: () => add('a', { href: `${http}/download`, download: 'x' }).click(),
        WebRTC: () => webRtc(globalThis),
        'WebRTC of a frame': () => webRtc(add('iframe', {}).contentWindow as unknown as typeof globalThis),
      };
      await Promise.all(
        Object.values(ways).map(async (way) => {
          try {
            await Promise.race([way(), sleep(2 * secondsOfWebRtc)]);
          } catch {
            // Refused, as it should be.
          }
        }),
      );
      return Object.keys(ways);
    },
    { tcp, udp, secondsOfWebRtc: 3 },
  );
