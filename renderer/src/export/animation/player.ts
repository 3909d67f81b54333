import { LABEL_COLOURS, labelInk, labelStrip, type LabelStrip } from '@shared/animation/label.ts';
import { frameDelays } from '@shared/animation/timing.ts';
import { gridLayout } from '@shared/run.ts';

/** Pictures that were loaded, by address; null for one that cannot be read. */
export class LoadedPictures {
  readonly #pictures = new Map<string, Promise<HTMLImageElement | null>>();

  load(url: string): Promise<HTMLImageElement | null> {
    const known = this.#pictures.get(url);
    if (known) return known;
    const image = new Image();
    image.src = url;
    const loading = image.decode().then(
      () => image,
      () => null,
    );
    this.#pictures.set(url, loading);
    return loading;
  }
}

/** Where a frame's picture comes from: one of its own, or a place in a sheet of all. */
export type FrameSource =
  | { kind: 'pictures'; urls: readonly string[] }
  /** `frames` of the reel, spread evenly over it, side by side. */
  | { kind: 'sheet'; url: string; frames: number };

/** The frame that is on show after so many seconds of a loop that goes on for ever. */
export function frameAt(seconds: number, frames: number, fps: number, hold: number): number {
  const delays = frameDelays(frames, fps, hold);
  const loop = delays.reduce((sum, delay) => sum + delay, 0);
  let left = (seconds * 100) % loop;
  return Math.max(
    0,
    delays.findIndex((delay) => (left -= delay) < 0),
  );
}

interface Size {
  width: number;
  height: number;
}

/** How the preview draws: image pixels as squares of whole device pixels, the label in the letters of the file. */
export interface PreviewLayout extends Size {
  zoom: number;
  strip: LabelStrip | null;
}

export function previewLayout(frame: Size, labels: readonly string[], withLabel: boolean, side: number): PreviewLayout {
  const zoom = Math.max(1, Math.floor(side / Math.max(frame.width, frame.height)));
  const width = frame.width * zoom;
  const strip = withLabel ? labelStrip(labels, width) : null;
  return { zoom, strip, width, height: frame.height * zoom + (strip?.height ?? 0) };
}

/** What to draw of a loaded picture. */
export interface Cut extends Size {
  x: number;
  y: number;
}

/** A frame's place in its picture. */
export function cutOf(source: FrameSource, index: number, total: number, frame: Size): Cut {
  if (source.kind === 'pictures') return { x: 0, y: 0, ...frame };
  const { columns } = gridLayout(source.frames, frame);
  const shown = Math.min(source.frames - 1, Math.floor((index * source.frames) / total));
  return { x: (shown % columns) * frame.width, y: Math.floor(shown / columns) * frame.height, ...frame };
}

const grey = (level: number): string => `rgb(${level} ${level} ${level})`;

export function drawFrame(
  context: CanvasRenderingContext2D,
  picture: HTMLImageElement | null,
  cut: Cut,
  label: string,
  { zoom, strip, width, height }: PreviewLayout,
): void {
  context.imageSmoothingEnabled = false;
  context.clearRect(0, 0, width, height);
  const below = cut.height * zoom;
  if (picture) context.drawImage(picture, cut.x, cut.y, cut.width, cut.height, 0, 0, width, below);
  if (!strip) return;
  context.fillStyle = grey(LABEL_COLOURS.paper);
  context.fillRect(0, below, width, strip.height);
  context.fillStyle = grey(LABEL_COLOURS.ink);
  for (const { x, y, side } of labelInk(label, strip)) context.fillRect(x, below + y, side, side);
}
