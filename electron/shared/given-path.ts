/** The name at a path's end. */
export const baseName = (path: string): string => path.split(/[\\/]/).findLast((part) => part !== '') ?? path;

/** A file or folder that the system handed the app: by a double click, with its start, or dropped. */
export interface GivenPath {
  path: string;
  /** `missing`: nothing is there, or nothing that may be looked at. */
  kind: 'file' | 'folder' | 'missing';
}
