import type { Command } from 'commander';
import { verdictInWords, VERIFY_STEPS, type VerifyProgress, type VerifyReport } from '@shared/verify.ts';
import { shipped } from '../../shipped/index.ts';
import { abortOnSignal } from '../abort.ts';
import { openLibrary, type CommandContext } from '../context.ts';
import { resolveRun } from '../run-reference.ts';
import { bytes, count } from '../table.ts';
import { addJson, addLibrary, between, type CommonOptions } from './common.ts';

interface VerifyOptions extends CommonOptions {
  steps: number;
}

const STAGES: Record<VerifyProgress['stage'], string> = {
  files: 'looking at all files',
  whole: 'in one go',
  first: 'first half',
  second: 'second half',
  compare: 'comparing',
};

/** Whoever doubts that a run that was stopped goes on as if it had not been can see it here. */
export function verifyCommand(program: Command, context: CommandContext): void {
  addJson(addLibrary(program.command('verify')))
    .description(
      'Check all files of a run, and that it goes on exactly: two copies are trained a few steps and compared.',
    )
    .argument('<run>', 'id of the run, the beginning of it, its name, or "latest"')
    .option('--steps <N>', 'steps of each half', between(VERIFY_STEPS), VERIFY_STEPS.usual)
    .action(async (reference: string, { library: dir, json, steps }: VerifyOptions) => {
      const { terminal } = context;
      const library = await openLibrary(context, dir);
      const { id } = await resolveRun(library, reference);
      const [{ verifyRun }, { performHere }] = await Promise.all([
        import('../../engine/host/verify/verify.ts'),
        import('../../engine/host/verify/perform.ts'),
      ]);
      const report = await abortOnSignal((signal) =>
        verifyRun({
          ...{ library: library.dir, bundledDir: shipped().datasets, run: id, steps, signal, perform: performHere },
          onProgress: ({ stage }) => terminal.progress(STAGES[stage]),
        }),
      ).finally(() => terminal.progress(''));
      if (json) context.terminal.json({ run: id, ...report });
      else terminal.print(...reportLines(report));
      const { comparison, integrity } = report;
      if (!comparison || comparison.verdict === 'differs' || integrity.damaged.length > 0) context.exitCode(1);
    });
}

function reportLines({ integrity, comparison, problem }: VerifyReport): string[] {
  const { files, bytes: size, damaged } = integrity;
  const whole = damaged.length === 0;
  const lines = [
    `${count(files)} files, ${bytes(size)}: ${whole ? 'all as they were written' : `${damaged.length} damaged`}`,
    ...damaged.map(({ file, what }) => `  ${file}: ${what}`),
  ];
  if (problem !== null) lines.push(`Could not train on: ${problem}`);
  if (comparison) {
    const { fingerprints, from, to, device } = comparison;
    lines.push(
      `From step ${from} to ${to} on ${device}`,
      `  ${fingerprints.whole}  in one go`,
      `  ${fingerprints.parts}  stopped and gone on`,
      verdictInWords(comparison),
    );
  }
  return lines;
}
