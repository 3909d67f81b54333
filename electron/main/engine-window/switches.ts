/** A switch of Chromium's command line, with its value where it takes one. */
export type ChromiumSwitch = readonly [name: string, value?: string];

/**
 * The switches that let Chromium offer WebGPU, to be set before the app is ready; see
 * docs/decisions/016-engine-window.md.
 * @param wanted FORGER_WEBGPU: `off` leaves Chromium as it is, `swiftshader` takes a GPU in software, for tests
 */
export function webgpuSwitches(platform: string, wanted: string | undefined): ChromiumSwitch[] {
  if (wanted === 'off') return [];
  if (wanted === 'swiftshader')
    return [
      // Chromium keeps adapters in software from pages unless told otherwise.
      ['enable-unsafe-webgpu'],
      ['enable-features', 'Vulkan'],
      ['use-webgpu-adapter', 'swiftshader'],
      ['use-vulkan', 'swiftshader'],
    ];
  // On Windows (Direct3D 12) and macOS (Metal) WebGPU is on.
  return platform === 'linux' ? [['enable-features', 'Vulkan,WebGPUService']] : [];
}
