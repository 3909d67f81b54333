import { expect, test } from 'vitest';
import type { RunRecord } from '@shared/run.ts';
import { BUNDLED } from '../../electron/data/index.ts';
import { dataLicence } from '../../electron/export/data-licence.ts';
import type { Library } from '../../electron/store/index.ts';

const nowhere = { datasetDir: (id: string) => `/nowhere/${id}` } as Library;

test.each(BUNDLED.map(({ record }) => [record.name, record] as const))(
  'whose the images of %s are, and under which licence, is said without the library',
  async (name, { id, licence, hash, count, image }) => {
    const said = await dataLicence(nowhere, { dataset: { id, name, hash, count, image } } as RunRecord);
    expect(said).toContain(name);
    expect(said).toMatch(licence!.startsWith('MIT') ? /MIT/ : /Apache/);
  },
);
