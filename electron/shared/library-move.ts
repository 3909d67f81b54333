/** What moving a library takes. */
export interface MovePlan {
  /** The folder that will be the library. */
  to: string;
  files: number;
  bytes: number;
  /** On the disk it goes to. */
  freeBytes: number;
}

export interface MoveProgress {
  doneBytes: number;
  totalBytes: number;
}
