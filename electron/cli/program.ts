import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { shipped } from '../shipped/index.ts';
import { animateCommand } from './commands/animate.ts';
import { benchCommand } from './commands/bench.ts';
import { checkpointsCommand } from './commands/checkpoints.ts';
import { datasetsCommand } from './commands/datasets.ts';
import { deleteCommand, undeleteCommand } from './commands/delete.ts';
import { diagnoseCommand } from './commands/diagnose.ts';
import { doctorCommand } from './commands/doctor.ts';
import { evaluateCommand } from './commands/evaluate.ts';
import { exportCommand } from './commands/export.ts';
import { fingerprintCommand } from './commands/fingerprint.ts';
import { fitCommand } from './commands/fit.ts';
import { importCommand } from './commands/import.ts';
import { insideCommand } from './commands/inside.ts';
import { lettersCommand } from './commands/letters.ts';
import { libraryCommand } from './commands/library.ts';
import { lookCommand } from './commands/look.ts';
import { pinCommands } from './commands/pin.ts';
import { preflightCommand } from './commands/preflight.ts';
import { presetsCommand } from './commands/presets.ts';
import { recommendCommand } from './commands/recommend.ts';
import { resumeCommand } from './commands/resume.ts';
import { bundleCommand, openCommand } from './commands/run-file.ts';
import { reviseCommand } from './commands/revise.ts';
import { runsCommand } from './commands/runs.ts';
import { runtimeCommand } from './commands/runtime.ts';
import { samplesCommand } from './commands/samples.ts';
import { sheetCommand } from './commands/sheet.ts';
import { tensorboardCommand } from './commands/tensorboard.ts';
import { quickStartCommand, trainCommand } from './commands/train.ts';
import { verdictCommand } from './commands/verdict.ts';
import { verifyCommand } from './commands/verify.ts';
import type { CommandContext } from './context.ts';

/** The whole command line. Nothing in it exits: failures are thrown, and {@link run} turns them into a line. */
export function createProgram(context: CommandContext): Command {
  const { terminal } = context;
  const program = new Command('forger')
    .description('A desktop lab for GANs, on the command line: the same runs, data sets and engine as in the window.')
    .version(shipped().version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.print(...linesOf(text)),
      writeErr: (text) => terminal.note(...linesOf(text)),
      outputError: (text, write) => write(oneLine(text)),
    })
    .showSuggestionAfterError()
    .addHelpText('after', `\nThe window opens with: ${windowCommand()}`);
  doctorCommand(program, context);
  presetsCommand(program, context);
  datasetsCommand(program, context);
  sheetCommand(program, context);
  lookCommand(program, context);
  importCommand(program, context);
  reviseCommand(program, context);
  recommendCommand(program, context);
  lettersCommand(program, context);
  trainCommand(program, context);
  quickStartCommand(program, context);
  preflightCommand(program, context);
  fitCommand(program, context);
  resumeCommand(program, context);
  runsCommand(program, context);
  checkpointsCommand(program, context);
  diagnoseCommand(program, context);
  pinCommands(program, context);
  deleteCommand(program, context);
  undeleteCommand(program, context);
  libraryCommand(program, context);
  samplesCommand(program, context);
  evaluateCommand(program, context);
  verdictCommand(program, context);
  insideCommand(program, context);
  exportCommand(program, context);
  bundleCommand(program, context);
  openCommand(program, context);
  fingerprintCommand(program, context);
  verifyCommand(program, context);
  animateCommand(program, context);
  tensorboardCommand(program, context);
  benchCommand(program, context);
  runtimeCommand(program, context);
  for (const command of program.commands) command.copyInheritedSettings(program);
  return program;
}

/** What opens the window, as somebody at this terminal would. */
function windowCommand(): string {
  const { resources } = shipped();
  if (resources === undefined) return 'npm start';
  return process.platform === 'linux' ? join(dirname(resources), 'forger') : "Forger in the system's list of apps";
}

const linesOf = (text: string): string[] => text.replace(/\n$/, '').split('\n');

/** commander's "error: unknown option '--x'\n(Did you mean --y?)" as one line in our own voice. */
const oneLine = (text: string): string =>
  `forger: ${text
    .replace(/^error: /, '')
    .trim()
    .replace(/\s*\n\s*/g, ' ')}\n`;
