import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Library } from '../store/index.ts';
import { placeGiven } from './places.ts';
import type { Terminal } from './terminal.ts';

/** What a command may ask of the process around it. */
export interface CommandContext {
  terminal: Terminal;
  environment: Readonly<Record<string, string | undefined>>;
  /** Sets the exit code of a command that ends in order and yet not well. */
  exitCode(code: number): void;
}

/** `--library DIR`, then FORGER_LIBRARY, then ~/Forger. Opening makes what is missing. */
export function openLibrary(context: CommandContext, given: string | undefined): Promise<Library> {
  const dir =
    given === undefined
      ? resolve(context.environment['FORGER_LIBRARY'] || join(homedir(), 'Forger'))
      : placeGiven(given, '--library');
  return Library.open(dir, { onProblem: (problem) => context.terminal.leftOut(problem) });
}

/** The data sets that ship: beside the app's other resources, or in the checkout above the built file. */
export function bundledDatasets(): string {
  const { resourcesPath } = process as NodeJS.Process & { resourcesPath?: string };
  const packed = resourcesPath === undefined ? undefined : join(resourcesPath, 'datasets');
  if (packed !== undefined && existsSync(packed)) return packed;
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const datasets = join(folder, 'resources', 'datasets');
    if (existsSync(datasets)) return datasets;
  }
  return join(import.meta.dirname, 'resources', 'datasets');
}
