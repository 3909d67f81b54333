import type { Command } from 'commander';
import { openLibrary, type CommandContext } from '../context.ts';
import { addCheckpointChoice, findCheckpoint, type CheckpointChoice } from '../checkpoint-choice.ts';
import { resolveRun } from '../run-reference.ts';
import { addJson, addLibrary, type CommonOptions } from './common.ts';

interface FingerprintOptions extends CommonOptions, CheckpointChoice {}

/** Two trainings that are equal bit for bit have one fingerprint: whoever doubts a resumed run can compare. */
export function fingerprintCommand(program: Command, context: CommandContext): void {
  addCheckpointChoice(addJson(addLibrary(program.command('fingerprint'))))
    .description(
      'Say what a run is at a checkpoint in SHA-256: every weight, average and optimiser slot, and the metrics.',
    )
    .argument('<run>', 'id of the run, the beginning of it, its name, or "latest"')
    .action(async (reference: string, { library: dir, json, ...choice }: FingerprintOptions) => {
      const library = await openLibrary(context, dir);
      const { id } = await resolveRun(library, reference);
      // Where none is named, the newest whole one: a damaged one is passed over.
      const named = Object.keys(choice).length > 0;
      const step = named ? findCheckpoint(await library.listCheckpoints(id), choice).step : undefined;
      const fingerprint = await library.fingerprint(id, step);
      if (json) return context.terminal.json(fingerprint);
      const lines = [
        ...Object.entries(fingerprint.tensors).map(([name, hash]) => `${hash}  ${name}`),
        `${fingerprint.metrics.sha256}  metrics of ${fingerprint.metrics.rows} steps`,
        `${fingerprint.sha256}  all of step ${fingerprint.step}`,
      ];
      context.terminal.print(...lines);
    });
}
