import * as tf from '@tensorflow/tfjs-core';
import type { Drawn } from './draws.ts';

/** log₂ of the scales' standard deviations. */
const SCALE = 0.2;
/** Shifts by whole pixels reach so far, as a share of the side; other shifts have it as their standard deviation. */
const SHIFT = 0.125;

/** A linear map of the plane for each image: x′ = xx·x + xy·y, y′ = yx·x + yy·y; each [n]. */
interface Linear {
  xx: tf.Tensor;
  xy: tf.Tensor;
  yx: tf.Tensor;
  yy: tf.Tensor;
}

/** Where a pixel of the result comes from, in pixels from the middle of the image: a linear map, then a shift. */
export interface Affine extends Linear {
  x: tf.Tensor;
  y: tf.Tensor;
}

const sumOf = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor, d: tf.Tensor): tf.Tensor => tf.add(tf.mul(a, b), tf.mul(c, d));

/** First b, then a. */
const after = (a: Linear, b: Linear): Linear => ({
  xx: sumOf(a.xx, b.xx, a.xy, b.yx),
  xy: sumOf(a.xx, b.xy, a.xy, b.yy),
  yx: sumOf(a.yx, b.xx, a.yy, b.yx),
  yy: sumOf(a.yx, b.xy, a.yy, b.yy),
});

const turned = (cos: tf.Tensor, sin: tf.Tensor): Linear => ({ xx: cos, xy: tf.neg(sin), yx: sin, yy: cos });
const turnedBy = (angle: tf.Tensor): Linear => turned(tf.cos(angle), tf.sin(angle));

/** From −most to most. */
const around = (uniform: tf.Tensor, most: number): tf.Tensor => tf.mul(tf.sub(tf.mul(uniform, 2), 1), most);

/**
 * The pipeline's pixel blits and geometric changes as one map from places of the result to places of the image, for images
 * of height × width (Karras et al. 2020, appendix B, figure 23).
 */
export function placesOf({ made, uniform, normal }: Drawn, height: number, width: number): Affine {
  const whole = (u: tf.Tensor, on: tf.Tensor, side: number): tf.Tensor =>
    tf.mul(tf.round(tf.mul(around(u, SHIFT), side)), on);
  const flip = tf.sub(1, tf.mul(2, tf.mul(tf.floor(tf.mul(uniform.flip, 2)), made.flip)));
  const quarters = tf.mul(tf.mul(tf.floor(tf.mul(uniform.quarterTurns, 4)), made.quarterTurns), Math.PI / 2);
  // Rounded, so that a quarter turn moves whole pixels.
  const quarter = turned(tf.round(tf.cos(quarters)), tf.round(tf.sin(quarters)));
  const blit = { ...quarter, xx: tf.mul(flip, quarter.xx), xy: tf.mul(flip, quarter.xy) };
  const shift = [whole(uniform.shiftX, made.shift, width), whole(uniform.shiftY, made.shift, height)] as const;

  const factor = (z: tf.Tensor, on: tf.Tensor): tf.Tensor => tf.exp(tf.mul(tf.mul(z, on), SCALE * Math.LN2));
  const scale = factor(normal.scale, made.scale);
  const stretch = factor(normal.stretch, made.stretch);
  const before = turnedBy(tf.mul(around(uniform.turnBefore, Math.PI), made.turnBefore));
  const later = turnedBy(tf.mul(around(uniform.turnAfter, Math.PI), made.turnAfter));
  const [across, down] = [tf.div(1, tf.mul(scale, stretch)), tf.div(stretch, scale)];
  const stretched = {
    xx: tf.mul(across, later.xx),
    xy: tf.mul(across, later.xy),
    yx: tf.mul(down, later.yx),
    yy: tf.mul(down, later.yy),
  };
  const linear = after(blit, after(before, stretched));
  const moved = (z: tf.Tensor, side: number): tf.Tensor => tf.mul(tf.mul(z, made.move), SHIFT * side);
  const move = [moved(normal.moveX, width), moved(normal.moveY, height)] as const;
  return {
    ...linear,
    x: tf.neg(tf.add(sumOf(blit.xx, shift[0], blit.xy, shift[1]), sumOf(linear.xx, move[0], linear.xy, move[1]))),
    y: tf.neg(tf.add(sumOf(blit.yx, shift[0], blit.yy, shift[1]), sumOf(linear.yx, move[0], linear.yy, move[1]))),
  };
}
