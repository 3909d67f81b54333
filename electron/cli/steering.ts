import { InvalidArgumentError, type Command } from 'commander';
import { ForgerError } from '@shared/contract/errors.ts';
import { MOST_LAYERS } from '@shared/network/graph.ts';
import { TRUNCATION, type Steering } from '@shared/styles.ts';
import { between } from './commands/common.ts';

/** Options that say how styles are steered. */
export interface SteeringOptions {
  truncation?: number;
  mixSeed?: number;
  mixFrom?: number;
}

/** @param of what the help of each begins with */
export const addSteering = (command: Command, of = ''): Command =>
  command
    .option('--truncation <ψ>', `${of}styles between the mean style, 0, and as they come, 1; below 0 the opposite`, psi)
    .option(
      '--mix-seed <N>',
      `${of}other styles, those of this seed, from the layer of --mix-from on`,
      between({ least: 0, most: 0xffff_ffff }),
    )
    .option(
      '--mix-from <N>',
      `${of}the first Style layer that takes the styles of --mix-seed, from 1`,
      between({ least: 1, most: MOST_LAYERS }),
    );

function psi(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= TRUNCATION.least && value <= TRUNCATION.most) return value;
  throw new InvalidArgumentError(`It must be a number from ${TRUNCATION.least} to ${TRUNCATION.most}.`);
}

/** What they say together; nothing where none is given. @throws {ForgerError} invalid-request */
export function steeringOf({ truncation, mixSeed, mixFrom }: SteeringOptions): { steering?: Steering } {
  if ((mixSeed === undefined) !== (mixFrom === undefined))
    throw new ForgerError('invalid-request', 'Styles are mixed by --mix-seed and --mix-from together.');
  const mixing = mixSeed !== undefined && mixFrom !== undefined ? { seed: mixSeed, from: mixFrom - 1 } : null;
  if (truncation === undefined && !mixing) return {};
  return { steering: { ...(truncation !== undefined && { truncation }), ...(mixing && { mixing }) } };
}
