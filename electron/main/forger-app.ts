import { app, dialog, powerSaveBlocker, session, shell, type BrowserWindow } from 'electron';
import { realpathSync } from 'node:fs';
import type { AnimationProgress, AnimationResult } from '@shared/animation/options.ts';
import type { AppChoices } from '@shared/app-choices.ts';
import type { RunFileProgress, RunFileResult } from '@shared/run-file.ts';
import { APP_ORIGIN } from '@shared/contract/addresses.ts';
import type { AppInfo } from '@shared/contract/channels.ts';
import { ForgerError, toFailure } from '@shared/contract/errors.ts';
import { VARIABLES } from '@shared/environment.ts';
import { datasetThumbnail, LettersPreviews } from '../data/index.ts';
import type { AnimationCommand } from '../engine/host/animation/messages.ts';
import type { BatchCommand } from '../engine/host/batch/messages.ts';
import type { InsideCommand } from '../engine/host/inside/messages.ts';
import type { ProbeLauncher } from '../engine/host/preflight/apart.ts';
import type { RunFileCommand } from '../engine/host/run-file/messages.ts';
import type { VerdictCommand } from '../engine/host/verdict/messages.ts';
import { installCudaHere, removeCuda } from '../engine/host/runtimes/index.ts';
import { Departure } from './departure.ts';
import { createDesktop } from './desktop.ts';
import { devServer, testAnswer } from './in-development.ts';
import { forkEngine, gpuVariables } from './engine/child.ts';
import { Engine } from './engine/engine.ts';
import { openEngineWindow } from './engine-window/open.ts';
import type { WindowOpener } from './engine-window/serve.ts';
import type { GivenPaths } from './given-paths.ts';
import { ImportDesk } from './handlers/import-desk.ts';
import { createHandlers } from './handlers/index.ts';
import { sendEvent, serveChannels } from './ipc/index.ts';
import { CudaInstaller } from './jobs/cuda-installer.ts';
import { Jobs } from './jobs/jobs.ts';
import { keptProcess } from './jobs/kept-process.ts';
import { decoderBeside, nodeBeside, taskBeside } from './jobs/plain-node.ts';
import { surveyProcess } from './jobs/survey-process.ts';
import { utilityLauncher } from './jobs/utility.ts';
import { WalkSheets } from './jobs/walk-sheets.ts';
import { Mover } from './library/mover.ts';
import { log } from './log.ts';
import { appPaths, licencePlaces } from './paths.ts';
import { serveScheme } from './protocol/scheme.ts';
import type { QuitAnswer } from './quit.ts';
import type { Services } from './services.ts';
import type { LibraryPlace } from './settings/library-place.ts';
import type { SettingsFile } from './settings/settings.ts';
import { StayAwake } from './stay-awake.ts';
import { guardContents, guardSession } from './window/guards.ts';
import { revivePage } from './window/revive-page.ts';
import { focusWindow, openMainWindow, windowState, zoomWindow } from './window/main-window.ts';
import { chooseLibrary } from './window/choose-library.ts';
import { installMenu } from './window/menu.ts';
import { closeNetwork } from './window/network.ts';
import { installationOf } from './update/installation.ts';
import { startNewest } from './update/start-newest.ts';
import { UpdateWatch } from './update/update-watch.ts';
import { Workspace } from './workspace.ts';

/** The running app: one window, one library, one engine. */
export class ForgerApp implements Services {
  readonly #settings: SettingsFile;
  #place: LibraryPlace;
  readonly #paths = appPaths();
  #window: BrowserWindow | null = null;
  #opened: Workspace | null = null;
  /** All that a window needs is there. */
  #started = false;

  readonly #openEngineWindow: WindowOpener = (port, onGone) =>
    openEngineWindow(
      { preload: this.#paths.engineWindowPreload, pages: this.#paths.pages, devServer: devServer(), log },
      port,
      onGone,
    );
  readonly desktop = createDesktop(() => this.#window, testAnswer());
  readonly licences = licencePlaces();
  readonly update = new UpdateWatch({
    installation: installationOf(realpathSync(process.execPath)),
    onChange: (version) => this.#send('update.changed', { version }),
    log,
  });
  readonly decoder = decoderBeside(this.#paths.decoder);
  readonly importDesk = new ImportDesk(this);
  readonly studio = { launcher: decoderBeside(this.#paths.letters), fontsDir: this.#paths.fonts };
  readonly lettersPreviews = new LettersPreviews(this.studio);
  readonly #awake = new StayAwake(powerSaveBlocker);
  readonly engine = new Engine({
    fork: (share) =>
      forkEngine(this.#paths.engine, this.#paths.bundledDatasets, this.#openEngineWindow, this.choices(), share),
    library: () => this.workspace().library,
    onRunChanged: (run) => this.#opened?.watcher.touch(run),
    onProgress: (run, what) => this.#opened?.watcher.progressed(run, what),
    onActivity: (training) => this.#awake.set(training),
    onQueue: (times) => this.#send('line.changed', times),
    onEnded: (run) => void this.#departure.runEnded(run),
    log,
  });
  readonly #departure = new Departure({
    engine: this.engine,
    library: () => this.workspace().library,
    window: () => this.#window,
    choices: () => this.choices(),
    choose: (change) => this.choose(change),
    ask: (question) => this.#send('quit.asked', question),
    open: () => this.focus(),
    keepWindow: () => this.#keepWindowState(),
    save: () => this.#saveAll(),
    unattended: testAnswer() !== null,
  });
  readonly jobs = new Jobs({
    onProgress: (job, progress) => this.#send('job.progress', { job, progress }),
    onDone: (job, { record, report }) => {
      this.#send('job.done', { job, dataset: record, report });
      this.#opened?.watcher.refreshDatasets().catch((error: unknown) => log('could not list the data sets', error));
    },
    onFailed: (job, error) => this.#send('job.failed', { job, error }),
    log,
  });
  readonly mover = new Mover({
    dir: () => this.workspace().library.dir,
    open: (dir) => this.changeLibrary(dir),
    trash: (path) => this.desktop.trash(path),
    onProgress: (progress) => this.#send('move.progress', progress),
    onDone: (moved) => this.#send('move.done', moved),
    onFailed: (error) => this.#send('move.failed', { error }),
    log,
  });
  readonly #launchProbe = (runtime: Readonly<Record<string, string>> = {}): ProbeLauncher =>
    utilityLauncher(this.#paths.probe, {
      name: 'Forger preflight',
      silent: true,
      environment: () => ({ ...gpuVariables(this.choices()), ...runtime }),
      openWindow: this.#openEngineWindow,
    });
  readonly cuda = new CudaInstaller({
    install: (signal, onProgress) =>
      installCudaHere(
        {
          launchWith: (folder) => this.#launchProbe({ [VARIABLES.native]: folder }),
          library: this.workspace().library.dir,
          bundledDir: this.#paths.bundledDatasets,
          node: nodeBeside,
        },
        signal,
        onProgress,
      ),
    remove: () => {
      if (this.engine.training.length > 0)
        throw new ForgerError('busy', 'A run trains, and may need CUDA. Stop it first, then remove CUDA.');
      return removeCuda();
    },
    onProgress: (progress) => this.#send('runtime.progress', progress),
    onDone: () => {
      this.engine.renew();
      this.#send('runtime.done', {});
    },
    onFailed: (error) => this.#send('runtime.failed', { error }),
    log,
  });
  readonly animation = taskBeside<AnimationCommand>(this.#paths.animation);
  readonly walkSheets = new WalkSheets();
  readonly inside = utilityLauncher<InsideCommand>(this.#paths.inside, { name: 'Forger inside', silent: true });
  readonly runFile = utilityLauncher<RunFileCommand>(this.#paths.runFile, { name: 'Forger run file' });
  readonly runFiles = new Jobs<RunFileProgress, RunFileResult>({
    onProgress: (job, progress) => this.#send('runFile.progress', { job, progress }),
    onDone: (job, result) => this.#send('runFile.done', { job, result }),
    onFailed: (job, error) => this.#send('runFile.failed', { job, error }),
    log,
  });
  readonly #court = keptProcess(taskBeside<VerdictCommand>(this.#paths.verdict));
  readonly verdict = this.#court.launch;
  readonly batch = keptProcess(taskBeside<BatchCommand>(this.#paths.batch));
  readonly survey = surveyProcess(this.#paths.survey);
  readonly probe = this.#launchProbe();
  readonly tell: Services['tell'] = (name, payload) => this.#send(name, payload);
  readonly animations = new Jobs<AnimationProgress, AnimationResult>({
    onProgress: (job, progress) => this.#send('animation.progress', { job, progress }),
    onDone: (job, result) => this.#send('animation.done', { job, result }),
    onFailed: (job, error) => this.#send('animation.failed', { job, error }),
    log,
  });

  constructor(
    settings: SettingsFile,
    place: LibraryPlace,
    readonly given: GivenPaths,
  ) {
    this.#settings = settings;
    this.#place = place;
    given.onGiven = () => this.#send('given', {});
    this.engine.setAtOnce(settings.current.choices.atOnce);
  }

  async open(): Promise<void> {
    await this.#openLibrary();
    const server = devServer();
    const origins = server === null ? [APP_ORIGIN] : [APP_ORIGIN, new URL(server).origin];
    guardSession(session.defaultSession);
    await closeNetwork(session.defaultSession, origins);
    serveScheme(session.defaultSession, {
      pages: this.#paths.pages,
      sample: (run, file) => this.workspace().library.readSample(run, file),
      thumbnail: (id) => datasetThumbnail(this.workspace().library.dir, this.#paths.bundledDatasets, id),
      letters: (picture) => this.lettersPreviews.picture(picture),
      walkSheet: (key) => this.walkSheets.get(key),
      crossOrigin: server !== null,
      log,
    });
    serveChannels({ handlers: createHandlers(this), origins, log });
    app.on('web-contents-created', (_event, contents) => guardContents(contents));
    this.#installMenu();
    this.#started = true;
    this.#openWindow();
    this.update.start();
  }

  workspace(): Workspace {
    if (!this.#opened) throw new ForgerError('not-found', 'No library is open.');
    return this.#opened;
  }

  async changeLibrary(dir: string): Promise<void> {
    if (this.engine.busy || this.#jobsGoOn)
      throw new ForgerError(
        'busy',
        'Stop the runs, imports and animations that go on here first, then choose another library.',
      );
    const next = await this.#openWorkspace(dir);
    this.#opened?.close();
    this.#opened = next;
    await Promise.all([this.engine.recall(), this.importDesk.close()]);
    this.#place = { ...this.#place, dir: next.library.dir };
    // A library named at the start is for this start only.
    if (!this.#place.fixed) await this.#settings.update({ library: next.library.dir });
  }

  restart(): void {
    const { program } = this.update;
    if (program === null) throw new ForgerError('not-found', 'No other version of Forger is installed.');
    if (this.engine.beginning.length > 0 || this.#jobsGoOn || this.mover.busy || this.cuda.busy)
      throw new ForgerError('busy', 'Something still goes on here. Let it end or stop it first, then restart.');
    startNewest(program);
  }

  async info(): Promise<AppInfo> {
    const { library, watcher } = this.workspace();
    const hasRuns = (await watcher.list()).length > 0;
    return { version: app.getVersion(), platform: process.platform, library: library.dir, hasRuns };
  }

  choices(): AppChoices {
    return this.#settings.current.choices;
  }

  async choose(change: Partial<AppChoices>): Promise<AppChoices> {
    const choices = { ...this.choices(), ...change };
    await this.#settings.update({ choices });
    this.engine.setAtOnce(choices.atOnce);
    if (change.gpuIndex !== undefined || change.gpuMemoryMiB !== undefined) this.engine.renew();
    return choices;
  }

  async answerQuit(answer: QuitAnswer, remember: boolean): Promise<void> {
    this.#departure.answer(answer, remember);
    await Promise.resolve();
  }

  focus(): void {
    this.#departure.windowShown();
    if (this.#window) focusWindow(this.#window);
    else if (this.#started) this.#openWindow();
  }

  windowsClosed(): void {
    this.importDesk.leave();
    this.#departure.windowsClosed();
  }

  beforeQuit(event: { preventDefault(): void }): void {
    this.#departure.beforeQuit(event);
  }

  kill(): void {
    this.engine.kill();
  }

  /** Imports, animations, run files that are made or read. */
  get #jobsGoOn(): boolean {
    return this.jobs.count + this.animations.count + this.runFiles.count > 0;
  }

  async #keepWindowState(): Promise<void> {
    if (!this.#window) return;
    await this.#settings
      .update({ window: windowState(this.#window) })
      .catch((error: unknown) => log('could not save the settings', error));
  }

  async #saveAll(): Promise<void> {
    for (const jobs of [this.jobs, this.animations, this.runFiles]) jobs.cancelAll();
    this.lettersPreviews.close();
    for (const kept of [this.#court, this.batch, this.survey]) kept.close();
    const stopped = this.engine.shutdown().catch((error: unknown) => log('the engine did not stop in order', error));
    await Promise.all([stopped, this.importDesk.close()]);
    this.mover.cancel();
    this.#opened?.close();
  }

  /** Opens the library; where that fails, the user may choose another. */
  async #openLibrary(): Promise<void> {
    for (;;) {
      try {
        this.#opened = await this.#openWorkspace(this.#place.dir);
        await this.engine.recall();
        return;
      } catch (error) {
        const { message } = toFailure(error);
        log(`could not open the library ${this.#place.dir}: ${message}`);
        if (this.#place.fixed) throw error;
        const { response } = await dialog.showMessageBox({
          type: 'error',
          message: 'Forger cannot open its library.',
          detail: `${this.#place.dir}\n${message}`,
          buttons: ['Choose another folder', 'Quit'],
          cancelId: 1,
        });
        const dir =
          response === 0
            ? await this.desktop.chooseFolder({ title: 'Choose the library folder', button: 'Use this folder' })
            : null;
        if (dir === null) throw error;
        this.#place = { ...this.#place, dir };
        await this.#settings.update({ library: dir });
      }
    }
  }

  #openWorkspace(dir: string): Promise<Workspace> {
    return Workspace.open(dir, {
      bundledDir: this.#paths.bundledDatasets,
      trash: (path) => this.desktop.trash(path),
      places: () => this.engine.places,
      begun: () => this.engine.beginning,
      visible: () => this.#window !== null && this.#window.isVisible() && !this.#window.isMinimized(),
      sendRuns: (runs) => this.#send('runs.changed', runs),
      sendUpdated: (id, what) => this.#send('run.updated', { id, what }),
      sendDatasets: (datasets) => this.#send('datasets.changed', datasets),
      sendSpace: (freeBytes) => this.#send('space.changed', { freeBytes }),
      log,
    });
  }

  #openWindow(): void {
    const window = openMainWindow({
      preload: this.#paths.preload,
      address: devServer() ?? `${APP_ORIGIN}/index.html`,
      saved: this.#settings.current.window,
    });
    // Closing the window is quitting, but on a Mac: it stays until the user has said what becomes of runs that train.
    window.on('close', (event) => {
      if (this.#departure.done) return;
      if (process.platform === 'darwin') return void this.#keepWindowState();
      event.preventDefault();
      app.quit();
    });
    window.on('focus', () => void this.update.look());
    revivePage(window.webContents, {
      onGone: () => this.#departure.windowCrashed(),
      tell: (sentence) => this.#send('notice', { sentence }),
    });
    window.on('closed', () => {
      this.#window = null;
    });
    this.#window = window;
  }

  #installMenu(): void {
    const withWindow = (act: (window: BrowserWindow) => void) => () => {
      if (this.#window) act(this.#window);
    };
    installMenu(
      {
        newRun: withWindow(() => this.#send('command', { name: 'new-run' })),
        importImages: withWindow(() => this.#send('command', { name: 'import' })),
        openRunFile: withWindow(() => this.#send('command', { name: 'open-run-file' })),
        undoDelete: withWindow(() => this.#send('command', { name: 'undo-delete' })),
        showLibrary: () => void shell.openPath(this.workspace().library.dir),
        chooseLibrary: withWindow((window) => {
          const change = (dir: string): Promise<unknown> => this.changeLibrary(dir);
          void chooseLibrary(window, { desktop: this.desktop, start: this.#place.dir, change });
        }),
        about: withWindow(() => this.#send('command', { name: 'about' })),
        zoom: (change) => withWindow((window) => zoomWindow(window, change))(),
      },
      !app.isPackaged,
    );
  }

  #send: <Name extends Parameters<typeof sendEvent>[1]>(
    name: Name,
    payload: Parameters<typeof sendEvent<Name>>[2],
  ) => void = (name, payload) => sendEvent(this.#window?.webContents, name, payload);
}
