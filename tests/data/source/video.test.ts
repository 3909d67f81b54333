import { chmod, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { writeFrames } from '../../../electron/data/source/video.ts';
import { makePlaces, type Places } from './support.ts';

let places: Places;
beforeEach(async () => {
  places = await makePlaces();
  vi.stubEnv('PATH', join(places.folder, 'programs'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await places.remove();
});

const video = Buffer.from('\0\0\0\x18ftypisom', 'latin1');

/** A program in place of ffmpeg. */
async function ffmpeg(script: string): Promise<void> {
  await chmod(await places.put('programs/ffmpeg', `#!/bin/sh\n${script}\n`), 0o755);
}

test("frames are a source of their own, by the machine's ffmpeg", async () => {
  await ffmpeg('printf "%s\\n" "$@" > frame-0000001.png; echo second > frame-0000002.png');
  await places.put('a.mp4', video);
  const source = await places.pictures('a.mp4');
  expect(source).toMatchObject({ files: ['frame-0000001.png', 'frame-0000002.png'], words: 'the video "a.mp4"' });
  const asked = (await readFile(join(source.root, 'frame-0000001.png'), 'utf8')).split('\n');
  expect(asked).toEqual(expect.arrayContaining(['-nostdin', 'mov', `file:${join(places.folder, 'a.mp4')}`]));
  expect(asked[asked.indexOf('-protocol_whitelist') + 1]).toBe('file');
  expect(asked[asked.indexOf('-vf') + 1]).toMatch(/^select=not\(mod\(n\\,10\)\),/);
  await source.close();
  expect(await places.leftovers()).toEqual([]);
});

test('a machine without ffmpeg is told so', async () => {
  await places.put('a.mp4', video);
  await expect(places.pictures('a.mp4')).rejects.toThrow(
    'The frames of a video need ffmpeg, which this machine does not have.',
  );
  expect(await places.leftovers()).toEqual([]);
});

test('what ffmpeg says of a video that it cannot read is told', async () => {
  await ffmpeg('echo "moov atom not found" >&2; echo x > frame-0000001.png; exit 1');
  await places.put('a.mp4', video);
  await expect(places.pictures('a.mp4')).rejects.toMatchObject({
    code: 'damaged',
    message: 'ffmpeg cannot read this video: moov atom not found',
  });
  expect(await places.leftovers()).toEqual([]);
});

test.each([
  ['too long', { milliseconds: 300 }, 'takes more than an hour to read'],
  ['too many bytes', { bytes: 5 }, 'has more frames than there is room for'],
])('a video that takes %s is ended', async (_what, limits, sentence) => {
  await ffmpeg('echo "more than five bytes" > frame-0000001.png; exec /bin/sleep 600');
  const folder = join(places.library, 'frames');
  await mkdir(folder, { recursive: true });
  await expect(
    writeFrames(await places.put('a.mp4', video), 'mov', folder, {
      every: 1,
      signal: new AbortController().signal,
      limits: { frames: 10, bytes: 1e6, milliseconds: 1e6, ...limits },
    }),
  ).rejects.toThrow(sentence);
});
