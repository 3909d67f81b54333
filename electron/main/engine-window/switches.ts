/** A switch of Chromium's command line, with its value where it takes one. */
export type ChromiumSwitch = readonly [name: string, value?: string];

/**
 * Chromium's switches for WebGPU, to be set before the app is ready: none, unless somebody asks for GPUs that Chromium
 * keeps from pages. See docs/decisions/013-engine-window.md.
 * @param wanted FORGER_WEBGPU: `any` takes every GPU, `swiftshader` one in software, for tests
 */
export function webgpuSwitches(platform: string, wanted: string | undefined): ChromiumSwitch[] {
  if (wanted === 'swiftshader')
    return [
      ['enable-unsafe-webgpu'],
      ['enable-features', 'Vulkan'],
      ['use-webgpu-adapter', 'swiftshader'],
      ['use-vulkan', 'swiftshader'],
    ];
  if (wanted !== 'any') return [];
  if (platform !== 'linux') return [['enable-unsafe-webgpu']];
  return [
    ['enable-unsafe-webgpu'],
    // With Vulkan switched on, Chromium shows no window at all on Wayland.
    ['ozone-platform', 'x11'],
    ['use-angle', 'vulkan'],
    ['enable-features', 'Vulkan,VulkanFromANGLE'],
  ];
}
