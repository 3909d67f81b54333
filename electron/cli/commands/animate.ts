import { Option, type Command } from 'commander';
import {
  ANIMATION_FORMATS,
  animationSchema,
  FPS,
  HOLD,
  LOOK_DEFAULTS,
  SCALE,
  WALK,
  WALK_DEFAULTS,
  type AnimationFormat,
  type AnimationOptions,
  type AnimationProgress,
} from '@shared/animation/options.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import type { Library } from '../../store/index.ts';
import { abortOnSignal } from '../abort.ts';
import { addCheckpointChoice, findCheckpoint, type CheckpointChoice } from '../checkpoint-choice.ts';
import { openLibrary, type CommandContext } from '../context.ts';
import { addOutput, newFile, type OutputOptions } from '../places.ts';
import { resolveRun } from '../run-reference.ts';
import { addSteering, steeringOf, type SteeringOptions } from '../steering.ts';
import { count } from '../table.ts';
import { addJson, addLibrary, between, wholeNumber, type CommonOptions } from './common.ts';

interface AnimateOptions extends CommonOptions, CheckpointChoice, OutputOptions, SteeringOptions {
  what: AnimationOptions['what'];
  format?: AnimationFormat;
  fps?: number;
  scale: number;
  label: boolean;
  hold?: number;
  from?: number;
  to?: number;
  latents: number;
  frames: number;
  tiles: number;
  seed?: number;
  average?: boolean;
}

const range = ({ least, most }: { least: number; most: number }): string => `${least} to ${most}`;

export function animateCommand(program: Command, context: CommandContext): void {
  const walk = WALK_DEFAULTS;
  const command = addJson(addLibrary(program.command('animate')))
    .description("Make an animation of a run's sample grids, or of a walk through latent space.")
    .argument('<run>', 'id of the run, the beginning of it, its name, or "latest"')
    .addOption(new Option('--what <which>', 'what moves').choices(['epochs', 'walk']).default('epochs'))
    .addOption(
      new Option('--format <name>', 'the kind of file (default: the one --out names, or gif)').choices(
        ANIMATION_FORMATS,
      ),
    )
    .option(
      '--fps <N>',
      `frames a second, ${range(FPS)} (default: ${LOOK_DEFAULTS.fps}; walk: ${walk.fps})`,
      between(FPS),
    )
    .option('--scale <N>', `screen pixels a side for each pixel, ${range(SCALE)}`, between(SCALE), LOOK_DEFAULTS.scale)
    .option('--label', 'say the epoch in a strip below the images (default)', LOOK_DEFAULTS.label)
    .option('--no-label', 'leave that strip out')
    .option(
      '--hold <seconds>',
      `how long the last epoch stands still, ${range(HOLD)} (default: ${LOOK_DEFAULTS.hold})`,
      between(HOLD),
    )
    .option('--from <epoch>', 'epochs: the first one shown (default: the beginning)', wholeNumber(0))
    .option('--to <epoch>', 'epochs: the last one shown (default: the newest)', wholeNumber(0))
    .option(
      '--latents <N>',
      `walk: latents passed before it is back, ${range(WALK.latents)}`,
      between(WALK.latents),
      walk.latents,
    )
    .option('--frames <N>', `walk: frames of the loop, ${range(WALK.frames)}`, between(WALK.frames), walk.frames)
    .option('--tiles <N>', `walk: walks side by side, ${range(WALK.tiles)}`, between(WALK.tiles), walk.tiles)
    .option('--seed <N>', 'walk: other latents for another seed (default: those of the run)', wholeNumber(0))
    .option('--average', "walk: by the EMA of the generator's weights, where the run keeps one");
  addOutput(
    addCheckpointChoice(addSteering(command, 'walk: '), 'walk: '),
    'the file',
    '<run>-<what>.<format> here',
  ).action(async (reference: string, given: AnimateOptions) => {
    const library = await openLibrary(context, given.library);
    const { id, stepsPerEpoch } = await resolveRun(library, reference);
    const options = await optionsOf(library, id, stepsPerEpoch, given);
    const out = await newFile(given, `${id}-${given.what}`, [`.${options.format}`]);
    const result = await animateHere(context, library, id, options, out);
    if (given.json) return context.terminal.json({ run: id, what: given.what, format: options.format, ...result });
    const { frames, width, height, bytes, path } = result;
    context.terminal.print(
      `${count(frames)} frames of ${width} × ${height} pixels, ${count(bytes)} bytes, are in ${path}`,
    );
  });
}

function formatOf({ format, out }: AnimateOptions): AnimationFormat {
  const named = ANIMATION_FORMATS.find((name) => out?.toLowerCase().endsWith(`.${name}`));
  if (format && named && format !== named)
    throw new ForgerError(
      'invalid-request',
      `--format ${format} and --out ${out} say different things. Leave one out.`,
    );
  return format ?? named ?? LOOK_DEFAULTS.format;
}

/** The schema's options from the flags. @throws {ForgerError} in one sentence */
async function optionsOf(
  library: Library,
  run: string,
  stepsPerEpoch: number,
  given: AnimateOptions,
): Promise<AnimationOptions> {
  const { what, scale, label, from, to, latents, frames, tiles, seed } = given;
  const look = { format: formatOf(given), scale, label };
  if (from !== undefined && to !== undefined && from >= to)
    throw new ForgerError('invalid-request', '--from must be an epoch before that of --to.');
  const parsed = animationSchema.safeParse(
    what === 'epochs'
      ? {
          what,
          ...look,
          fps: given.fps ?? LOOK_DEFAULTS.fps,
          hold: given.hold ?? LOOK_DEFAULTS.hold,
          ...(from === undefined ? {} : { fromStep: from * stepsPerEpoch }),
          ...(to === undefined ? {} : { toStep: to * stepsPerEpoch }),
        }
      : {
          what,
          ...look,
          fps: given.fps ?? WALK_DEFAULTS.fps,
          hold: given.hold ?? 0,
          step: findCheckpoint(await library.listCheckpoints(run), given).step,
          ...{ latents, frames, tiles },
          ...(seed === undefined ? {} : { seed }),
          ...(given.average && { weights: 'average' }),
          ...steeringOf(given),
        },
  );
  if (!parsed.success) throw new ForgerError('invalid-request', '--seed takes a whole number below 4,294,967,296.');
  return parsed.data;
}

async function animateHere(
  context: CommandContext,
  library: Library,
  runId: string,
  options: AnimationOptions,
  out: string,
) {
  const { animateRun } = await import('../../engine/host/index.ts');
  const { terminal } = context;
  const onProgress = ({ done, total }: AnimationProgress): void => {
    terminal.progress(`${count(done)} of ${count(total)} frames`);
  };
  return abortOnSignal((signal) => animateRun({ library, runId, options, out, signal, onProgress })).finally(() => {
    terminal.progress('');
  });
}
