import { join } from 'node:path';
import type { Execution } from '@shared/way.ts';
import { wayEntry, type Entry, type Subject } from '../../electron/engine/host/bench/index.ts';
import type { Networks } from './networks.ts';
import { graphProgram, isGraph, peerSubject } from './peer-subject.ts';

/** Who takes part, in the order of the table's columns. */
export const CONTESTANTS = [
  'Forger eager',
  'Forger graph',
  'Forger XLA',
  'tfjs-node',
  'PyTorch',
  'Keras tf.function',
  'Keras XLA',
] as const;
export type Contestant = (typeof CONTESTANTS)[number];

const FORGER = { 'Forger eager': 'eager', 'Forger graph': 'graph', 'Forger XLA': 'xla' } as const satisfies Partial<
  Record<Contestant, Execution>
>;
const PEERS = {
  PyTorch: ['torch_eager.py'],
  'Keras tf.function': ['keras_function.py'],
  'Keras XLA': ['keras_function.py', 'xla'],
} as const satisfies Partial<Record<Contestant, readonly string[]>>;

export interface Places {
  /** The program that is measured where its first argument is `measured` or `stock`: this one. */
  script: string;
  /** bench/peers. */
  peers: string;
  /** A Python with PyTorch and TensorFlow; null: Forger is measured alone. */
  python: string | null;
}

/** A peer's program, what it is started with besides, and what it is told. */
interface Peer {
  file: string;
  rest: readonly string[];
  told: object;
}

function ofGraph(subject: Subject): Peer {
  const { file, subject: told } = graphProgram(subject);
  return { file, rest: [], told };
}

function ofLists(subject: Subject, name: keyof typeof PEERS): Peer {
  const [file, ...rest] = PEERS[name];
  return { file, rest, told: peerSubject(subject) };
}

/** All of them on the CPU, with oneDNN wherever there is TensorFlow. */
export function entriesFor({ subject }: Networks, places: Places, wanted: readonly Contestant[]): Entry<Contestant>[] {
  const graph = isGraph(subject);
  return wanted.flatMap((name): Entry<Contestant>[] => {
    if (name in FORGER) {
      const mode = FORGER[name as keyof typeof FORGER];
      const { program } = wayEntry({ device: 'cpu', mode }, subject, places.script);
      return [{ name, program: { ...program, args: [...program.args, 'measured'] } }];
    }
    if (graph && name !== 'PyTorch') return [];
    if (name === 'tfjs-node')
      return [
        { name, program: { file: process.execPath, args: [places.script, 'stock'], subject: peerSubject(subject) } },
      ];
    if (places.python === null) return [];
    const { file, rest, told } = graph ? ofGraph(subject) : ofLists(subject, name as keyof typeof PEERS);
    return [
      {
        name,
        program: {
          file: places.python,
          args: [join(places.peers, file), ...rest],
          environment: {
            TF_ENABLE_ONEDNN_OPTS: '1',
            TF_CPP_MIN_LOG_LEVEL: '2',
            CUDA_VISIBLE_DEVICES: '-1',
          },
          subject: told,
        },
      },
    ];
  });
}
