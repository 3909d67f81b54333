import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  datasetThumbnailUrl,
  lettersPreviewUrl,
  parseAddress,
  sampleUrl,
  walkSheetUrl,
} from '@shared/contract/addresses.ts';
import { averageSampleFile, checkSampleFile, MAX_STEP, sampleFile } from '@shared/library-names.ts';
import { HOSTILE_TEXTS } from './payloads.ts';

describe('parseAddress', () => {
  it('reads what the contract makes', () => {
    expect(parseAddress('forger://app/')).toEqual({ kind: 'page', segments: ['index.html'] });
    expect(parseAddress('forger://app/index.html')).toEqual({ kind: 'page', segments: ['index.html'] });
    expect(parseAddress('forger://app/assets/index-B3x_9a.js')).toEqual({
      kind: 'page',
      segments: ['assets', 'index-B3x_9a.js'],
    });
    expect(parseAddress(sampleUrl('20260131-235959-k3x9', 'epoch-0003.png'))).toEqual({
      kind: 'sample',
      run: '20260131-235959-k3x9',
      file: 'epoch-0003.png',
    });
    expect(parseAddress(`${sampleUrl('r', 'step-00000200.png')}?again#part`)).toMatchObject({
      file: 'step-00000200.png',
    });
    expect(parseAddress(datasetThumbnailUrl('shoes', 'a'.repeat(64)))).toEqual({ kind: 'thumbnail', dataset: 'shoes' });
    expect(parseAddress(walkSheetUrl('0a'.repeat(16)))).toEqual({ kind: 'walk', key: '0a'.repeat(16) });
  });

  it('reads every name that a grid of samples is given, with and without an average', () => {
    const moment = fc.oneof(
      fc.record({ epoch: fc.nat({ max: 999_999_999 }) }),
      fc.record({ step: fc.nat({ max: MAX_STEP }) }),
    );
    fc.assert(
      fc.property(moment, (when) => {
        for (const file of [sampleFile(when), averageSampleFile(sampleFile(when))]) {
          expect(checkSampleFile(file)).toBe(file);
          expect(parseAddress(sampleUrl('r', file))).toEqual({ kind: 'sample', run: 'r', file });
        }
      }),
    );
  });

  it('reads a preview of letters by the id that the app gave it, and nothing else there', () => {
    const key = '0123456789abcdef'.repeat(2);
    expect(parseAddress(lettersPreviewUrl(key))).toEqual({ kind: 'letters', key });
    for (const path of ['', 'x', 'x.png', `${key.toUpperCase()}.png`, `${key}.png/x`, key])
      expect(parseAddress(`forger://app/letters/${path}`)).toBeNull();
  });

  it.each([
    'forger://app/../secret',
    'forger://app/..',
    'forger://app/./index.html',
    'forger://app/assets/../index.html',
    'forger://app/%2e%2e/secret',
    'forger://app/..%2fsecret',
    'forger://app/%2e%2e%2fsecret',
    'forger://app/a%00.js',
    'forger://app/..\\secret',
    'forger://app/a\\..\\b',
    'forger://app//etc/passwd',
    'forger://app/C:/x',
    'forger://app/C:%5cx',
    'forger://app/.htaccess',
    'forger://app/assets/.hidden',
    'forger://app/assets/',
    'forger://app/assets//x.js',
    'forger://evil/index.html',
    'forger://app.evil/index.html',
    'forger://app:80/index.html',
    'forger://user@app/index.html',
    'forger://user:pw@app/index.html',
    'forger:app/index.html',
    'forger:/index.html',
    'forger:///index.html',
    'FORGER://app/index.html',
    'file:///etc/passwd',
    'https://app/index.html',
    'http://app/',
    'data:text/html,x',
    'javascript:alert(1)',
    '',
    'forger',
    'forger://',
    'forger://app',
    'for\tger://app/index.html',
    'forger://app/ind\nex.html',
    ' forger://app/index.html',
    'forger://app/index.html ',
    'forger://app/a b.js',
    'forger://app/é.js',
    'forger://app/\u202Esj.x',
    'forger://app/~/x',
    'forger://app/$HOME',
    'forger://app/a;b',
    'forger://app/library',
    'forger://app/library/',
    'forger://app/library/runs',
    'forger://app/library/runs/r',
    'forger://app/library/runs/r/run.json',
    'forger://app/library/runs/r/samples',
    'forger://app/library/runs/r/samples/',
    'forger://app/library/runs/r/samples/../run.json',
    'forger://app/library/runs/../samples/epoch-0001.png',
    'forger://app/library/runs/R/samples/epoch-0001.png',
    'forger://app/library/runs/r/samples/epoch-1.png',
    'forger://app/library/runs/r/samples/epoch-0001.png/x',
    'forger://app/library/runs/r/samples/epoch-0001.png%00.png',
    'forger://app/library/runs/r/samples/epoch-0001.svg',
    'forger://app/library/runs/r/checkpoints/step-00000001.png',
    'forger://app/library/datasets/d/pixels',
    'forger://app/library/datasets/d/thumbnail.png/x',
    `forger://app/library/walks/${'0'.repeat(31)}.png`,
    `forger://app/library/walks/${'0'.repeat(32)}.png/x`,
    `forger://app/library/walks/x/${'0'.repeat(32)}.png`,
    'forger://app/library/datasets/../thumbnail.png',
    'forger://app/library/datasets/%64/thumbnail.png',
  ])('refuses %j', (address) => {
    expect(parseAddress(address)).toBeNull();
  });

  it.each(HOSTILE_TEXTS)('takes no id or file from %j', (text) => {
    for (const address of [
      sampleUrl(text, 'epoch-0001.png'),
      sampleUrl('r', text),
      datasetThumbnailUrl(text, 'a'.repeat(8)),
    ])
      expect(parseAddress(address)?.kind ?? null).toSatisfy((kind: unknown) => kind === null || isPlain(text, kind));
  });

  it('never yields a segment that could leave its folder', () => {
    const piece = fc.oneof(
      fc.constantFrom(...HOSTILE_TEXTS, 'library', 'runs', 'samples', 'datasets', 'epoch-0001.png', 'r'),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        const resource = parseAddress(`forger://app/${pieces.join('/')}`);
        if (!resource) return;
        const names = Object.values(resource).flat().slice(1) as string[];
        for (const name of names) expect(name).toMatch(/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/);
      }),
      { numRuns: 1500 },
    );
  });
});

/** Some hostile texts are harmless as an id ("con", "constructor"): the store judges those. */
const isPlain = (text: string, kind: unknown): boolean => kind !== 'page' && /^[a-z0-9][a-z0-9-]{0,63}$/.test(text);
