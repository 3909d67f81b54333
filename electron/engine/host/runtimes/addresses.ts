import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { ForgerError } from '@shared/contract/errors.ts';
import { parseJsonText } from '@shared/json.ts';
import { mendIt, shipped, type Shipped } from '../../../shipped/index.ts';
import { exists, readText } from '../../../store/files/index.ts';
import { RECORDED_ADDRESSES, type CudaPackage } from './cuda-packages.ts';

/** Where the wheels of CUDA are fetched from. */
export interface WheelAddresses {
  /** The server, where it is known before anything is asked. */
  server: string | null;
  /** @throws {ForgerError} offline: nobody says where it is */
  of(one: CudaPackage, signal: AbortSignal): Promise<string>;
}

const RECORDED = z.record(z.string(), z.url({ protocol: /^https$/ }));

/**
 * What the packed app carries: the addresses that pip gave when the package was made.
 * @returns null where it could not be asked then
 * @throws {ForgerError} damaged
 */
async function recorded(resources: string): Promise<WheelAddresses | null> {
  const file = join(resources, RECORDED_ADDRESSES);
  if (!(await exists(file))) return null;
  const damaged = (cause?: unknown): ForgerError =>
    new ForgerError('damaged', `${RECORDED_ADDRESSES} is damaged. ${mendIt({ resources })}`, { cause });
  let addresses: Readonly<Record<string, string>>;
  try {
    addresses = RECORDED.parse(parseJsonText(await readText(file)));
  } catch (error) {
    throw damaged(error);
  }
  const [first] = Object.values(addresses);
  if (first === undefined) throw damaged();
  return {
    server: new URL(first).hostname,
    of: ({ wheel }) => {
      const address = addresses[wheel];
      return address === undefined ? Promise.reject(damaged()) : Promise.resolve(address);
    },
  };
}

/** In a checkout pip is asked, at the time when a wheel is wanted, so that it is a mirror's where pip is set to one. */
const asked = (script: string, node: () => string): WheelAddresses => ({
  server: null,
  of: async ({ wheel }, signal) => {
    try {
      const { stdout } = await promisify(execFile)(node(), [script, wheel], { signal, windowsHide: true });
      return stdout.trim();
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ForgerError) throw error;
      const said = (error as { stderr?: string }).stderr?.trim().split('\n').at(-1);
      throw new ForgerError('offline', said || 'pip could not be asked where the packages are.', { cause: error });
    }
  },
});

/**
 * @param node a plain Node; the one that runs this, unless the app names another
 * @returns null in a packed app that was made without them
 * @throws {ForgerError} damaged
 */
export const wheelAddresses = async (
  node: () => string = () => process.execPath,
  { resources, built }: Pick<Shipped, 'resources' | 'built'> = shipped(),
): Promise<WheelAddresses | null> =>
  resources === undefined
    ? asked(join(dirname(built), 'build', 'setup', 'wheel-address.mjs'), node)
    : recorded(resources);

/** @throws {ForgerError} device-unavailable, damaged */
export function requireAddresses(addresses: WheelAddresses | null): WheelAddresses {
  if (addresses === null)
    throw new ForgerError(
      'device-unavailable',
      'This package of Forger was made without the addresses of the CUDA libraries: install a released one, or run Forger from its sources with pip.',
    );
  return addresses;
}
