import { ForgerError } from '@shared/contract/errors.ts';
import {
  drawDirections,
  slicesOf,
  slicedWasserstein,
  type Directions,
  type Slices,
} from '../metric/sliced-wasserstein.ts';
import { checkerboard, stridePeaks } from './checkerboard.ts';
import { fitClasses, readClasses, type ClassReader } from './class-reader.ts';
import { classes } from './classes.ts';
import { copies, trainedOf, type Trained } from './copies.ts';
import { DENSITY_NEIGHBOURS, densityCoverage } from './density-coverage.ts';
import { diversity, meanDistance } from './diversity.ts';
import { frechet, normalOf, rootOf, type Normal } from './frechet.ts';
import { grain, logGrain } from './grain.ts';
import { kid } from './kid.ts';
import { radii } from './neighbours.ts';
import { lookedAt, type Pictures } from './pictures.ts';
import { PRECISION_NEIGHBOURS, precisionRecall } from './precision-recall.ts';
import { columnMeans, pairsOf, type Pairs, type Rows } from './rows.ts';
import { scale, scalingOf, type Scaling } from './scaling.ts';
import { smallPictures } from './small-pictures.ts';

export type { Pictures } from './pictures.ts';

/** Training images as they are looked at. */
export interface TrainedImages {
  /** [n, 192] */
  features: Float32Array;
  /** The {@link smallPictures} of the same. */
  small: Rows;
}

/** What fakes are held against. */
export interface Reference {
  real: Pictures;
  /** Training images, for copies; none without. They may hold the real pictures. */
  trained: TrainedImages;
  /** Of sets with labels. */
  classes?: {
    /** Number of classes. */
    count: number;
    /** Of each real picture, below that number. */
    labels: Uint16Array;
  };
}

/** Everything about a set that does not depend on the fakes, computed once. */
export interface Prepared {
  image: Pictures['image'];
  scaling: Scaling;
  /** Scaled features. */
  rows: Rows;
  pairs: Pairs;
  normal: Normal;
  /** Of the covariance. */
  root: Float64Array;
  /** Squared, to the neighbour of precision and recall, and of density and coverage. */
  radii: { precision: Float64Array; density: Float64Array };
  /** Mean distance of two pictures. */
  apart: number;
  trained: Trained | null;
  /** The mean probabilities are those of the real pictures, read like fakes. */
  classes: { reader: ClassReader; mean: Float64Array } | null;
  slices: { features: Sliced; pixels: Sliced };
  logGrain: number;
  stridePeaks: Float64Array | null;
}

/** The data along directions that fakes are laid along too. */
interface Sliced {
  directions: Directions;
  real: Slices;
}

/** What a set of fakes is measured by; what each means: `MEASURED` in shared/measured. All are finite. */
export interface Values {
  kid: number;
  kidSd: number;
  fdLite0: number;
  precision: number;
  recall: number;
  density: number;
  coverage: number;
  swdFeatures: number;
  swdPixels: number;
  diversity: number;
  classes: number | null;
  grain: number;
  checkerboard: number | null;
  copies: number | null;
}

/** With fewer on a side, nothing can be said. */
const FEWEST_PICTURES = 10;

/** The same directions for every run: their numbers can be compared. */
const SEED = 0;
const DIRECTIONS = { features: 128, pixels: 64 };

const directionsOf = (size: number, count: number, part: number): Directions =>
  drawDirections({ seed: SEED, purpose: 'evaluationDirections', step: 0, part }, count, size);

function checked({ count, image, pixels, features }: Pictures, size: number, what: string): void {
  if (count < FEWEST_PICTURES)
    throw new ForgerError(
      'invalid-request',
      `There are ${count} ${what} to measure by: at least ${FEWEST_PICTURES} are needed.`,
    );
  if (pixels.length !== count * image.height * image.width * image.channels || features.length !== count * size)
    throw new Error(`Pixels or features do not belong to ${count} ${what}.`);
}

/** Computes all that is asked of a set again and again. @throws {ForgerError} `invalid-request` for pictures too few or all alike */
export function prepare({ real, trained, classes }: Reference): Prepared {
  const size = real.features.length / real.count;
  checked(real, size, 'real pictures');
  const scaling = scalingOf(real.features, real.count);
  const rows = scale(real.features, scaling);
  const pairs = pairsOf(rows, rows);
  const normal = normalOf(rows);
  const looked = lookedAt(real);
  const directions = {
    features: directionsOf(size, DIRECTIONS.features, 0),
    pixels: directionsOf(real.pixels.length / real.count, DIRECTIONS.pixels, 1),
  };
  return {
    image: real.image,
    scaling,
    rows,
    pairs,
    normal,
    root: rootOf(normal),
    radii: { precision: radii(pairs, PRECISION_NEIGHBOURS), density: radii(pairs, DENSITY_NEIGHBOURS) },
    apart: meanDistance(pairs),
    trained: trainedOf({ features: scale(trained.features, scaling), small: trained.small }),
    classes: classes ? classesOf(rows, classes) : null,
    slices: {
      features: { directions: directions.features, real: slicesOf(rows.values, directions.features) },
      pixels: { directions: directions.pixels, real: slicesOf(looked.pixels, directions.pixels) },
    },
    logGrain: logGrain(looked),
    stridePeaks: stridePeaks(looked),
  };
}

function classesOf(rows: Rows, { count, labels }: NonNullable<Reference['classes']>): Prepared['classes'] {
  const reader = fitClasses(rows, labels, count);
  return { reader, mean: columnMeans(readClasses(rows, reader), count) };
}

/**
 * Measures fakes. Async so that it can be cancelled and lets others run between measures.
 * @param fakes of the same shape as the real pictures; there may be more or fewer of them
 * @throws {ForgerError} `invalid-request` for too few fakes; the signal's reason when cancelled
 */
export async function measure(fakes: Pictures, prepared: Prepared, signal?: AbortSignal): Promise<Values> {
  const { image, scaling } = prepared;
  checked(fakes, scaling.mean.length, 'fakes');
  if (!(['height', 'width', 'channels'] as const).every((side) => fakes.image[side] === image[side]))
    throw new Error('Fakes are measured beside pictures of their own shape only.');
  const pause = async (): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve));
    signal?.throwIfAborted();
  };
  const then = async <T>(of: () => T): Promise<T> => {
    await pause();
    return of();
  };
  const along = ({ directions, real }: Sliced, values: Float64Array | Uint8Array): number =>
    slicedWasserstein(slicesOf(values, directions), real);
  signal?.throwIfAborted();
  const rows = scale(fakes.features, scaling);
  const looked = lookedAt(fakes);
  const between = await then(() => pairsOf(prepared.rows, rows));
  const sides = { real: prepared.pairs, fake: await then(() => pairsOf(rows, rows)), between };
  const { classes: known } = prepared;
  return {
    ...(await then(() => kid(sides))),
    fdLite0: await then(() => frechet(prepared.normal, prepared.root, normalOf(rows))),
    ...(await then(() => precisionRecall(sides, prepared.radii.precision))),
    ...(await then(() => densityCoverage(between, prepared.radii.density))),
    swdFeatures: await then(() => along(prepared.slices.features, rows.values)),
    swdPixels: await then(() => along(prepared.slices.pixels, looked.pixels)),
    diversity: await then(() => diversity(sides.fake, prepared.apart)),
    classes: known && classes(columnMeans(readClasses(rows, known.reader), known.reader.classes), known.mean),
    grain: await then(() => grain(looked, prepared.logGrain)),
    checkerboard: await then(() => checkerboard(looked, prepared.stridePeaks)),
    copies: await copies({ features: rows, small: smallPictures(fakes) }, prepared.trained, pause),
  };
}
