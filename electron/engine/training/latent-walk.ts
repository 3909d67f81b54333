import type { RunConfig } from '@shared/config/schema.ts';

type Vector = Float32Array;

/** Below this sine two directions count as one line, on which the arc is not defined. */
const STRAIGHT = 1e-6;

function weigh(from: Vector, to: Vector, ofFrom: number, ofTo: number): Vector {
  return from.map((value, index) => ofFrom * value + ofTo * (to[index] as number));
}

const dot = (a: Vector, b: Vector): number => a.reduce((sum, value, index) => sum + value * (b[index] as number), 0);

/**
 * Spherical interpolation: along the arc between two latents, so that lengths stay those of the normal prior,
 * whose draws all lie near one sphere (K. Shoemake 1985; T. White, "Sampling Generative Networks", 2016).
 * @param share 0: `from`, 1: `to`
 */
function alongArc(from: Vector, to: Vector, share: number): Vector {
  const cosine = dot(from, to) / Math.sqrt(dot(from, from) * dot(to, to));
  const angle = Math.acos(Math.min(1, Math.max(-1, cosine)));
  const sine = Math.sin(angle);
  if (!(sine > STRAIGHT)) return weigh(from, to, 1 - share, share);
  return weigh(from, to, Math.sin((1 - share) * angle) / sine, Math.sin(share * angle) / sine);
}

/** Which latents a walk passes, and how. */
export interface LatentWalk {
  prior: RunConfig['latent.prior'];
  latentSize: number;
  /** Walks side by side. */
  tiles: number;
  /** Latents that each passes before it is back at its first. */
  latents: number;
  /** Frames of the loop; the one after the last would be the first again. */
  frames: number;
}

/**
 * Where every tile of a closed walk is at a frame: on the arc (normal prior) or line (uniform prior) between
 * two of its latents. The k-th latent of tile t is number k · tiles + t.
 * @param fixed [latents · tiles, latentSize], row after row
 * @returns [tiles, latentSize], row after row
 */
export function walkLatents(fixed: Float32Array, frame: number, walk: LatentWalk): Float32Array {
  const { prior, latentSize, tiles, latents, frames } = walk;
  const way = ((frame % frames) * latents) / frames;
  const last = Math.floor(way);
  const next = (last + 1) % latents;
  const out = new Float32Array(tiles * latentSize);
  const row = (latent: number, tile: number): Vector => {
    const start = (latent * tiles + tile) * latentSize;
    return fixed.subarray(start, start + latentSize);
  };
  for (let tile = 0; tile < tiles; tile++) {
    const [from, to, share] = [row(last, tile), row(next, tile), way - last];
    out.set(prior === 'normal' ? alongArc(from, to, share) : weigh(from, to, 1 - share, share), tile * latentSize);
  }
  return out;
}
