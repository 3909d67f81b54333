import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodesOf } from '@shared/network/graph.ts';
import { layerSchema } from '@shared/network/layers.ts';
import { duelOf, type Score } from '../../electron/engine/host/bench/index.ts';
import { CONTESTANTS, entriesFor, type Contestant } from '../../bench/speed/contestants.ts';
import { NETWORKS } from '../../bench/speed/networks.ts';
import { readOptions } from '../../bench/speed/options.ts';
import { graphProgram, isGraph, peerSubject } from '../../bench/speed/peer-subject.ts';
import { markdown, measurementsOf, type Report } from '../../bench/speed/report.ts';

/** What of a subject is of one program alone. */
const OF_PROGRAMS = ['graph', 'pairs', 'styles'];
const peers = resolve(import.meta.dirname, '../../bench/peers');

const score = (name: Contestant, rounds: number[], msPerStep: number): Score<Contestant> => ({
  name,
  ready: { device: 'cpu', library: `${name} 1.0`, firstStepMs: 321.4 },
  rounds,
  msPerStep,
  peakMemoryMiB: 512.3,
});

describe('what is measured', () => {
  const lists = NETWORKS.filter(({ subject }) => !isGraph(subject));
  const graphs = NETWORKS.filter(({ subject }) => isGraph(subject));

  const program = (file: string): string => readFileSync(resolve(peers, file), 'utf8');

  it.each(graphs)(
    '$name ($group) builds as a graph, and PyTorch knows each of its layers and what is told of it',
    ({ subject }) => {
      const { file, subject: given } = graphProgram(subject);
      const layers = ['torch_networks.py', 'torch_style_layers.py'].map(program).join('');
      for (const { type, id, from } of [...given.generator, ...given.discriminator]) {
        expect(layers).toContain(`"${type}"`);
        expect([id, from.length > 0]).toEqual([expect.any(String), true]);
      }
      for (const [part, facts] of Object.entries(given).filter(([part]) => OF_PROGRAMS.includes(part)))
        for (const word of Object.keys(facts))
          expect(program(file)).toMatch(new RegExp(`(${part}"\\]|rules|graph)\\["${word}"\\]`));
      // What no program of graphs does.
      expect(given).toMatchObject({
        ...{ updates: 'together', share: 'batch', order: 'alternating', signed: true, prior: 'normal' },
        ...{ classes: 0, clip: 0, fakes: 'training' },
      });
      const rivals = entriesFor(
        { name: '', group: 'presets', subject },
        { script: 'bench.mjs', peers, python: 'python3' },
        CONTESTANTS,
      );
      expect(rivals.map(({ name }) => name)).toEqual(['Forger eager', 'Forger graph', 'Forger XLA', 'PyTorch']);
    },
  );

  it.each(graphs)('$name ($group) asks of its program what that does', ({ subject }) => {
    const given = graphProgram(subject).subject;
    if ('graph' in given) {
      expect(given).toMatchObject({ lossJoin: 'sum', cycle: 1 });
      expect(['hinge', 'relativistic']).toContain(given.loss);
      expect(['none', 'r1-r2']).toContain(given.penalty.kind);
      expect(given.graph.augment).not.toContain('cutout');
    } else if ('pairs' in given)
      expect(given).toMatchObject({
        ...{ lossJoin: 'mean', loss: 'cross-entropy', goal: 'non-saturating', latents: 'same', cycle: 1 },
        ...{ penalty: { kind: 'none' }, ema: 0, stepsD: 1 },
      });
    else
      expect(given).toMatchObject({
        ...{ lossJoin: 'sum', loss: 'cross-entropy', goal: 'non-saturating', latents: 'fresh', cycle: 16 },
        ...{ penalty: { kind: 'r1' }, stepsD: 1 },
      });
  });

  it.each(lists)('$name ($group) builds, and the peers know each of its layers and its loss', ({ subject }) => {
    const { networks, config } = duelOf(subject);
    for (const file of ['torch_networks.py', 'keras_networks.py']) {
      const program = readFileSync(resolve(peers, file), 'utf8');
      for (const { type } of [...nodesOf(networks.generator), ...nodesOf(networks.discriminator)])
        expect(program).toContain(`"${type}"`);
    }
    expect(layerSchema.array().safeParse(networks.generator).success).toBe(true);
    for (const file of ['torch_eager.py', 'keras_function.py']) {
      const program = readFileSync(resolve(peers, file), 'utf8');
      for (const word of Object.keys(peerSubject(subject)).filter((word) => word !== 'cycle'))
        expect(program).toContain(`subject["${word}"]`);
    }
    // What the peers' programs do not do.
    expect(config).toMatchObject({
      'steps.generator': 1,
      'noise.start': 0,
      'augment.color': 'off',
      'augment.translation': 'off',
      'augment.cutout': 'off',
    });
    expect(peerSubject(subject)).toMatchObject({ batch: config.batch, generator: networks.generator });
  });

  it('measures Forger alone where there is no Python', () => {
    const names = (python: string | null): string[] =>
      entriesFor(NETWORKS[0]!, { script: 'bench.mjs', peers, python }, CONTESTANTS).map(({ name }) => name);
    expect(names(null)).toEqual(['Forger eager', 'Forger graph', 'Forger XLA', 'tfjs-node']);
    expect(names('python3')).toEqual(CONTESTANTS);
  });
});

const EMPTY: Report = {
  at: '2026-01-02T03:04:05.000Z',
  machine: { system: 'linux', processor: 'Abacus', cores: 2, memoryMiB: 8192, load: 3.5, node: '20' },
  loadAtEnd: 4.5,
  rounds: 3,
  measurements: [],
};

describe('the report', () => {
  const measurements = measurementsOf('keras-gan', 128, [
    score('Forger graph', [19, 20, 25], 20),
    score('PyTorch', [29, 30, 31], 30),
  ]);

  it('compares with PyTorch', () => {
    expect(measurements.map(({ timesPyTorch }) => timesPyTorch)).toEqual([1.5, 1]);
    expect(measurements[0]).toMatchObject({ imagesPerSecond: 6400, rounds: [19, 20, 25] });
  });

  it("sets Forger's quickest way beside each rival", () => {
    const more = measurementsOf('keras-gan', 128, [score('Forger XLA', [16], 16), score('tfjs-node', [80], 80)]);
    const text = markdown({ ...EMPTY, measurements: [...measurements, ...more] });
    expect(text).toContain('| keras-gan, batch 128 | XLA | 16.0 | 1.88 | 5.00 |');
  });

  it('has no ratio where PyTorch was not measured', () => {
    expect(measurementsOf('keras-gan', 128, [score('Forger XLA', [10], 10)])[0]!.timesPyTorch).toBeNull();
  });

  it('is Markdown with a row for each pair of networks, and says where and under which load', () => {
    const report: Report = {
      ...EMPTY,
      measurements: [...measurements, ...measurementsOf('tiny dense', 32, [score('PyTorch', [0.5], 0.5)])],
    };
    const text = markdown(report);
    expect(text).toContain('| keras-gan, batch 128 | 20.0 (1.50×) | 30.0 (1.00×) |');
    expect(text).toContain('| tiny dense, batch 32 | – | 0.50 (1.00×) |');
    expect(text).toContain('| keras-gan, batch 128 | 321 · 512 | 321 · 512 |');
    expect(text).toContain('Abacus, 2 cores, 8 GiB');
    expect(text).toContain('load average 3.5 before, 4.5 after');
  });
});

describe('options', () => {
  it('has five rounds of two seconds, with --quick one of half a second', () => {
    expect(readOptions([])).toMatchObject({ rounds: 5, seconds: 2 });
    expect(readOptions(['--quick'])).toMatchObject({ rounds: 1, seconds: 0.5 });
    expect(readOptions(['--quick', '--rounds', '7'])).toMatchObject({ rounds: 7, seconds: 0.5 });
  });

  it('refuses what it cannot use', () => {
    expect(() => readOptions(['--rounds', 'many'])).toThrow('--rounds takes a number above 0, not "many".');
    expect(() => readOptions(['--fast'])).toThrow('--fast');
  });
});
