import { join } from 'node:path';
import { assertNever } from '@shared/assert-never.ts';
import { parseAddress, type Resource } from '@shared/contract/addresses.ts';
import { FILE_LIMITS, NotAFile, readInside } from '../../store/files/index.ts';
import { contentType, responseHeaders } from './policy.ts';

export interface ResourceSources {
  /** The folder of the built window. */
  pages: string;
  /** A sample grid of the library as PNG; throws on a name that is none. */
  sample(run: string, file: string): Promise<Uint8Array>;
  /** A data set's thumbnail as PNG. */
  thumbnail(dataset: string): Promise<Uint8Array>;
  /** A preview of letters as PNG, while it is kept. */
  letters(key: string): Uint8Array | undefined;
  /** The sheet of a walk's frames that was drawn for a preview, as PNG; null when it is not kept any more. */
  walkSheet(key: string): Uint8Array | null;
  /** True in development: the page comes from the dev server, pictures from here. */
  crossOrigin: boolean;
  log(line: string, error: unknown): void;
}

interface Body {
  bytes: Uint8Array<ArrayBuffer>;
  type: string;
}

const isMissing = (error: unknown): boolean =>
  error instanceof NotAFile ||
  (error instanceof Error &&
    ['ENOENT', 'ENOTDIR', 'not-found', 'invalid-request'].includes(String((error as { code?: unknown }).code)));

/** Makes the function that answers every request to the app's own scheme: 200 with the bytes, 404 or 405 without. */
export function createResourceHandler(sources: ResourceSources): (request: Request) => Promise<Response> {
  const empty = (status: number): Response =>
    new Response(null, { status, headers: responseHeaders('text/plain; charset=utf-8', sources.crossOrigin) });
  return async (request) => {
    if (request.method !== 'GET') return empty(405);
    const resource = parseAddress(request.url);
    if (resource === null) return empty(404);
    try {
      const body = await load(resource, sources);
      return body ? new Response(body.bytes, { headers: responseHeaders(body.type, sources.crossOrigin) }) : empty(404);
    } catch (error) {
      if (!isMissing(error)) sources.log(`could not serve ${request.url}`, error);
      return empty(404);
    }
  };
}

async function pageFile(pages: string, segments: readonly string[]): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await readInside(pages, join(pages, ...segments), FILE_LIMITS.page));
}

async function load(resource: Resource, sources: ResourceSources): Promise<Body | null> {
  switch (resource.kind) {
    case 'page': {
      const type = contentType(resource.segments.at(-1) ?? '');
      return type === null ? null : { bytes: await pageFile(sources.pages, resource.segments), type };
    }
    case 'sample':
      return { bytes: new Uint8Array(await sources.sample(resource.run, resource.file)), type: 'image/png' };
    case 'thumbnail':
      return { bytes: new Uint8Array(await sources.thumbnail(resource.dataset)), type: 'image/png' };
    case 'letters': {
      const png = sources.letters(resource.key);
      return png === undefined ? null : { bytes: new Uint8Array(png), type: 'image/png' };
    }
    case 'walk': {
      const sheet = sources.walkSheet(resource.key);
      return sheet && { bytes: new Uint8Array(sheet), type: 'image/png' };
    }
    default:
      return assertNever(resource);
  }
}
