import { Option, type Command } from 'commander';
import { bestBy, latestOfEach, type CheckpointEvaluation } from '@shared/checkpoint-evaluation.ts';
import { bestStep } from '@shared/checkpoint-policy.ts';
import { MEASURED_IDS, type MeasuredId } from '@shared/measured.ts';
import { figure } from '@shared/figure.ts';
import type { CheckpointEntry } from '@shared/run.ts';
import { shipped } from '../../shipped/index.ts';
import type { Library } from '../../store/index.ts';
import { abortOnSignal } from '../abort.ts';
import { findCheckpoint, type CheckpointChoice } from '../checkpoint-choice.ts';
import { openLibrary, type CommandContext } from '../context.ts';
import { resolveRun } from '../run-reference.ts';
import { count, tableLines, type Column } from '../table.ts';
import { addJson, addLibrary, wholeNumber, type CommonOptions } from './common.ts';

interface EvaluateOptions extends CommonOptions, Pick<CheckpointChoice, 'epoch' | 'step'> {
  all?: boolean;
  again?: boolean;
  metric?: MeasuredId;
}

export function evaluateCommand(program: Command, context: CommandContext): void {
  addJson(addLibrary(program.command('evaluate')))
    .description(
      'Measure how good the generator of a checkpoint is, by what a network that knows pictures sees in 500 of its images and 500 of the data set.',
    )
    .argument('<run>', 'id of the run, the beginning of it, its name, or "latest"')
    .addOption(
      new Option('--epoch <N>', 'the checkpoint of this epoch (default: the newest one)')
        .argParser(wholeNumber(0))
        .conflicts(['step', 'all']),
    )
    .addOption(new Option('--step <N>', 'the checkpoint of this step').argParser(wholeNumber(0)).conflicts('all'))
    .option('--all', 'every checkpoint')
    .addOption(new Option('--metric <name>', 'print this number alone').choices(MEASURED_IDS))
    .option('--again', 'measure anew what was measured before')
    .action(async (reference: string, options: EvaluateOptions) => {
      const library = await openLibrary(context, options.library);
      const { id } = await resolveRun(library, reference);
      const all = await library.listCheckpoints(id);
      const newest = findCheckpoint(all, options);
      const chosen = options.all ? all : [newest];
      const made = await evaluationsOf(context, library, id, chosen, options.again === true);
      const ids = options.metric ? [options.metric] : MEASURED_IDS;
      if (options.json) {
        for (const one of made) context.terminal.jsonLine(factsOf(id, one, ids));
        return;
      }
      const { config } = await library.readRun(id);
      const best = bestBy(config) === null ? null : bestStep(await library.listCheckpoints(id));
      context.terminal.print(...tableLines(columnsOf(ids, best), made));
    });
}

/** What was measured of these checkpoints, and of those that were not, what is measured now. */
async function evaluationsOf(
  { terminal }: CommandContext,
  library: Library,
  runId: string,
  checkpoints: readonly CheckpointEntry[],
  again: boolean,
): Promise<CheckpointEvaluation[]> {
  const wanted = new Set(checkpoints.map(({ step }) => step));
  const known = again ? [] : (await library.readCheckpointEvaluations(runId)).filter(({ step }) => wanted.has(step));
  const steps = [...wanted].filter((step) => !known.some((made) => made.step === step));
  if (steps.length === 0) return known;
  const { evaluateCheckpoints } = await import('../../engine/host/index.ts');
  let left = steps.length;
  const tell = (): void => {
    if (terminal.interactive && left > 0) terminal.note(`Evaluating: ${count(left)} left.`);
  };
  tell();
  const made = await abortOnSignal((signal) =>
    evaluateCheckpoints({
      ...{ library, runId, steps, signal, bundledDir: shipped().datasets },
      onMeasured: () => {
        left -= 1;
        tell();
      },
      onNotice: (sentence) => terminal.note(sentence),
    }),
  );
  return latestOfEach([...known, ...made]);
}

function factsOf(run: string, made: CheckpointEvaluation, ids: readonly MeasuredId[]): object {
  const { epoch, step, average, values, samples, seconds } = made;
  const shown = Object.fromEntries(ids.map((id) => [id, values[id] ?? null]));
  return { run, epoch, step, average, values: shown, samples, seconds };
}

function columnsOf(ids: readonly MeasuredId[], best: number | null): Column<CheckpointEvaluation>[] {
  return [
    { title: 'step', text: ({ step }) => count(step), right: true },
    { title: 'epoch', text: ({ epoch }) => String(Number(epoch.toFixed(2))), right: true },
    ...ids.map((id) => ({
      title: id,
      text: ({ values }: CheckpointEvaluation) => figure(values[id] ?? null),
      right: true,
    })),
    { title: '', text: ({ step }) => (step === best ? 'best' : '') },
  ];
}
