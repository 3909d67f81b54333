import { protocol, type Session } from 'electron';
import { APP_SCHEME } from '@shared/contract/addresses.ts';
import { createResourceHandler, type ResourceSources } from './handler.ts';

/** Must run before the app is ready: makes the scheme an origin of its own, as strict as https. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

export function serveScheme(session: Session, sources: ResourceSources): void {
  session.protocol.handle(APP_SCHEME, createResourceHandler(sources));
}
