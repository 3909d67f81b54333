import type { Handlers } from '../ipc/index.ts';
import type { Services } from '../services.ts';
import { pending } from './pending.ts';

export const exportHandlers = (_services: Services): Pick<Handlers, 'export.tfjs' | 'export.reveal'> => ({
  'export.tfjs': pending,
  'export.reveal': pending,
});
