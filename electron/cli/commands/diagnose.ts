import type { Command } from 'commander';
import { ForgerError } from '@shared/contract/errors.ts';
import { diagnose } from '@shared/diagnosis/diagnose.ts';
import { SEVERITY_WORDS, type Finding } from '@shared/diagnosis/finding.ts';
import { factsOfGrid, type GridFacts } from '@shared/diagnosis/grids.ts';
import { FIRST_STEPS } from '@shared/diagnosis/thresholds.ts';
import { displayText } from '@shared/display.ts';
import { figure } from '@shared/figure.ts';
import { OVERVIEW_PIECES, viewOf } from '@shared/metrics/buffer.ts';
import type { RunRecord } from '@shared/run.ts';
import { readGrid } from '../../export/index.ts';
import type { Library } from '../../store/index.ts';
import { openLibrary, type CommandContext } from '../context.ts';
import { resolveRun } from '../run-reference.ts';
import { count } from '../table.ts';
import { addJson, addLibrary, type CommonOptions } from './common.ts';

/** What a run's numbers and its newest pictures say: what the window says of it. */
export function diagnoseCommand(program: Command, context: CommandContext): void {
  addJson(addLibrary(program.command('diagnose')))
    .description('Say what the numbers and the newest samples of a run mean, and what to change; the gravest first.')
    .argument('<run>', 'id of the run, the beginning of it, its name, or "latest"')
    .action(async (reference: string, { library: dir, json }: CommonOptions) => {
      const library = await openLibrary(context, dir);
      const { id, status } = await resolveRun(library, reference);
      const record = await library.readRun(id);
      const range = { from: 0, to: Number.MAX_SAFE_INTEGER, buckets: OVERVIEW_PIECES };
      const view = viewOf(await library.readMetricBuckets(id, range));
      const findings = diagnose({
        record,
        view,
        grids: await newestGrid(library, record),
        evaluations: await library.readCheckpointEvaluations(id),
        divergence: status.divergence,
      });
      const step = view.columns.step.at(-1) ?? 0;
      if (json) return context.terminal.json({ run: id, step, findings });
      if (findings === null)
        throw new ForgerError(
          'invalid-request',
          `It is too early to tell: this run logged ${count(step)} steps, and what they mean is said after ${FIRST_STEPS}.`,
        );
      context.terminal.print(
        ...findings.flatMap((finding, place) => [...(place > 0 ? [''] : []), ...linesOf(finding)]),
      );
    });
}

/** What is seen of the newest grid of G's own samples; nothing where there is none yet. */
async function newestGrid(library: Library, record: RunRecord): Promise<GridFacts[]> {
  const newest = (await library.listSamples(record.id)).at(-1);
  if (!newest) return [];
  const { pixels, shape } = await readGrid(library, record.id, newest.file);
  return [factsOfGrid(newest.step, { values: pixels, channels: shape.channels }, record)];
}

function linesOf({ severity, title, text, numbers, since, advice }: Finding): string[] {
  const known = Object.entries(numbers).map(([name, value]) => `${name} ${figure(value)}`);
  return [
    `${SEVERITY_WORDS[severity]}: ${title}`,
    `  ${displayText(text)}`,
    `  ${known.join(', ')}${since === null ? '' : `; since step ${count(since)}`}`,
    ...advice.map(
      ({ title: change, changes }) =>
        `  ${change}  (${Object.entries(changes)
          .map(([key, value]) => `--set ${key}=${value}`)
          .join(' ')})`,
    ),
  ];
}
