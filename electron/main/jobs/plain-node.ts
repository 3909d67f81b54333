import { statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { ForgerError } from '@shared/contract/errors.ts';
import { forkDecoder, plainNode, type DecoderLauncher } from '../../data/index.ts';
import type { ApartLauncher } from '../../engine/host/apart.ts';
import { shipped } from '../../shipped/index.ts';
import { cleanEnvironment } from '../engine/environment.ts';

/** In a checkout, the Node that set-up ran in. */
export const NODE_VARIABLE = 'FORGER_NODE';

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

/**
 * The Node that runs beside Electron: the one that ships, and nothing else in a packed app.
 * @throws {ForgerError} in a checkout, where Electron was started without it
 */
export function nodeBeside(
  ships: string | undefined = shipped().node,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  if (ships !== undefined) return ships;
  const given = environment[NODE_VARIABLE];
  if (given !== undefined && isAbsolute(given) && isFile(given)) return given;
  throw new ForgerError(
    'internal',
    `Pictures are read and written in Node.js beside Electron, and ${NODE_VARIABLE} names none. Start Forger with npm start.`,
  );
}

/** Starts processes that read files from anywhere. @param script as in {@link forkDecoder} */
export const decoderBeside = (script: string): DecoderLauncher => forkDecoder(script, nodeBeside);

/** Starts processes that write pictures, and run TensorFlow meanwhile. @param script the built process.ts */
export const taskBeside = <Command>(script: string): ApartLauncher<Command> =>
  plainNode(script, { node: nodeBeside, environment: () => cleanEnvironment(process.env) });
