import { parseArgs } from 'node:util';
import { GROUPS, type Group } from './networks.ts';

export const USAGE = `npm run bench -- [options]

  --quick           one round of half a second: whether everything runs, not how fast
  --rounds <N>      rounds (default 5); the median counts
  --seconds <N>     length of a round (default 2)
  --group <name>    presets (default): every recipe; batch, width, size: what a step costs as that grows
  --networks <part> only networks whose name has this in it; may be given again
  --only <part>     only those who take part whose name has this in it (forger, pytorch, keras …); may be given again
  --no-peers        without PyTorch and Keras; needs no Python
  --print <file>    print the tables of an earlier result as Markdown, and measure nothing

FORGER_BENCH_PYTHON names a Python that has PyTorch and TensorFlow; without it the bench makes one in Forger's cache.
`;

export interface Options {
  help: boolean;
  rounds: number;
  seconds: number;
  group: Group;
  networks: string[];
  only: string[];
  print: string | null;
  /** Null: no peers. */
  python: string | null;
}

/** @throws {TypeError} with a sentence, for what it does not know */
export function readOptions(words: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...words],
    options: {
      help: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      'no-peers': { type: 'boolean', default: false },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      group: { type: 'string', default: 'presets' },
      networks: { type: 'string', multiple: true, default: [] },
      only: { type: 'string', multiple: true, default: [] },
      print: { type: 'string' },
    },
  });
  return {
    help: values.help,
    rounds: positive('--rounds', values.rounds, values.quick ? 1 : 5),
    seconds: positive('--seconds', values.seconds, values.quick ? 0.5 : 2),
    group: groupOf(values.group),
    networks: values.networks,
    only: values.only,
    print: values.print ?? null,
    python: values['no-peers'] ? null : (process.env['FORGER_BENCH_PYTHON'] ?? null),
  };
}

function groupOf(name: string): Group {
  const group = GROUPS.find((one) => one === name);
  if (group) return group;
  throw new TypeError(`--group takes one of ${GROUPS.join(', ')}, not "${name}".`);
}

function positive(option: string, text: string | undefined, usual: number): number {
  const value = text === undefined ? usual : Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new TypeError(`${option} takes a number above 0, not "${text}".`);
}
