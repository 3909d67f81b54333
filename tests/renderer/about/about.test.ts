import { describe, expect, it } from 'vitest';
import { aboutFacts, aboutText } from '../../../renderer/src/about/facts.ts';
import { piecesOf, searchLicences } from '../../../renderer/src/about/licences.ts';
import { DOCTOR, INFO } from '../fixtures/library.ts';
import { LICENCES } from '../fixtures/licences.ts';

describe('what is said of this Forger', () => {
  it('can be copied for a bug report: versions, devices and why the others are not used, machine, library', () => {
    expect(aboutText(INFO, { ...DOCTOR, problems: ['Less than 1 GiB of memory is free.'] }).split('\n')).toEqual([
      'Forger 0.2.0',
      'TensorFlow: 2.21.0',
      'Electron: 33.2.1, with Chromium 130.0.6723.137 and Node 20.18.1',
      'Devices: CPU, TensorFlow 2.21.0, chosen by automatic',
      'Devices: JavaScript',
      'Machine: linux 6.1.0 x64, 8 cores, 34 GB of memory',
      'Library: /home/ada/Forger',
      'Not used: NVIDIA GPU. No NVIDIA card was found.',
      'Problem: Less than 1 GiB of memory is free.',
    ]);
  });

  it('names the version before the devices have been looked at', () => {
    expect(aboutFacts(INFO, null).map(({ values }) => values)).toEqual([
      ...Array.from({ length: 4 }, () => ['Looking…']),
      [INFO.library],
    ]);
    expect(aboutFacts(INFO, { ...DOCTOR, tensorflow: null })[0]?.values).toEqual(['None that opens here']);
  });
});

describe('the list of licences', () => {
  const titles = (query: string): string[] =>
    searchLicences(LICENCES.licences, query).flatMap(({ licences }) => licences.map(({ title }) => title));

  it('is searched by every word, in names, licences and authors', () => {
    expect(titles('')).toHaveLength(LICENCES.licences.length);
    expect(titles('  SHARP apache lovell ')).toEqual(['@img/sharp-linux-x64 0.35.5', 'sharp 0.35.5']);
    expect(titles('ofl')).toEqual(['@fontsource-variable/inter 5.3.0', '@fontsource/abril-fatface 5.3.0']);
    expect(titles('nowhere')).toEqual([]);
  });

  it('keeps its groups in order, without empty ones', () => {
    expect(searchLicences(LICENCES.licences, 'linked libvips').map(({ kind }) => kind)).toEqual(['library']);
    expect(searchLicences([...LICENCES.licences].reverse(), 'mit').map(({ kind }) => kind)).toEqual([
      'forger',
      'dataset',
      'package',
    ]);
  });

  it('shows a long text in pieces that are the whole text', () => {
    const text = Array.from({ length: 1001 }, (_, at) => `line ${at}`).join('\n');
    const pieces = piecesOf(text);
    expect(pieces.length).toBeGreaterThan(10);
    expect(pieces.join('\n')).toBe(text);
    expect(piecesOf('')).toEqual(['']);
  });
});
