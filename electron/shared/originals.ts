/** Where an image of a data set came from. */
export interface ImageSource {
  /** Below the folder that was imported, with `/`. */
  path: string;
  /** That folder, as far as it is known; an absolute path. */
  folder: string | null;
}

/** A picture of the user's as it is looked at beside the image made of it. */
export type Original =
  | {
      state: 'here';
      /** Upright, made smaller where it is larger than `ORIGINAL_SIDE`; height × width × 3 bytes. */
      picture: { width: number; height: number; pixels: Uint8Array };
      /** Of the file itself, upright, in pixels. */
      size: { width: number; height: number };
    }
  | {
      /** `lost`: its folder is not known; `gone`: no file is there; `changed`: another one is; `unread`: it cannot be read. */
      state: 'lost' | 'gone' | 'changed' | 'unread';
      /** One sentence: what is wrong and what to do. */
      words: string;
    };

/** Longest side of an original as it is shown, in pixels. */
export const ORIGINAL_SIDE = 1024;

/** Where a data set's pictures can be imported from once more. */
export type ImportOrigin =
  /** An absolute path. */
  | { state: 'here'; folder: string }
  /**
   * `lost`: their folder is not known; `gone`: it is not there: another can be chosen for both. `never`: it is no import of a folder, or
   * of an older version. One sentence: what is wrong and what to do.
   */
  | { state: 'lost' | 'gone' | 'never'; words: string };
