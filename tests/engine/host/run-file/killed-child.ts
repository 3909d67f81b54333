import { openRunFile } from '../../../../electron/engine/host/run-file/open.ts';
import { saveRunFile } from '../../../../electron/engine/host/run-file/save.ts';
import { Library } from '../../../../electron/store/index.ts';

/** Saves or opens a run file and is killed as soon as so much of it is done: no one says goodbye. */
const [what = '', dir = '', bundledDir = '', path = '', runId = '', share = ''] = process.argv.slice(2);
const onProgress = ({ done, total }: { done: number; total: number }): void => {
  if (done >= Number(share) * total) process.kill(process.pid, 'SIGKILL');
};
const { signal } = new AbortController();
const library = await Library.open(dir);
if (what === 'open') await openRunFile({ library, bundledDir, path, signal, onProgress });
else await saveRunFile({ library, bundledDir, runId, out: path, checkpoints: 'all', images: true, signal, onProgress });
