import type { AppInfo } from '@shared/contract/channels.ts';
import type { DeviceReport, DoctorReport } from '@shared/doctor.ts';
import { call } from './bridge.ts';

/** What the app says about itself and this machine. */
export class AppState {
  info = $state.raw<AppInfo | null>(null);
  /** Null until the devices have been looked at, which can take a moment. */
  doctor = $state.raw<DoctorReport | null>(null);

  get chosenDevice(): DeviceReport | undefined {
    const { doctor } = this;
    return doctor?.devices.find((device) => device.kind === doctor.chosen);
  }

  async load(): Promise<void> {
    this.info = await call('app.info', {});
  }

  async examine(): Promise<void> {
    this.doctor = await call('app.doctor', {});
  }

  /** Lets the user pick another library; false when they cancel. */
  async chooseLibrary(): Promise<boolean> {
    const info = await call('library.choose', {});
    if (info) this.info = info;
    return info !== null;
  }
}

export const app = new AppState();
