const PLAIN = /^[\w@%+=:,./\\-]+$/;

/** A path as one word of a command line: of Windows' shells where it has backslashes, else of a Unix one. */
function word(path: string): string {
  if (PLAIN.test(path)) return path;
  return path.includes('\\') ? `"${path}"` : `'${path.replaceAll("'", `'\\''`)}'`;
}

/** What one types to look at a folder of event files. */
export const tensorBoardCommand = (folder: string): string => `tensorboard --logdir ${word(folder)}`;
