import type { RunConfig } from '@shared/config/schema.ts';
import type { ChannelArgs } from '@shared/contract/channels.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import type { DeviceFinding, MeasuredFinding, Preflight } from '@shared/preflight.ts';
import { call, listen, sentence } from '../lib/bridge.ts';

/** What trying the run being set up has found out. */
export class PreflightState {
  report = $state.raw<Preflight | null>(null);
  /** Devices are being tried now. */
  trying = $state(false);
  problem = $state<string | null>(null);
  /** Counts the questions: an older one's answer is nobody's. */
  #question = 0;

  /** Listens until what it returns is called, which also ends what is being tried. */
  start(): () => void {
    const stop = listen('preflight.changed', (report) => {
      if (this.trying) this.report = report;
    });
    return () => {
      stop();
      this.cancel();
    };
  }

  /** @param measure false: only what is known from before */
  async ask(run: ChannelArgs<'runs.start'>, measure: boolean): Promise<void> {
    const question = (this.#question += 1);
    this.trying = measure;
    this.problem = null;
    try {
      const report = await call('preflight.measure', { ...run, measure });
      if (question === this.#question) this.report = report;
    } catch (error) {
      if (question !== this.#question) return;
      this.problem = error instanceof ForgerError && error.code === 'cancelled' ? null : sentence(error);
    } finally {
      if (question === this.#question) this.trying = false;
    }
  }

  /** What was found belongs to other settings. */
  forget(): void {
    this.cancel();
    this.report = null;
  }

  cancel(): void {
    this.#question += 1;
    this.problem = null;
    if (!this.trying) return;
    this.trying = false;
    const { report } = this;
    if (report) this.report = { ...report, devices: report.devices.map(untried) };
    // One that has ended meanwhile is no failure.
    void call('preflight.cancel', {}).catch(() => undefined);
  }

  of(kind: DeviceFinding['kind']): DeviceFinding | null {
    return this.report?.devices.find((finding) => finding.kind === kind) ?? null;
  }

  /** What was found of the device that the run would take; null where that is not known. */
  forChoice(device: RunConfig['device']): MeasuredFinding | null {
    const kind = device === 'auto' ? this.report?.automatic : device;
    const finding = kind ? this.of(kind) : null;
    return finding?.state === 'measured' ? finding : null;
  }
}

const untried = (finding: DeviceFinding): DeviceFinding =>
  finding.state === 'measuring' ? { kind: finding.kind, title: finding.title, state: 'waiting' } : finding;
