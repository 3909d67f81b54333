import { isAbsolute } from 'node:path';
import { assertNever } from '@shared/assert-never.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import { PICTURE_ENDINGS } from '@shared/picture-names.ts';
import type { RunRecord } from '@shared/run.ts';
import type { SeenSubject, Subject } from '@shared/verdict/subject.ts';
import { pictureForRun } from '../../engine/host/verdict/picture-for-run.ts';
import type { Handlers } from '../ipc/index.ts';
import { askApart } from '../jobs/verdicts.ts';
import type { Services } from '../services.ts';
import { newestQuestion } from './newest-question.ts';

type VerdictHandlers = Pick<Handlers, Extract<keyof Handlers, `verdict.${string}`>>;

const PICTURES = { name: 'Pictures', extensions: PICTURE_ENDINGS };

export function verdictHandlers(services: Services): VerdictHandlers {
  const next = newestQuestion();
  const seen = async (subject: Subject, record: RunRecord, signal: AbortSignal): Promise<SeenSubject> => {
    switch (subject.kind) {
      case 'sample':
      case 'image':
        return subject;
      case 'file': {
        const { library, bundledDir } = services.workspace();
        const { decoder } = services;
        const { path } = subject;
        return { kind: 'pixels', pixels: await pictureForRun(library, bundledDir, record, { path, decoder, signal }) };
      }
      default:
        return assertNever(subject);
    }
  };
  return {
    'verdict.choose': () =>
      services.desktop.chooseFile({ title: 'Show the discriminator a picture', button: 'Show', kind: PICTURES }),
    'verdict.ask': async ({ id, step, subject }) => {
      if (subject.kind === 'file' && !isAbsolute(subject.path))
        throw new ForgerError('invalid-request', 'Choose a picture, or drop one onto the window.');
      const signal = next();
      const { library, bundledDir } = services.workspace();
      const picture = await seen(subject, await library.readRun(id), signal);
      const task = { library: library.dir, bundledDir, run: id, step, subject: picture };
      return askApart(services.verdict, task, signal, (news) => {
        if (!signal.aborted) services.tell('verdict.news', news);
      });
    },
    'verdict.cancel': () => {
      next();
      return null;
    },
  };
}
