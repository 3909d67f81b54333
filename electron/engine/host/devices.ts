import type { DeviceKind, DeviceReport } from '@shared/doctor.ts';
import { chooseDevice, probeDevices } from '../device/index.ts';

/** Every device of this machine and the one `auto` takes. Loads the native runtime, once per process. */
export async function listDevices(): Promise<{ devices: DeviceReport[]; chosen: DeviceKind }> {
  const devices = await probeDevices();
  return { devices, chosen: chooseDevice(devices) };
}
