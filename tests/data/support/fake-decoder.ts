import type { PictureFacts } from '../../../electron/shared/import/facts.ts';
import type { DecodeRequest, DecoderMessage } from '../../../electron/data/decoder/messages.ts';
import type { DecoderLauncher } from '../../../electron/data/index.ts';

export interface FakeBehaviour {
  /** What a request leads to; null: never answered. 'die' ends the process. Anything else is sent as it is. */
  answer(request: DecodeRequest): unknown;
  /** False: the process ends before it is ready. */
  starts?: boolean;
}

export interface FakeDecoders {
  launcher: DecoderLauncher;
  /** How many were started, and how many still run. */
  started: number;
  running: number;
  /** How many images each was asked for, in the order they were started. */
  asked: number[];
}

/** Of some grey picture. */
export const FACTS: PictureFacts = {
  format: 'png',
  width: 30,
  height: 40,
  turned: false,
  transparent: false,
  deep: false,
  frames: 1,
  colour: false,
  digest: '0'.repeat(64),
  hash: '0'.repeat(16),
  brightness: 1,
  contrast: 0,
  border: { brightness: 1, contrast: 0 },
  sharpness: 0,
};

export const flat = ({ index, target }: DecodeRequest, value = 1): DecoderMessage => ({
  type: 'decoded',
  index,
  pixels: new Uint8Array(target.width * target.height * target.channels).fill(value),
  facts: FACTS,
});

/** Decoding processes without processes: answers come in later turns, in order, as those of real ones do. */
export function fakeDecoders({ answer, starts = true }: FakeBehaviour): FakeDecoders {
  const decoders: FakeDecoders = { launcher: () => launch(), started: 0, running: 0, asked: [] };
  function launch(): ReturnType<DecoderLauncher> {
    const place = decoders.started;
    decoders.asked[place] = 0;
    decoders.started += 1;
    decoders.running += 1;
    let alive = true;
    let tell: (message: unknown) => void = () => undefined;
    let told: () => void = () => undefined;
    const end = (): void => {
      if (!alive) return;
      alive = false;
      decoders.running -= 1;
      setImmediate(() => told());
    };
    setImmediate(() => (starts ? tell({ type: 'ready' }) : end()));
    let line = Promise.resolve();
    return {
      onMessage: (listener) => (tell = (message) => void (alive && listener(message))),
      onExit: (listener) => void (told = listener),
      kill: end,
      postMessage: (message) => {
        decoders.asked[place] = (decoders.asked[place] ?? 0) + 1;
        line = line.then(async () => {
          await new Promise(setImmediate);
          const reply = alive ? answer(message as DecodeRequest) : null;
          if (reply === 'die') end();
          else if (reply !== null) tell(reply);
        });
      },
    };
  }
  return decoders;
}
