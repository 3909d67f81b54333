import { squaredDistance, type Pairs } from './rows.ts';

/** Of each row of a set beside itself, the squared distance of its k-th nearest other. @param k below the number of rows */
export function radii(pairs: Pairs, k: number): Float64Array {
  const count = pairs.one.length;
  const nearest = new Float64Array(k);
  return Float64Array.from({ length: count }, (_, row) => {
    nearest.fill(Infinity);
    for (let other = 0; other < count; other++) {
      if (other === row) continue;
      const distance = squaredDistance(pairs, row, other);
      if (distance >= (nearest[k - 1] as number)) continue;
      let place = k - 1;
      for (; place > 0 && (nearest[place - 1] as number) > distance; place--)
        nearest[place] = nearest[place - 1] as number;
      nearest[place] = distance;
    }
    return nearest[k - 1] as number;
  });
}

/** In how many balls around real pictures each fake lies, and how many fakes lie in each of these balls. */
export interface Inside {
  /** Of each fake. */
  balls: Uint32Array;
  /** Of each real picture. */
  fakes: Uint32Array;
}

/** @param between real ones [rows] with fakes @param radii squared, around each real picture; its ball's edge is inside */
export function insideReal(between: Pairs, radii: Float64Array): Inside {
  const balls = new Uint32Array(between.other.length);
  const fakes = Uint32Array.from(radii, (radius, real) => {
    let number = 0;
    for (let fake = 0; fake < balls.length; fake++)
      if (squaredDistance(between, real, fake) <= radius) {
        balls[fake] = (balls[fake] as number) + 1;
        number += 1;
      }
    return number;
  });
  return { balls, fakes };
}

/** The share of real pictures that lie in a ball around a fake. @param radii squared, around each fake */
export function shareInsideFakes(between: Pairs, radii: Float64Array): number {
  let found = 0;
  for (let real = 0; real < between.one.length; real++)
    if (radii.some((radius, fake) => squaredDistance(between, real, fake) <= radius)) found += 1;
  return found / between.one.length;
}
