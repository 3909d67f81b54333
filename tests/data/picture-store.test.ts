import fc from 'fast-check';
import { expect, it } from 'vitest';
import { IMAGE_FORMATS, type PictureFacts } from '@shared/import/facts.ts';
import { PictureStore } from '../../electron/data/import/picture-store.ts';

const hexadecimal = (digits: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: digits, maxLength: digits });
/** Whole levels: others are rounded. */
const level = fc.integer({ min: 0, max: 255 });
const side = fc.integer({ min: 1, max: 100_000_000 });
const anyFacts: fc.Arbitrary<PictureFacts> = fc.record({
  format: fc.constantFrom(...IMAGE_FORMATS),
  ...{ width: side, height: side, frames: side },
  ...{ turned: fc.boolean(), transparent: fc.boolean(), deep: fc.boolean(), colour: fc.boolean() },
  ...{ digest: hexadecimal(64), hash: hexadecimal(16) },
  ...{ brightness: level, contrast: level, sharpness: level },
  border: fc.record({ brightness: level, contrast: level }),
});

it('gives the facts back that it was given, in the order of the files', () => {
  fc.assert(
    fc.property(fc.array(fc.option(anyFacts), { maxLength: 8 }), (files) => {
      const store = new PictureStore(files.map((_, file) => String(file)));
      for (const [file, facts] of [...files.entries()].toReversed()) if (facts) store.put(file, facts);
      const pictures = store.pictures();
      const given = Array.from({ length: pictures.length }, (_, at) => {
        const { path, facts } = pictures.at(at)!;
        return { path, facts };
      });
      expect(given).toEqual(files.flatMap((facts, file) => (facts ? [{ path: String(file), facts }] : [])));
      for (const [at, file] of store.opened().entries()) expect(store.digest(file)).toBe(given[at]?.facts.digest);
    }),
  );
});
