import { Option, type Command } from 'commander';
import { figure, percentFigure } from '@shared/figure.ts';
import { updateRatio, type Activation, type Inside, type InsideLook, type LayerInside } from '@shared/inside.ts';
import { NETWORK_NAMES, type NetworkName } from '@shared/network/layers-model.ts';
import { shipped } from '../../shipped/index.ts';
import { abortOnSignal } from '../abort.ts';
import { addCheckpointChoice, findCheckpoint, type CheckpointChoice } from '../checkpoint-choice.ts';
import { openLibrary, type CommandContext } from '../context.ts';
import { resolveRun } from '../run-reference.ts';
import { count, tableLines, type Column } from '../table.ts';
import { addJson, addLibrary, type CommonOptions } from './common.ts';

interface InsideOptions extends CommonOptions, CheckpointChoice {
  all?: boolean;
}

export function insideCommand(program: Command, context: CommandContext): void {
  const command = addJson(addLibrary(program.command('inside')))
    .description(
      'Look inside the networks of a checkpoint: of each layer the sizes of weights, gradients and updates, and what is dead.',
    )
    .argument('<run>', 'id of the run, the beginning of it, its name, or "latest"');
  addCheckpointChoice(command)
    .addOption(
      new Option('--all', 'every checkpoint, by weights alone: nothing is run').conflicts([
        'epoch',
        'step',
        'best',
        'last',
      ]),
    )
    .action(async (reference: string, options: InsideOptions) => {
      const library = await openLibrary(context, options.library);
      const { id } = await resolveRun(library, reference);
      const checkpoints = await library.listCheckpoints(id);
      const chosen = findCheckpoint(checkpoints, options);
      const steps = (options.all ? checkpoints : [chosen]).map(({ step }) => step);
      const { lookInside, readInside } = await import('../../engine/host/index.ts');
      await abortOnSignal(async (signal) => {
        for (const step of steps) {
          const [inside] = await readInside({ library, runId: id, steps: [step], signal });
          if (!inside) continue;
          const samples = { generator: 0, discriminator: 0 };
          const looked = { library, runId: id, step, samples, signal, bundledDir: shipped().datasets };
          const look = options.all ? null : await lookInside(looked);
          if (options.json) context.terminal.jsonLine(factsOf(id, inside, look));
          else {
            if (options.all) context.terminal.print(`step ${count(step)}`);
            context.terminal.print(...tableLines(columnsOf(look), rowsOf(inside, look)));
          }
          if (typeof look?.notice === 'string') context.terminal.note(look.notice);
        }
      });
    });
}

/** Without the pictures. */
function factsOf(run: string, inside: Inside, look: InsideLook | null): object {
  const [generator, discriminator] = NETWORK_NAMES.map((name) => ({
    updates: inside[name].updates,
    layers: inside[name].layers.map((layer) => ({ ...layer, ratio: updateRatio(layer) })),
    ...(look && { images: look[name].images, activations: look[name].activations.map(withoutMaps) }),
  }));
  return { run, step: inside.step, generator, discriminator };
}

const withoutMaps = ({ layer, mean, deviation, units }: Activation): object => ({
  layer,
  mean,
  deviation,
  ...(units && { units }),
});

interface Row {
  network: NetworkName;
  layer: string;
  weights: LayerInside | null;
  activation: Activation | null;
}

/** Layers with weights, and where networks were run those that are hidden activations too. */
function rowsOf(inside: Inside, look: InsideLook | null): Row[] {
  return NETWORK_NAMES.flatMap((network): Row[] => {
    const layers = new Map(inside[network].layers.map((layer) => [layer.layer, layer]));
    if (!look)
      return [...layers.values()].map((weights) => ({ network, layer: weights.layer, weights, activation: null }));
    return look[network].activations.flatMap((activation) => {
      const weights = layers.get(activation.layer) ?? null;
      return weights || activation.units ? [{ network, layer: activation.layer, weights, activation }] : [];
    });
  });
}

const deadShare = ({ activation }: Row): string =>
  activation?.units ? percentFigure(activation.units.dead / activation.units.count) : '';

function columnsOf(look: InsideLook | null): Column<Row>[] {
  const sizeColumn = (title: string, of: (layer: LayerInside) => number | null): Column<Row> => ({
    title,
    text: ({ weights }) => (weights ? figure(of(weights)) : ''),
    right: true,
  });
  return [
    { title: '', text: ({ network }) => (network === 'generator' ? 'G' : 'D') },
    { title: 'layer', text: ({ layer }) => layer },
    { title: 'values', text: ({ weights }) => (weights ? count(weights.values) : ''), right: true },
    sizeColumn('weights', ({ weight }) => weight),
    sizeColumn('gradient', ({ gradient }) => gradient),
    sizeColumn('update', ({ update }) => update),
    sizeColumn('update/weights', updateRatio),
    {
      title: 'spectral norm',
      text: ({ weights }) => (weights?.spectral ? figure(weights.spectral.norm) : ''),
      right: true,
    },
    ...(look
      ? [
          { title: 'mean', text: ({ activation }: Row) => figure(activation?.mean), right: true },
          { title: 'deviation', text: ({ activation }: Row) => figure(activation?.deviation), right: true },
          { title: 'dead', text: deadShare, right: true },
        ]
      : []),
  ];
}
