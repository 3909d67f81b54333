/** A place in the spectrum of a plane, in cycles across it: whole numbers from 0, below its height and width. */
export interface Frequency {
  down: number;
  across: number;
}

/** One wave, and the same a quarter turn on. */
interface Wave {
  cosine: Float64Array;
  sine: Float64Array;
}

function waveOf(size: number, frequency: number): Wave {
  // The whole number of turns is taken out first: cosine and sine of small angles are the most exact.
  const turn = (of: (angle: number) => number): Float64Array =>
    Float64Array.from({ length: size }, (_, at) => of((2 * Math.PI * ((at * frequency) % size)) / size));
  return { cosine: turn(Math.cos), sine: turn(Math.sin) };
}

/** Adds up the power of planes at some frequencies, by the discrete Fourier transform of the rows, then of the columns. */
export class Spectrum {
  /** Of each frequency, in squared grey levels of white noise. */
  readonly power: Float64Array;
  readonly #columns: { across: Wave; down: { wave: Wave; place: number }[] }[];

  /** @param height @param width of the part of a plane that counts, from its upper left corner */
  constructor(
    frequencies: readonly Frequency[],
    readonly height: number,
    readonly width: number,
  ) {
    this.power = new Float64Array(frequencies.length);
    const placed = [...frequencies.entries()];
    this.#columns = [...new Set(frequencies.map(({ across }) => across))].map((across) => ({
      across: waveOf(width, across),
      down: placed
        .filter(([, one]) => one.across === across)
        .map(([place, { down }]) => ({ wave: waveOf(height, down), place })),
    }));
  }

  /** @param plane [height or more, stride] */
  add(plane: Float64Array, stride: number): void {
    const { height, width } = this;
    const [real, imaginary] = [new Float64Array(height), new Float64Array(height)];
    for (const { across, down } of this.#columns) {
      for (let row = 0; row < height; row++) {
        let [cosines, sines] = [0, 0];
        for (let column = 0; column < width; column++) {
          const value = plane[row * stride + column] as number;
          cosines += value * (across.cosine[column] as number);
          sines += value * (across.sine[column] as number);
        }
        real[row] = cosines;
        imaginary[row] = sines;
      }
      for (const { wave, place } of down) {
        let [cosines, sines] = [0, 0];
        for (let row = 0; row < height; row++) {
          const [cosine, sine] = [wave.cosine[row] as number, wave.sine[row] as number];
          cosines += (real[row] as number) * cosine - (imaginary[row] as number) * sine;
          sines += (real[row] as number) * sine + (imaginary[row] as number) * cosine;
        }
        this.power[place] = (this.power[place] as number) + (cosines ** 2 + sines ** 2) / (height * width);
      }
    }
  }
}
