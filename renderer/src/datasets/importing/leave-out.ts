/** What is left out once these pictures are pressed together: all of them, or none where all of them are by now. */
export function toggled(leaveOut: readonly string[], paths: readonly string[]): string[] {
  const [left, pressed] = [new Set(leaveOut), new Set(paths)];
  const missing = paths.filter((path) => !left.has(path));
  return missing.length > 0 ? [...leaveOut, ...missing] : leaveOut.filter((path) => !pressed.has(path));
}
