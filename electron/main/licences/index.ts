import { extname, join } from 'node:path';
import { ForgerError } from '@shared/contract/errors.ts';
import type { Licence, LicenceList } from '@shared/licences.ts';
import { license } from '../../../package.json';
import { BUNDLED } from '../../data/index.ts';
import { runtimeLicences } from '../../engine/host/runtimes/licences.ts';
import { visionLicence } from '../../engine/host/vision/locate.ts';
import { mendIt } from '../../shipped/index.ts';
import { explained, FILE_LIMITS, readText, systemCode } from '../../store/files/index.ts';
import { parseNotices } from './notices.ts';

/** Where the texts of licences lie. Null: there is no such file in this way of running Forger. */
export interface LicencePlaces {
  forger: string;
  /** Of npm's packages and the libraries inside them, all in one file. */
  notices: string | null;
  /** The npm packages themselves, where `notices` is null. */
  packages: string | null;
  electron: string | null;
  chromium: string | null;
  /** Of the plain Node that ships beside the app. */
  node: string | null;
  /** The folder of the data sets that ship. */
  datasets: string;
}

type Source = Licence & ({ file: string } | { text: string });

const PAGE = '.html';

function fileSources(places: LicencePlaces): Source[] {
  const source = (id: string, kind: Licence['kind'], title: string, file: string | null, facts = ''): Source[] =>
    file === null ? [] : [{ id, kind, title, facts, page: extname(file) === PAGE, file }];
  return [
    ...source('forger', 'forger', 'Forger', places.forger, license),
    ...source('electron', 'runtime', 'Electron', places.electron),
    ...source('chromium', 'runtime', 'Chromium', places.chromium, 'and the libraries in it'),
    ...source('node', 'runtime', 'Node', places.node, 'and the libraries in it'),
    ...[...runtimeLicences(), ...visionLicence()].flatMap(({ id, title, facts, file }) =>
      source(id, 'runtime', title, file, facts),
    ),
    ...BUNDLED.flatMap(({ record: { id }, licences }) =>
      licences.flatMap(({ file, title, facts }) =>
        source(`${id}/${file}`, 'dataset', title, join(places.datasets, id, file), facts),
      ),
    ),
  ];
}

async function noticeSources(file: string | null): Promise<Source[]> {
  if (file === null) return [];
  const notices = parseNotices(await read(file));
  return notices.map(({ kind, title, facts, text }) => ({
    ...{ id: `${kind}/${title}`, kind, title, facts, page: false, text },
  }));
}

const sources = async (places: LicencePlaces): Promise<Source[]> => [
  ...fileSources(places),
  ...(await noticeSources(places.notices)),
];

/** @throws {ForgerError} not-found, with the file's path */
async function read(file: string): Promise<string> {
  return explained(async () => {
    try {
      return await readText(file, FILE_LIMITS.page);
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw error;
      throw new ForgerError('not-found', `${file} is missing. ${mendIt()}`);
    }
  });
}

async function find(places: LicencePlaces, id: string): Promise<Source> {
  const found = (await sources(places)).find((source) => source.id === id);
  if (found) return found;
  throw new ForgerError('not-found', 'There is no such licence.');
}

/** Every licence of what is in Forger, without the texts. @throws {ForgerError} */
export async function listLicences(places: LicencePlaces): Promise<LicenceList> {
  const all = await sources(places);
  const licences = all.map(({ id, kind, title, facts, page }) => ({ id, kind, title, facts, page }));
  return { licences, packages: places.packages };
}

/** The text of one that is no page. @throws {ForgerError} */
export async function licenceText(places: LicencePlaces, id: string): Promise<string> {
  const source = await find(places, id);
  if (source.page) throw new ForgerError('invalid-request', 'This licence is a page for the browser.');
  return 'text' in source ? source.text : (await read(source.file)).trim();
}

/** The file of one that is a page. @throws {ForgerError} */
export async function licencePage(places: LicencePlaces, id: string): Promise<string> {
  const source = await find(places, id);
  if (!source.page || 'text' in source) throw new ForgerError('invalid-request', 'This licence is no page of its own.');
  return source.file;
}
