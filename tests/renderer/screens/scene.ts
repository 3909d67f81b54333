import type { Page } from '@playwright/test';
import type { RecipeRun } from '../fixtures/recipes.ts';

export interface Scene {
  name: string;
  /** What the made-up library holds; see preload.ts. */
  library?:
    | 'first'
    | 'no-fonts'
    | 'no-picture'
    | 'again-gone'
    | 'again-lost'
    | 'again-never'
    | 'batch-starting'
    | 'batch-failed'
    | 'look-looking'
    | 'look-archive'
    | 'look-archive-refused'
    | 'look-frames'
    | 'look-calm'
    | 'look-refused'
    | 'look-nothing'
    | 'look-long'
    | 'look-idx'
    | 'look-pairs'
    | 'look-pairs-long'
    | 'look-no-pairs'
    | 'pairs'
    | 'held'
    | 'diverged'
    | 'cuda'
    | 'cuda-begun'
    | 'update'
    | 'update-training'
    | 'unmeasured'
    | RecipeRun;
  /** Photographed, but so like another scene that the checks leave it out. */
  onlyPhotographed?: true;
  /** The way there from the window as it opens. */
  steps?: (page: Page) => Promise<void>;
}
