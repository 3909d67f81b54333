import { createHash } from 'node:crypto';
import type { RunRecord } from '@shared/run.ts';
import { configurationHash } from '../configuration-hash.ts';

/**
 * What makes a run that run, wherever its folder or its file has been: the id and moment it was made with, and all
 * that decides its numbers. Name, length and what it leaves behind may change.
 */
export const runIdentity = (record: RunRecord): string =>
  createHash('sha256')
    .update(JSON.stringify([record.origin?.run ?? record.id, record.createdAt, configurationHash(record)]))
    .digest('hex');
