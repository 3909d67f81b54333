import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { gridPng } from '../../electron/engine/host/grid.ts';
import { Library } from '../../electron/store/index.ts';
import { judge, MOST_JUDGED } from './judge.ts';
import { modes, outside } from './outside.ts';
import { ourPace, ourRun } from './our-run.ts';
import { addPace, paceOf, readPaces, stepsIn } from './pace.ts';
import { PEERS, peerPace, peerRun } from './peer.ts';
import { addRow, isOf, readRows, tableOf } from './rows.ts';
import { qualitySet, SET_NAMES, type QualitySet, type SetName } from './sets.ts';

/**
 * How good the pictures are after equal minutes:
 * `npm run bench:quality -- --set emoji-400 --minutes 60 [--seeds 1,2] [--folder quality] --entries dcgan-64:augment.color=on,lightweight-gan`
 *
 * An entry is a recipe, with `+advice` as advised today (a run's length is not known then, so its EMA has a twentieth of what it has seen, unless
 * `ema.halfLife` is given), with `@` the part of its width, with `:` settings of it; or the name of another program (PyTorch). Each is trained for
 * the minutes on the same images, and 1,000 of its pictures are held against as many that no program has trained on: KID, FD (Lite0), recall, copies, and a
 * grid of 64; of clothes 5,000 are held against as many by a classifier outside Forger (PyTorch), too;
 * of stacked clothes it counts the modes among 26,000. A finished run is one line of `rows.jsonl`; what is there is not trained again, and what was stopped goes on, so that the
 * table is filled in piece by piece. `--print` prints it and trains nothing.
 *
 * A machine that does other things meanwhile spoils minutes, not steps: `--pace` measures a step of each entry (`--minutes 1.5`; nothing else may run),
 * and `--paced` trains as many steps as the minutes hold at that pace.
 */
const { values } = parseArgs({
  options: {
    folder: { type: 'string', default: 'quality' },
    set: { type: 'string', default: 'emoji-400' },
    minutes: { type: 'string', default: '60' },
    seeds: { type: 'string', default: '1,2' },
    entries: { type: 'string', default: 'dcgan-64:augment.color=on:augment.translation=on,lightweight-gan' },
    pace: { type: 'boolean', default: false },
    paced: { type: 'boolean', default: false },
    print: { type: 'boolean', default: false },
  },
});
const GRID = 64;
/** A Fréchet distance of few pictures is too large by what their number makes. */
const MOST_SEEN_OUTSIDE = 5000;
/** Of stacked clothes, so that each of 1,000 modes has 26 chances (Metz et al. 2017). */
const MODES_AMONG = 26_000;
const folder = resolve(values.folder);
const rowsFile = join(folder, 'rows.jsonl');
const pacesFile = join(folder, 'pace.jsonl');
const bundledDir = resolve('resources', 'datasets');
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const threads = cpus().length;
const machine = (): string =>
  `${cpus()[0]?.model.trim() ?? 'unknown'}, ${threads} threads, load ${loadavg()[0]?.toFixed(1)}, Node.js ${process.versions.node}`;

function setNamed(name: string): SetName {
  const found = SET_NAMES.find((one) => one === name);
  if (found) return found;
  throw new Error(`There is no set called ${name}; there are ${SET_NAMES.join(', ')}.`);
}

async function opened(): Promise<{ minutes: number; library: Library; set: QualitySet }> {
  const minutes = Number(values.minutes);
  if (!(minutes > 0)) throw new Error('--minutes takes a number above 0.');
  const library = await Library.open(join(folder, 'library'));
  return { minutes, library, set: await qualitySet(library, bundledDir, folder, setNamed(values.set)) };
}

async function pace(): Promise<void> {
  const { minutes, library, set } = await opened();
  for (const entry of values.entries.split(',')) {
    const before = machine();
    const ms =
      entry in PEERS
        ? await peerPace(folder, set, { entry, minutes, threads })
        : await ourPace({ library, bundledDir, say }, set, entry, minutes);
    await addPace(pacesFile, { set: set.name, entry, ms, machine: before });
    say(`${entry}: ${ms.toFixed(0)} ms a step`);
  }
}

async function train(): Promise<void> {
  const { minutes, library, set } = await opened();
  for (const seed of values.seeds.split(',').map(Number))
    for (const entry of values.entries.split(',')) {
      const key = { set: set.name, entry, seed, minutes };
      if ((await readRows(rowsFile)).some((row) => isOf(row, key))) continue;
      const ms = values.paced ? paceOf(await readPaces(pacesFile), set.name, entry) : null;
      const asked = {
        entry,
        seed,
        minutes,
        steps: ms === null ? null : stepsIn(minutes, ms),
        count: set.grey ? MODES_AMONG : set.clothes ? MOST_SEEN_OUTSIDE : MOST_JUDGED,
      };
      const { fakes, steps } =
        entry in PEERS
          ? await peerRun(folder, set, { ...asked, threads })
          : await ourRun({ library, bundledDir, say }, set, asked);
      const name = [set.name, entry.replace(/[^\w.@-]+/g, '_'), seed, minutes].join('-').slice(0, 200);
      const grid = `${name}.png`;
      const size = set.image.height * set.image.width * set.image.channels;
      await writeFile(join(folder, grid), await gridPng(fakes.subarray(0, GRID * size), set.image));
      const judged = await judge(set, fakes.subarray(0, MOST_JUDGED * size));
      const places = { folder, bundledDir };
      const made = { fakes, name };
      const seen = { outside: await outside(places, set, made), modes: await modes(places, set, made) };
      await addRow(rowsFile, { ...key, steps, pace: ms, ...judged, ...seen, grid, machine: machine() });
      say(tableOf((await readRows(rowsFile)).filter((row) => isOf(row, key))).at(-1) ?? '');
    }
}

await mkdir(folder, { recursive: true });
if (values.pace) await pace();
else if (!values.print) await train();
say(tableOf(await readRows(rowsFile)).join('\n'));
