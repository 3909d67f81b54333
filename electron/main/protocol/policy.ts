/**
 * What a page of Forger may do: load its own scripts, styles, fonts and pictures, and nothing else. It never
 * fetches (data comes over the bridge), is never framed and submits no forms. Svelte and Chart.js style
 * elements through the CSSOM, so no inline style is allowed either.
 */
const DIRECTIVES = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self'",
  'font-src': "'self'",
  'connect-src': "'none'",
  'object-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
  // Text becomes markup only through the policy that Svelte makes for its own templates.
  'require-trusted-types-for': "'script'",
  'trusted-types': 'svelte-trusted-html',
} as const;

export const CONTENT_SECURITY_POLICY = Object.entries(DIRECTIVES)
  .map(([name, value]) => `${name} ${value}`)
  .join('; ');

const TYPES: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  svg: 'image/svg+xml; charset=utf-8',
  png: 'image/png',
  woff2: 'font/woff2',
  woff: 'font/woff',
  map: 'application/json; charset=utf-8',
};

/** The content type of a file, or null where Forger serves no such file. */
export const contentType = (file: string): string | null => TYPES[file.slice(file.lastIndexOf('.') + 1)] ?? null;

/** Headers of every answer. `crossOrigin` only in development, where the page comes from the dev server. */
export function responseHeaders(type: string, crossOrigin: boolean): Record<string, string> {
  return {
    'Content-Type': type,
    'Content-Security-Policy': CONTENT_SECURITY_POLICY,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': crossOrigin ? 'cross-origin' : 'same-origin',
    // A resumed run may draw a grid anew under the same name.
    'Cache-Control': 'no-cache',
  };
}
