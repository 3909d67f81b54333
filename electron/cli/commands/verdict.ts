import { join } from 'node:path';
import type { Command } from 'commander';
import { figure } from '@shared/figure.ts';
import {
  imageName,
  LOOK_WORDS,
  kinshipSentence,
  labelSentence,
  labelWords,
  sharesBelow,
  sigmoid,
  takesForReal,
  verdictSentence,
} from '@shared/verdict/words.ts';
import type { Neighbour, Verdict } from '@shared/verdict/verdict.ts';
import { LOSSES } from '@shared/loss/index.ts';
import { forkDecoder } from '../../data/index.ts';
import { shipped } from '../../shipped/index.ts';
import type { Library } from '../../store/index.ts';
import { abortOnSignal } from '../abort.ts';
import { addCheckpointChoice, findCheckpoint, type CheckpointChoice } from '../checkpoint-choice.ts';
import { openLibrary, type CommandContext } from '../context.ts';
import { fileGiven } from '../places.ts';
import { resolveRun } from '../run-reference.ts';
import { count, tableLines, type Column } from '../table.ts';
import { addJson, addLibrary, type CommonOptions } from './common.ts';

type VerdictOptions = CommonOptions & CheckpointChoice;

export function verdictCommand(program: Command, context: CommandContext): void {
  const command = addJson(addLibrary(program.command('verdict')))
    .description(
      "What a run's discriminator says of a picture: its score among those of real images and of fakes, and the nearest training images.",
    )
    .argument('<run>', 'id of the run, the beginning of it, its name, or "latest"')
    .argument('<picture>', 'an image file; it is made as large as the images of the run');
  addCheckpointChoice(command).action(async (reference: string, picture: string, options: VerdictOptions) => {
    const library = await openLibrary(context, options.library);
    const { id } = await resolveRun(library, reference);
    const { step } = findCheckpoint(await library.listCheckpoints(id), options);
    const path = await fileGiven(picture, 'The picture');
    const verdict = await askHere(context, library, { id, step, path });
    if (options.json) return context.terminal.json(factsOf(verdict));
    print(context, verdict);
  });
}

async function askHere(
  { terminal }: CommandContext,
  library: Library,
  { id, step, path }: { id: string; step: number; path: string },
): Promise<Verdict> {
  const { Court, pictureForRun } = await import('../../engine/host/index.ts');
  const bundledDir = shipped().datasets;
  const court = new Court();
  return abortOnSignal(async (signal) => {
    const record = await library.readRun(id);
    const decoder = forkDecoder(join(import.meta.dirname, 'decoder.js'));
    const pixels = await pictureForRun(library, bundledDir, record, { path, decoder, signal });
    return court.ask({
      ...{ library, bundledDir, runId: id, step, signal },
      subject: { kind: 'pixels', pixels },
      onProgress: ({ stage, done, total }) =>
        terminal.progress(
          `${stage === 'scores' ? 'Scores' : 'Training images looked at'}: ${count(done)} of ${count(total)}`,
        ),
    });
  }).finally(() => {
    terminal.progress('');
    court.dispose();
  });
}

const neighboursOf = ({ nearest }: Verdict): Neighbour[] | null => (Array.isArray(nearest) ? nearest : null);

function missingOf({ nearest }: Verdict): string | null {
  return nearest !== null && 'missing' in nearest ? nearest.missing : null;
}

/** All but pixels. */
function factsOf(verdict: Verdict): object {
  const { run, step, epoch, score, loss, read, told, real, fake } = verdict;
  const name = (label: number): string => labelWords(verdict, label);
  const missing = missingOf(verdict);
  return {
    ...{ run, step, epoch, score },
    probability: LOSSES[loss].score === 'probability' ? sigmoid(score) : null,
    takesForReal: takesForReal(verdict),
    above: sharesBelow(verdict),
    scored: { real: real.length, fake: fake.length },
    told: told && { ...told, name: name(told.label) },
    read: read && { ...read, name: name(read.label) },
    nearest:
      neighboursOf(verdict)?.map(({ pixels: _, label, ...near }) => ({
        ...near,
        label: label === null ? null : name(label),
      })) ?? null,
    ...(missing !== null && { missing }),
  };
}

function print({ terminal }: CommandContext, verdict: Verdict): void {
  const near = neighboursOf(verdict);
  const labels = labelSentence(verdict);
  terminal.print(verdictSentence(verdict), ...(labels === null ? [] : [labels]));
  if (!near) return terminal.note(missingOf(verdict) ?? '');
  const columns: Column<Neighbour>[] = [
    { title: 'nearest', text: imageName },
    { title: 'of the spacing there', text: ({ distance, spacing }) => figure(distance / spacing), right: true },
    { title: 'by', text: ({ look }) => LOOK_WORDS[look] },
    { title: '', text: ({ label }) => (label === null ? '' : labelWords(verdict, label)) },
  ];
  terminal.print(kinshipSentence(near), '', ...tableLines(columns, near));
}
