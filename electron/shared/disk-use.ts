/** What a run takes on the disk, in bytes of its files. */
export interface DiskUse {
  checkpoints: number;
  samples: number;
  /** metrics.jsonl and what is made from it. */
  metrics: number;
  /** Event files for TensorBoard, the log and small files. */
  other: number;
  total: number;
}

/** What a library takes, and how much room its disk has. */
export interface LibraryUse {
  /** Largest first. */
  runs: { id: string; bytes: number }[];
  /** With what the network that sees has of them. */
  datasets: number;
  /** Deleted, and still here. */
  trash: number;
  total: number;
  freeBytes: number;
}
