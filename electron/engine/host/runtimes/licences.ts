import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { locateRuntimes, parseRuntimeName, surroundings } from '../../device/locate.ts';
import { CUDA_PACKAGES } from './cuda-packages.ts';
import { CUDA_RUNTIME } from './install-cuda.ts';

export interface RuntimeLicence {
  id: string;
  title: string;
  facts: string;
  file: string;
}

const LICENCE = /licen[cs]e/i;
const NOTICES = /notices/i;

/** What of a runtime's files are licences, by their paths below it. */
function licencesAmong(folder: string, title: string, files: readonly string[]): RuntimeLicence[] {
  const licence = (path: string, facts: string): RuntimeLicence => ({
    ...{ id: `${basename(folder)}/${path}`, title, facts, file: join(folder, ...path.split('/')) },
  });
  return [
    ...files.filter((path) => LICENCE.test(basename(path))).map((path) => licence(path, '')),
    ...files.filter((path) => NOTICES.test(basename(path))).map((path) => licence(path, 'the libraries in it')),
  ];
}

function licencesOf(folder: string): RuntimeLicence[] {
  const name = basename(folder);
  if (name === CUDA_RUNTIME) return CUDA_PACKAGES.flatMap(({ title, kept }) => licencesAmong(folder, title, kept));
  const version = parseRuntimeName(name)?.version.join('.') ?? '';
  return licencesAmong(folder, `TensorFlow ${version}`.trim(), readdirSync(folder).sort());
}

/** The licences that lie in the native runtimes of this machine; a runtime that lies in two places is told once. */
export function runtimeLicences(): RuntimeLicence[] {
  const seen = new Set<string>();
  const once = (folder: string): boolean => !seen.has(basename(folder)) && seen.add(basename(folder)).size > 0;
  return locateRuntimes(surroundings(), false).filter(once).flatMap(licencesOf);
}
