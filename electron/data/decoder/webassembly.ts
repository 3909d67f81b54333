/**
 * Makes sharp load its WebAssembly build where its native one is not sound: in Electron on Linux. That
 * program links the system's GLib, the native build holds a GLib of its own, and objects of the one reach
 * the other: it leaks 0.4 MiB an image here, and crashes elsewhere (lovell/sharp#4522, #4525). The pixels
 * are the same, bit for bit. Must run before sharp is loaded.
 */
export function avoidMixedLibraries(): void {
  if (process.platform !== 'linux' || process.versions['electron'] === undefined) return;
  // What sharp falls back to when it may not load native code.
  process.dlopen = () => {
    throw new Error('The decoder runs without native code here.');
  };
}
