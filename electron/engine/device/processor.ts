import { readFileSync } from 'node:fs';

/** Names Linux gives to instructions that multiply in bfloat16. */
const INSTRUCTIONS = ['avx512_bf16', 'amx_bf16', 'avx_ne_convert', 'bf16'];

/** @param cpuinfo what /proc/cpuinfo says */
export function multipliesInBfloat16(cpuinfo: string): boolean {
  const flags = /^(?:flags|Features)\s*:(.*)$/m.exec(cpuinfo)?.[1]?.trim().split(/\s+/) ?? [];
  return INSTRUCTIONS.some((name) => flags.includes(name));
}

/** What Linux says of its processors; empty elsewhere. */
export function cpuinfo(): string {
  try {
    return readFileSync('/proc/cpuinfo', 'utf8');
  } catch {
    return '';
  }
}
