const HUNDREDTHS = 100;

/**
 * How long each frame stands, in whole hundredths of a second, the finest a GIF knows. Rates that do not
 * divide 100 alternate, so that the whole takes as long as it should.
 * @param hold seconds more for the last frame
 */
export function frameDelays(frames: number, fps: number, hold: number): number[] {
  const until = (frame: number): number => Math.round((frame * HUNDREDTHS) / fps);
  return Array.from(
    { length: frames },
    (_, frame) => until(frame + 1) - until(frame) + (frame === frames - 1 ? Math.round(hold * HUNDREDTHS) : 0),
  );
}

/** Length of one loop. */
export const loopSeconds = (frames: number, fps: number, hold: number): number =>
  frameDelays(frames, fps, hold).reduce((sum, delay) => sum + delay, 0) / HUNDREDTHS;
