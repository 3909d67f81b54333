/**
 * Makes sharp load its WebAssembly build where its native one is not sound: in Electron on Linux. That
 * program links the system's GLib, the native build holds a GLib of its own, and objects of the one reach
 * the other: it leaks 0.4 MiB an image here, and crashes elsewhere (lovell/sharp#4522, #4525). The pixels
 * are the same, bit for bit. Must run before sharp is loaded.
 * @returns lets the process load native code again, once sharp is there.
 */
export function avoidMixedLibraries(): () => void {
  if (process.platform !== 'linux' || process.versions['electron'] === undefined) return () => undefined;
  const { dlopen } = process;
  // What sharp falls back to when it may not load native code.
  process.dlopen = () => {
    throw new Error('Images are read and written without native code here.');
  };
  return () => {
    process.dlopen = dlopen;
  };
}
