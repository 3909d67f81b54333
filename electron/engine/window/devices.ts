import type { WindowGpu } from '@shared/contract/trainer-messages.ts';
import type { RunDevice } from '@shared/run-device.ts';

/** A device that was opened: the one tensors live on from here on. */
export interface OpenDevice {
  device: RunDevice;
  /** Resolves when it has done everything it was told. */
  settled(): Promise<void>;
  /** Bytes of its own memory that it holds; null where it does not say. */
  bytes(): number | null;
}

/** The device that a {@link TrainerServer} trains on. */
export interface ServerDevices {
  /** The GPU that is there; null where there is none. */
  probe(): Promise<WindowGpu | null>;
  /** @throws {ForgerError} device-unavailable */
  open(): Promise<OpenDevice>;
}
