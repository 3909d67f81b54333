import type { Handlers } from '../ipc/index.ts';
import { licencePage, licenceText, listLicences } from '../licences/index.ts';
import type { Services } from '../services.ts';

type LicenceHandlers = Pick<Handlers, Extract<keyof Handlers, `licences.${string}`>>;

export const licenceHandlers = ({ licences, desktop }: Services): LicenceHandlers => ({
  'licences.list': () => listLicences(licences),
  'licences.read': ({ id }) => licenceText(licences, id),
  'licences.open': async ({ id }) => {
    await desktop.open(await licencePage(licences, id));
    return null;
  },
});
