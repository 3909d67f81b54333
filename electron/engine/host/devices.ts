import type { FoundDevices } from '@shared/doctor.ts';
import { chooseDevice, probeDevices } from '../device/index.ts';
import { nativeRuntime } from '../device/runtime.ts';
import type { EngineWindows } from './window/windows.ts';

/**
 * Every device of this machine and the one `auto` takes. Loads the native runtime, once per process.
 * @param windows where the engine has them, WebGPU is looked for in one
 */
export async function listDevices(windows: EngineWindows | null = null): Promise<FoundDevices> {
  const gpu = windows?.gpu();
  const found = await probeDevices();
  const own = gpu && (await gpu);
  const devices = own ? found.map((device) => (device.kind === own.kind ? own : device)) : found;
  const native = nativeRuntime();
  return { devices, chosen: chooseDevice(devices), tensorflow: native.state === 'open' ? native.version : null };
}
