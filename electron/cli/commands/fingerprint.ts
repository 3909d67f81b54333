import type { Command } from 'commander';
import { openLibrary, type CommandContext } from '../context.ts';
import { resolveRun } from '../run-reference.ts';
import { addJson, addLibrary, wholeNumber, type CommonOptions } from './common.ts';

interface FingerprintOptions extends CommonOptions {
  step?: number;
}

/** Two trainings that are equal bit for bit have one fingerprint: whoever doubts a resumed run can compare. */
export function fingerprintCommand(program: Command, context: CommandContext): void {
  addJson(addLibrary(program.command('fingerprint')))
    .description(
      'Say what a run is at a checkpoint in SHA-256: every weight, average and optimiser slot, and the metrics.',
    )
    .argument('<run>', 'id of the run, the beginning of it, its name, or "latest"')
    .option('--step <N>', 'which checkpoint, by its step (default: the newest)', wholeNumber(0))
    .action(async (reference: string, { library: dir, json, step }: FingerprintOptions) => {
      const library = await openLibrary(context, dir);
      const { id } = await resolveRun(library, reference);
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
