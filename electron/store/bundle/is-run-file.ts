import { ForgerError } from '@shared/contract/errors.ts';
import { RUN_FILES } from '@shared/library-names.ts';
import { BUNDLE_MANIFEST } from './format.ts';
import { UntrustedZip } from './untrusted-zip.ts';

/** Whether a zip is a run, and not pictures say: by the names in it. Whether it can be opened is told when it is. */
export async function isRunFile(path: string): Promise<boolean> {
  try {
    const zip = await UntrustedZip.open(path);
    zip.close();
    return [BUNDLE_MANIFEST, RUN_FILES.record].every((name) => zip.sizeOf(name) !== null);
  } catch (error) {
    if (error instanceof ForgerError) return false;
    throw error;
  }
}
