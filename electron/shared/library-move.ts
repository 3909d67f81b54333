/** What moving a library takes. */
export interface MovePlan {
  /** The folder that will be the library. */
  to: string;
  files: number;
  bytes: number;
  /** On the disk it goes to. */
  freeBytes: number;
  /** Folders outside the library that links in it lead to: they are copied as well, and stay where they are. */
  elsewhere: string[];
}

export interface MoveProgress {
  doneBytes: number;
  totalBytes: number;
}
