import { writeFileAtomic } from '../../../electron/store/files/index.ts';
import { Library } from '../../../electron/store/index.ts';
import { fileContent } from './crash-content.ts';
import { checkpointAt, metricRow } from './values.ts';

/**
 * Writes without end until it is killed, and says after each write what is done.
 * Arguments: `file <path> <from>` or `run <library> <id> <from>`.
 */
async function writeFiles(path: string, from: number): Promise<void> {
  for (let number = from; ; number += 1) {
    await writeFileAtomic(path, fileContent(number));
    process.stdout.write(`${number}\n`);
  }
}

async function writeRun(dir: string, id: string): Promise<void> {
  const library = await Library.open(dir);
  const writer = await library.openWriter(id, 'cli');
  const from = (await library.newestCheckpoint(id))?.step ?? 0;
  await writer.truncateMetrics(from);
  await writer.setStatus({ state: 'training', step: from });
  for (let step = from + 1; ; step += 1) {
    await writer.appendMetrics([metricRow(step)]);
    process.stdout.write(`metrics ${step}\n`);
    await writer.writeCheckpoint(checkpointAt(step));
    process.stdout.write(`checkpoint ${step}\n`);
    await writer.setStatus({ step });
  }
}

const [what, path = '', id = ''] = process.argv.slice(2);
await (what === 'file' ? writeFiles(path, Number(id)) : writeRun(path, id));
