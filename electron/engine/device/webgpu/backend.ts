import * as tf from '@tensorflow/tfjs-core';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { ForgerError } from '@shared/contract/errors.ts';
import { deviceTitle } from '@shared/run-device.ts';
import { gpuDevice, WANTED_LIMITS, type GpuAdapter, type GpuDevice } from './gpu.ts';
import { giveKernels } from './kernels.ts';

/*
 * WebGPU as a device, wherever there is a `navigator.gpu`: a sandboxed window or Node with Dawn. Nothing here imports
 * Node, so that a window's bundle can hold it.
 */

/** Name under which tfjs's kernels for WebGPU are registered. */
const WEBGPU_BACKEND = 'webgpu';

const START_AGAIN = 'The run can be resumed from its last checkpoint.';

/** The first error of the device, which reports errors to listeners only. */
class Trouble {
  #first: ForgerError | null = null;

  constructor(device: GpuDevice, title: string) {
    void device.lost.then(({ message }) =>
      this.#note('device-unavailable', `${title} was lost: ${firstLine(message)}. ${START_AGAIN}`),
    );
    device.addEventListener('uncapturederror', ({ error }) => {
      if (error.constructor.name === 'GPUOutOfMemoryError')
        this.#note('out-of-memory', `${title} has no memory left. Make batch, images or layers smaller.`);
      else this.#note('internal', `${title} refused a computation: ${firstLine(error.message)}. ${START_AGAIN}`);
    });
  }

  #note(code: ForgerError['code'], message: string): void {
    this.#first ??= new ForgerError(code, message);
  }

  /** What went wrong first; null where all is well. */
  get first(): ForgerError | null {
    return this.#first;
  }
}

const firstLine = (message: string): string => (message.split('\n')[0] ?? '').replace(/\.$/, '') || 'no reason given';

/** tfjs's backend, whose next read fails after the device broke, where tfjs would give zeros. */
class CheckedBackend extends WebGPUBackend {
  readonly #trouble: Trouble;

  constructor(adapter: GpuAdapter, device: GpuDevice) {
    const [bare, info] = [device, adapter.info] as unknown as ConstructorParameters<typeof WebGPUBackend>;
    super(bare, info);
    this.#trouble = new Trouble(device, deviceTitle(gpuDevice(adapter.info)));
  }

  get works(): boolean {
    return this.#trouble.first === null;
  }

  override async read(dataId: object): Promise<tf.backend_util.BackendValues> {
    try {
      const values = await super.read(dataId);
      if (this.#trouble.first) throw this.#trouble.first;
      return values;
    } catch (error) {
      throw this.#trouble.first ?? error;
    }
  }

  override readSync(dataId: object): tf.backend_util.BackendValues {
    const held = this.tensorMap.get(dataId).values;
    if (held) return held;
    throw new Error('Tensors on WebGPU are read asynchronously.');
  }

  override dispose(): void {
    super.dispose();
    this.device.destroy();
  }
}

let opened: CheckedBackend | undefined;

/**
 * Makes a GPU the device that tensors live on; one that is open already stays. `navigator.gpu` must be there: tfjs asks
 * for it. The gradients of tfjs's ops are the caller's to register: by `@tensorflow/tfjs`, or in a bundle by
 * `@tensorflow/tfjs-core/dist/register_all_gradients`.
 * @param adapter one that no device was asked of yet
 * @throws {ForgerError} device-unavailable
 */
export async function useAdapter(adapter: GpuAdapter): Promise<void> {
  if (!opened?.works) {
    const backend = new CheckedBackend(adapter, await requestDevice(adapter));
    // Where it finds a navigator.gpu, tfjs has registered a backend of its own.
    if (tf.findBackendFactory(WEBGPU_BACKEND)) tf.removeBackend(WEBGPU_BACKEND);
    tf.registerBackend(WEBGPU_BACKEND, () => backend);
    giveKernels();
    opened = backend;
  }
  if (!(await tf.setBackend(WEBGPU_BACKEND)))
    throw new ForgerError('device-unavailable', `tfjs does not start on ${deviceTitle(gpuDevice(adapter.info))}.`);
}

/** Resolves when the open GPU has done everything it was told; at once where there is none. */
export async function settled(): Promise<void> {
  if (!opened) return;
  opened.ensureCommandEncoderReady();
  opened.endComputePassEncoder();
  opened.submitQueue();
  await opened.queue.onSubmittedWorkDone();
}

/** Bytes of the open GPU's memory that tensors hold or held: what is free again is kept for others. Null without one. */
export const heldBytes = (): number | null => opened?.memory().numBytesAllocatedInGPU ?? null;

async function requestDevice(adapter: GpuAdapter): Promise<GpuDevice> {
  const requiredFeatures = ['timestamp-query', 'bgra8unorm-storage'].filter((name) => adapter.features.has(name));
  const requiredLimits = Object.fromEntries(WANTED_LIMITS.map((name) => [name, adapter.limits[name]]));
  try {
    return await adapter.requestDevice({ requiredFeatures, requiredLimits });
  } catch (error) {
    const reason = firstLine(error instanceof Error ? error.message : String(error));
    throw new ForgerError('device-unavailable', `${deviceTitle(gpuDevice(adapter.info))} does not start: ${reason}.`, {
      cause: error,
    });
  }
}
