import type { Command } from 'commander';
import { join } from 'node:path';
import type { DatasetRecord, ImportProgress } from '@shared/dataset.ts';
import { chosenName } from '@shared/import/chosen.ts';
import { warningsOf } from '@shared/import/findings.ts';
import type { Seen } from '@shared/import/look-of.ts';
import { proposeImport, type ImportProposal } from '@shared/import/look.ts';
import { halfOf, isPaired } from '@shared/pairs.ts';
import {
  FIRST_LOOKED_AT,
  forkDecoder,
  isOffered,
  lookAtPictures,
  obtainOffered,
  type Imported,
} from '../../data/index.ts';
import { importOpened, inSlices, pairedSource } from '../../data/importing.ts';
import { abortOnSignal } from '../abort.ts';
import { openLibrary, type CommandContext } from '../context.ts';
import { shipped } from '../../shipped/index.ts';
import { studioParts } from '../letters.ts';
import { count } from '../table.ts';
import { addJson, addLibrary } from './common.ts';
import { addOpening, pathsGiven, TAKEN, withOpened } from './chosen.ts';
import {
  addChoices,
  checkLabelNames,
  chosenOptions,
  filesLeftOut,
  labelLine,
  type ImportCommandOptions,
} from './import-options.ts';
import { againLines, folderLines, importAgainHere } from './import-again.ts';
import { findingLines } from './look.ts';

const LISTED = 20;

export function importCommand(program: Command, context: CommandContext): void {
  addChoices(
    addOpening(addJson(addLibrary(program.command('import'))))
      .description(
        `Import images as a data set: ${TAKEN}; or one on offer ("forger datasets"). Folders in a folder are labels.`,
      )
      .argument('<sources...>', 'what holds the images, or the id of a data set on offer')
      .option('--name <text>', 'what the data set is called (default: the name of the source)')
      .option(
        '--again <dataset>',
        'as a version of a data set that was imported from there, with its choices: what is new comes, what is gone goes',
      ),
  ).action(async (sources: string[], options: ImportCommandOptions) => {
    const library = await openLibrary(context, options.library);
    const { record, report, proposal } = await runImport(context, library.dir, sources, options);
    if (options.json)
      return context.terminal.json({ id: record.id, path: library.datasetDir(record.id), record, report });
    context.terminal.print(
      `${record.name}: ${count(report.imported)} ${isPaired(record) ? 'pairs' : 'images'} imported as "${record.id}" in ${report.seconds} s.`,
      `Size: ${sizeLine(record)}${because(options.size, proposal?.why.size, '--size')}`,
      `Channels: ${record.image.channels === 1 ? '1, grey' : '3, colour'}${because(options.channels, proposal?.why.channels, '--channels')}`,
      ...folderLines(report),
      ...againLines(report),
      labelLine(report.labels, options),
      ...(report.choices ?? []).map(({ what, value }) => `${what}: ${value}`),
      ...refusedList(report.refused),
      ...listOf('Left out', report.leftOut ?? []),
      ...findingLines(warningsOf(report.findings)),
    );
  });
}

/** Of pairs that of both of their pictures. */
function sizeLine(record: DatasetRecord): string {
  const { width, height } = isPaired(record) ? halfOf(record.image) : record.image;
  return `${width} × ${height} pixels${isPaired(record) ? ', input and target each' : ''}`;
}

/** Why something was taken that nobody had asked for, and how to ask. */
const because = (given: unknown, why: string | undefined, option: string): string =>
  given === undefined && why !== undefined ? `: ${why} (${option} takes another)` : '';

export const refusedList = (refused: readonly { path: string; reason: string }[]): string[] =>
  listOf('Refused', refused);

function listOf(title: string, files: readonly { path: string; reason: string }[]): string[] {
  if (files.length === 0) return [];
  const lines = files.slice(0, LISTED).map(({ path, reason }) => `  ${path}: ${reason}`);
  const more = files.length - lines.length;
  if (more > 0) lines.push(`  … and ${count(more)} more (--json lists all)`);
  return [`${title}: ${count(files.length)}`, ...lines];
}

/** What an import made, and where choices were left to it, what it took for what reason. */
type Made = Imported & { proposal: ImportProposal | null };

async function runImport(
  { terminal }: CommandContext,
  libraryDir: string,
  given: readonly string[],
  options: ImportCommandOptions,
): Promise<Made> {
  const onProgress = ({ done, total }: ImportProgress): void => {
    terminal.progress(`${count(done)} of ${count(total)}`);
  };
  return abortOnSignal(async (signal) => {
    const common = { libraryDir, signal, onProgress };
    const decoder = forkDecoder(join(import.meta.dirname, 'decoder.js'));
    const unasked = { proposal: null };
    const [only = '', ...more] = given;
    if (more.length === 0 && isOffered(only))
      return {
        ...(await obtainOffered(only, { ...common, bundledDir: shipped().datasets, decoder, studio: studioParts() })),
        ...unasked,
      };
    const paths = await pathsGiven(given, `Give ${TAKEN}; or the id of a data set on offer.`);
    const opening = { terminal, signal, decoder, libraryDir: async () => libraryDir };
    if (options.again !== undefined)
      return { ...(await importAgainHere(paths, options, opening, onProgress)), ...unasked };
    const name = options.name ?? chosenName(paths);
    // Before anything is read: options that no import takes.
    const asked = chosenOptions(name, options, [], null);
    return withOpened(paths, options, opening, async (opened) => {
      if (opened.kind !== 'pictures')
        return { ...(await importOpened(opened, { ...common, options: asked, decoder })), ...unasked };
      const source = await inSlices(pairedSource(opened.source, options.pairs ?? 'off'), signal);
      const leaveOut = await filesLeftOut(source, options);
      checkLabelNames(source, options);
      const whole = options.size !== undefined && options.channels !== undefined && !options.recommended;
      let seen: Seen | undefined;
      const onSeen = (now: Seen): void => void (seen = now);
      const most = options.recommended ? {} : { most: FIRST_LOOKED_AT };
      const look = whole ? null : await lookAtPictures(source, { decoder, signal, onSeen, ...most });
      const proposal = look && proposeImport(look);
      const wanted = chosenOptions(name, options, leaveOut, proposal);
      return {
        ...(await importOpened({ ...opened, source }, { ...common, options: wanted, decoder, seen })),
        proposal,
      };
    });
  }).finally(() => {
    terminal.progress('');
  });
}
