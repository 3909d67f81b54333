import { create, createFileRegistry, fromBinary, toBinary, type Message } from '@bufbuild/protobuf';
import type { GenMessage } from '@bufbuild/protobuf/codegenv2';
import { EVENT_FILE } from './event-schema.ts';

/** tensorflow.Event: what an event file holds, record by record. */
type EventMessage = Message<'tensorflow.Event'> & {
  wallTime: number;
  step: bigint;
  what: EventContent | { case: undefined };
};
type EventContent =
  | { case: 'fileVersion'; value: string }
  | { case: 'summary'; value: Message<'tensorflow.Summary'> & { value: SummaryValue[] } }
  | { case: 'sessionLog'; value: Message<'tensorflow.SessionLog'> & { status: number } };
type SummaryValue = Message<'tensorflow.Summary.Value'> & Tagged;

/** Bucket i counts the values from the limit before it (or min) up to its own. */
export interface Histogram {
  min: number;
  max: number;
  /** How many values there are. */
  num: number;
  sum: number;
  sumSquares: number;
  bucketLimit: number[];
  bucket: number[];
}

export interface EncodedImage {
  height: number;
  width: number;
  /** Channels: 1 grey, 2 grey with opacity, 3 colour, 4 colour with opacity. */
  colorspace: number;
  /** A PNG. */
  encodedImageString: Uint8Array;
}

/** A measured value under the name that TensorBoard shows it by; what stands before the first "/" is its group. */
export interface Tagged {
  tag: string;
  value:
    | { case: 'simpleValue'; value: number }
    | { case: 'image'; value: EncodedImage }
    | { case: 'histo'; value: Histogram };
}

const registry = createFileRegistry(EVENT_FILE, () => undefined);
const eventSchema = registry.getMessage('tensorflow.Event') as GenMessage<EventMessage>;

/** The version every event file begins with; from 2 on, a start of session takes back what is logged anew. */
const FILE_VERSION = 'brain.Event:2';
const SESSION_START = 1;

const encode = (wallTime: number, step: number, what: object): Uint8Array =>
  toBinary(eventSchema, create(eventSchema, { wallTime, step: BigInt(step), what: what as EventContent }));

/** @param wallTime seconds since 1970 */
export const versionEvent = (wallTime: number): Uint8Array =>
  encode(wallTime, 0, { case: 'fileVersion', value: FILE_VERSION });

/** Makes TensorBoard forget what it has read of this step and later ones: they are logged anew. */
export const startEvent = (wallTime: number, step: number): Uint8Array =>
  encode(wallTime, step, { case: 'sessionLog', value: { status: SESSION_START } });

export const summaryEvent = (wallTime: number, step: number, value: readonly Tagged[]): Uint8Array =>
  encode(wallTime, step, { case: 'summary', value: { value } });

/** The step that an event measured; null for one that measures nothing. @throws where it is no Event. */
export function measuredStep(event: Uint8Array): number | null {
  const { step, what } = fromBinary(eventSchema, event);
  return what.case === 'summary' ? Number(step) : null;
}
