import { type Command, Option } from 'commander';
import { ForgerError } from '@shared/contract/errors.ts';
import {
  DEFAULT_LETTERS,
  LETTERS_ID,
  LETTERS_SENTENCES,
  lettersOptionsSchema,
  TONE_CHOICES,
  type LettersOptions,
} from '@shared/letters.ts';
import { openLibrary, type CommandContext } from '../context.ts';
import { makeLettersHere } from '../letters.ts';
import { count } from '../table.ts';
import { refusedList } from './import.ts';
import { addJson, addLibrary, wholeNumber, type CommonOptions } from './common.ts';

interface LettersCommandOptions extends CommonOptions, Partial<LettersOptions> {}

export function lettersCommand(program: Command, context: CommandContext): void {
  const usual = DEFAULT_LETTERS;
  addJson(addLibrary(program.command('letters')))
    .description(
      `Make a data set of letters, drawn from fonts; without options the one called "${LETTERS_ID}". The same options give the same images on every machine.`,
    )
    .option('--name <text>', 'what the data set is called', usual.name)
    .option('--characters <text>', 'the characters drawn; each becomes a label', usual.characters)
    .option('--count <N>', 'images in all, shared evenly among the characters', wholeNumber(2), usual.count)
    .option('--size <N>', 'side of the square images, in pixels, 16 to 256', wholeNumber(1), usual.size)
    .addOption(new Option('--tone <how>', 'letters against their ground').choices(TONE_CHOICES).default(usual.tone))
    .option('--share <number>', 'with mixed: the share of images that are dark on light, 0 to 1', Number, usual.share)
    .option('--seed <N>', 'what the random choices follow from', wholeNumber(0), usual.seed)
    .option('--machine-fonts', 'also draw from the fonts of this machine: the images then differ from others’', false)
    .action(async ({ library: dir, json, ...given }: LettersCommandOptions) => {
      const parsed = lettersOptionsSchema.safeParse(given);
      if (!parsed.success) throw new ForgerError('invalid-request', sentence(parsed.error.issues[0]?.path[0]));
      const library = await openLibrary(context, dir);
      const { record, report } = await makeLettersHere(context, library.dir, parsed.data);
      if (json) return context.terminal.json({ id: record.id, path: library.datasetDir(record.id), record, report });
      const fonts = count(report.letters?.fonts.length ?? 0);
      context.terminal.print(
        `${record.name}: ${count(record.count)} images drawn from ${fonts} fonts as "${record.id}" in ${report.seconds} s.`,
      );
      context.terminal.print(...refusedList(report.refused));
    });
}

function sentence(option: unknown): string {
  const key = String(option);
  return key in LETTERS_SENTENCES
    ? `--${key}: ${LETTERS_SENTENCES[key as keyof LettersOptions]}`
    : 'The options of these letters do not fit together.';
}
