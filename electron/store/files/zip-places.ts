const LOCAL_HEADER_BYTES = 30;

/** Where a zip's directory says that a file lies. */
interface Placed {
  relativeOffsetOfLocalHeader: number;
  fileNameLength: number;
  /** Bytes. */
  compressedSize: number;
}

/**
 * Whether entries of a zip share bytes, with each other or with the directory: a small archive could otherwise unpack to
 * anything (Fifield 2019, "A better zip bomb").
 * @param directory where that begins
 */
export function entriesOverlap(entries: readonly Placed[], directory: number): boolean {
  const inOrder = [...entries].sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader);
  let end = 0;
  for (const { relativeOffsetOfLocalHeader: start, fileNameLength, compressedSize } of inOrder) {
    if (start < end) return true;
    end = start + LOCAL_HEADER_BYTES + fileNameLength + compressedSize;
  }
  return end > directory;
}
