import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { IpcMainInvokeEvent } from 'electron';
import { vi } from 'vitest';
import { DEFAULT_CHOICES } from '@shared/app-choices.ts';
import { FREE_QUEUE } from '@shared/queue.ts';
import type { AnimationProgress, AnimationResult } from '@shared/animation/options.ts';
import { type ChannelArgs, type ChannelName, type ChannelResult, type Reply } from '@shared/contract/channels.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import type { RunFileProgress, RunFileResult } from '@shared/run-file.ts';
import { LettersPreviews } from '../../../electron/data/index.ts';
import type { Engine } from '../../../electron/main/engine/engine.ts';
import { GivenPaths } from '../../../electron/main/given-paths.ts';
import { ImportDesk } from '../../../electron/main/handlers/import-desk.ts';
import { createHandlers } from '../../../electron/main/handlers/index.ts';
import { registerChannels } from '../../../electron/main/ipc/register.ts';
import { CudaInstaller } from '../../../electron/main/jobs/cuda-installer.ts';
import { Jobs } from '../../../electron/main/jobs/jobs.ts';
import { WalkSheets } from '../../../electron/main/jobs/walk-sheets.ts';
import { Mover } from '../../../electron/main/library/mover.ts';
import type { Services } from '../../../electron/main/services.ts';
import { Workspace } from '../../../electron/main/workspace.ts';

const BUNDLED = resolve('resources/datasets');
const DEVICES = {
  devices: [{ kind: 'cpu', title: 'CPU, test', available: true, note: null }],
  chosen: 'cpu',
  tensorflow: '2.21.0',
};

const NOTHING_DECODED = (): never => {
  throw new Error('Nothing is decoded in this test.');
};
const NOTHING_DRAWN = (): never => {
  throw new ForgerError('not-found', 'Nothing is drawn in this test.');
};

/**
 * The real handlers on a library of their own; the engine, the dialogs and the desktop are played.
 * @param decoder of what is looked at before it is imported
 */
export async function appIn(home: string, { decoder = NOTHING_DECODED }: { decoder?: Services['decoder'] } = {}) {
  /** The system's trash of this test takes what it is given. */
  const trash = vi.fn(async (path: string) => rm(path, { recursive: true }));
  const workspace = await Workspace.open(join(home, 'library'), {
    bundledDir: BUNDLED,
    trash,
    places: () => [],
    begun: () => [],
    visible: () => false,
    sendRuns: () => undefined,
    sendUpdated: () => undefined,
    sendDatasets: () => undefined,
    sendSpace: () => undefined,
    log: () => undefined,
  });
  const held = new Set<string>();
  const engine = {
    devices: async () => DEVICES,
    enqueue: async (run: string) => void held.add(run),
    holds: (run: string) => held.has(run),
    /** Runs that engines have. */
    training: [] as string[],
    get beginning() {
      return this.training;
    },
    isSilent: () => false,
    endSilent: (run: string) => {
      throw new ForgerError('busy', `${run} answers.`);
    },
    move: vi.fn(),
    times: FREE_QUEUE,
    hold: vi.fn(),
    release: vi.fn(),
    stopAt: vi.fn(),
    pause: vi.fn(async () => undefined),
    resume: vi.fn(async () => undefined),
    stop: vi.fn(async (run: string) => void held.delete(run)),
  };
  let choices = DEFAULT_CHOICES;
  const desktop = {
    chooseFolder: vi.fn(async (): Promise<string | null> => null),
    chooseFile: vi.fn(async (): Promise<string | null> => null),
    chooseSeveral: vi.fn(async (): Promise<string[]> => []),
    saveAs: vi.fn(async (): Promise<string | null> => null),
    reveal: vi.fn(),
    open: vi.fn(),
    trash,
  };
  const unexpected: unknown[] = [];
  const services: Services = {
    workspace: () => workspace,
    changeLibrary: vi.fn(async () => undefined),
    info: async () => ({ version: '0', platform: 'test', library: workspace.library.dir, hasRuns: false }),
    update: { installed: '0.2.1' },
    restart: vi.fn(),
    licences: {
      forger: resolve('LICENSE'),
      notices: join(home, 'THIRD-PARTY.txt'),
      packages: null,
      electron: null,
      chromium: join(home, 'LICENSES.chromium.html'),
      node: null,
      datasets: BUNDLED,
    },
    choices: () => choices,
    choose: async (change) => (choices = { ...choices, ...change }),
    answerQuit: vi.fn(async () => undefined),
    given: new GivenPaths(),
    engine: engine as unknown as Engine,
    jobs: new Jobs({
      onProgress: () => undefined,
      onDone: () => undefined,
      onFailed: () => undefined,
      log: () => undefined,
    }),
    decoder,
    importDesk: new ImportDesk({ decoder, tell: () => undefined, workspace: () => workspace }),
    animations: new Jobs<AnimationProgress, AnimationResult>({
      onProgress: () => undefined,
      onDone: () => undefined,
      onFailed: () => undefined,
      log: () => undefined,
    }),
    animation: () => {
      throw new Error('Nothing is animated in this test.');
    },
    walkSheets: new WalkSheets(),
    inside: () => {
      throw new Error('Nothing is looked into in this test.');
    },
    runFiles: new Jobs<RunFileProgress, RunFileResult>({
      onProgress: () => undefined,
      onDone: () => undefined,
      onFailed: () => undefined,
      log: () => undefined,
    }),
    runFile: () => {
      throw new Error('No run file is read or written in this test.');
    },
    verdict: () => {
      throw new Error('D is asked nothing in this test.');
    },
    batch: {
      launch: () => {
        throw new Error('No batch is looked at in this test.');
      },
      close: () => undefined,
    },
    survey: {
      launch: () => {
        throw new Error('Nothing is looked through in this test.');
      },
      close: () => undefined,
    },
    probe: () => {
      throw new Error('Nothing is tried in this test.');
    },
    tell: () => undefined,
    studio: { launcher: NOTHING_DRAWN, fontsDir: home },
    lettersPreviews: new LettersPreviews({ launcher: NOTHING_DRAWN, fontsDir: home }),
    desktop,
    cuda: new CudaInstaller({
      install: () => Promise.reject(new Error('Nothing is installed in this test.')),
      remove: async () => null,
      onProgress: () => undefined,
      onDone: () => undefined,
      onFailed: () => undefined,
      log: () => undefined,
    }),
    mover: new Mover({
      dir: () => workspace.library.dir,
      open: async () => undefined,
      trash,
      onProgress: () => undefined,
      onDone: () => undefined,
      onFailed: () => undefined,
      log: () => undefined,
    }),
  };
  const listeners = new Map<string, (event: IpcMainInvokeEvent, args: unknown) => Promise<Reply<unknown>>>();
  registerChannels({
    ipcMain: { handle: (channel, listener) => void listeners.set(channel, listener) },
    handlers: createHandlers(services),
    origins: ['forger://app'],
    log: (_line, error) => {
      if (error !== undefined) unexpected.push(error);
    },
  });
  const event = { senderFrame: { url: 'forger://app/index.html', parent: null } } as unknown as IpcMainInvokeEvent;
  const invoke = (name: ChannelName, args: unknown): Promise<Reply<unknown>> =>
    listeners.get(`forger:${name}`)!(event, args);
  const call = async <Name extends ChannelName>(name: Name, args: ChannelArgs<Name>): Promise<ChannelResult<Name>> => {
    const reply = await invoke(name, args);
    if (!reply.ok) throw Object.assign(new Error(reply.error.message), { code: reply.error.code });
    return reply.value as ChannelResult<Name>;
  };
  return { workspace, services, engine, desktop, held, unexpected, invoke, call };
}
