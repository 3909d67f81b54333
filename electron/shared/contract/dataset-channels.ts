import { z } from 'zod';
import { batchQuestionSchema, type SeenBatch } from '../batch.ts';
import { orderSchema, SURVEYS, type Surveyed } from '../browse.ts';
import { sheetChoicesShape } from '../contact-sheet.ts';
import { LAST_PAGE, type DatasetPage } from '../dataset-page.ts';
import { importOptionsSchema, type DatasetRecord, type DatasetSummary, type ImportReport } from '../dataset.ts';
import { chosenSchema } from '../import/chosen.ts';
import { FINDING_KINDS, type FoundPictures } from '../import/findings.ts';
import type { ImportLook } from '../import/look.ts';
import { MOST_PREVIEWED, previewOptionsSchema, type PreviewTile } from '../import/preview.ts';
import { revisionSchema } from '../import/revision.ts';
import { lettersOptionsSchema, type LettersPreview } from '../letters.ts';
import type { ImageSource, ImportOrigin, Original } from '../originals.ts';
import { idSchema } from '../run.ts';
import type { TrashEntry } from '../trash.ts';
import { channel, none, one } from './channel.ts';

const labelNumber = z.number().int().min(0).max(65_535);
const imageOf = z.strictObject({
  id: idSchema,
  image: z
    .number()
    .int()
    .min(0)
    .max(2 ** 32 - 1),
});

/** What the window asks about data sets, their images, and what becomes one. */
export const DATASET_CHANNELS = {
  'datasets.list': channel<DatasetSummary[]>()(none),
  'datasets.report': channel<ImportReport | null>()(one),
  /** A page of a data set's pictures, of one label or of all, in an order that was worked out; see `pageImages` for how many. */
  'datasets.pictures': channel<DatasetPage>()(
    z.strictObject({
      id: idSchema,
      label: labelNumber.nullable(),
      page: z.number().int().min(0).max(LAST_PAGE),
      order: orderSchema.optional(),
    }),
  ),
  /** What is known of a data set's pictures, to sort them by. */
  'datasets.surveyed': channel<Surveyed>()(one),
  /**
   * Works out what its pictures are sorted by, and answers when all is known; how far it is comes as `datasets.surveying`. Asked
   * again, it waits for the same; one of another data set or kind ends it, which then fails as cancelled.
   */
  'datasets.survey': channel<null>()(z.strictObject({ id: idSchema, kind: z.enum(SURVEYS) })),
  'datasets.stopSurvey': channel<null>()(none),
  /** Where an image came from; null where that was not written down. */
  'datasets.source': channel<ImageSource | null>()(imageOf),
  /** The picture that an image was made of, where its file is still the same. A newer question ends an older one. */
  'datasets.original': channel<Original>()(imageOf),
  /** Asks where the pictures lie that a data set was made of. Null when the user cancels. */
  'datasets.findOriginals': channel<{ folder: string } | null>()(one),
  /** Where a data set's pictures can be imported from once more, or why they cannot. */
  'datasets.origin': channel<ImportOrigin>()(one),
  /** Asks for a file, then draws pictures onto it, in the order and of the label shown. Null when the user cancels. */
  'datasets.sheet': channel<{ path: string; images: number } | null>()(
    z.strictObject({
      id: idSchema,
      label: labelNumber.nullable(),
      order: orderSchema,
      ...sheetChoicesShape,
    }),
  ),
  /** Downloads or makes a data set on offer. */
  'datasets.download': channel<{ job: string }>()(one),
  /** Makes a version of a data set: a new one, with images left out and labels changed. */
  'datasets.revise': channel<DatasetRecord>()(z.strictObject({ id: idSchema, revision: revisionSchema })),
  'datasets.delete': channel<TrashEntry>()(one),
  /** Asks for folders, or for files; empty where the user cancels. */
  'import.choose': channel<string[]>()(z.strictObject({ what: z.enum(['folders', 'files']) })),
  /**
   * Opens what would be imported, and looks at it: `proposeImport` makes of it the choices to begin with. What is known meanwhile
   * comes as `import.opening` and `import.looked`. A newer question ends an older one, which then fails as cancelled.
   */
  'import.look': channel<ImportLook>()(chosenSchema),
  /**
   * Pictures as an import would make them, in the order asked for. A newer question ends an older one, which then fails as
   * cancelled.
   */
  'import.preview': channel<PreviewTile[]>()(
    z.strictObject({
      chosen: chosenSchema,
      files: z.array(z.string().min(1).max(4096)).min(1).max(MOST_PREVIEWED),
      options: previewOptionsSchema,
      /** How large the pictures themselves are beside them. */
      originals: z.enum(['tile', 'stage']).default('tile'),
    }),
  ),
  /** All pictures that a finding of the look is about; a newer question ends an older one. */
  'import.found': channel<FoundPictures>()(z.strictObject({ chosen: chosenSchema, kind: z.enum(FINDING_KINDS) })),
  /** Nobody looks any more: ends the look and the preview that go on, and gives up what was unpacked for them. */
  'import.leave': channel<null>()(none),
  /** Imports a data set's folder again, as was chosen then: a version with what is new, without what is gone. */
  'import.again': channel<{ job: string }>()(one),
  'import.start': channel<{ job: string }>()(z.strictObject({ chosen: chosenSchema, options: importOptionsSchema })),
  /** Draws the first images of a data set of letters; its picture is at `lettersPreviewUrl` for a moment. */
  'letters.preview': channel<LettersPreview>()(z.strictObject({ options: lettersOptionsSchema })),
  'letters.make': channel<{ job: string }>()(z.strictObject({ options: lettersOptionsSchema })),
  /**
   * A batch of a data set's images, or of pictures that a look has named, as D is shown it under some choices. A newer question ends an
   * older one, which then fails as cancelled.
   */
  'batch.see': channel<SeenBatch>()(batchQuestionSchema),
  /** Nobody looks any more: ends what goes on, and the process that was kept for the next question. */
  'batch.leave': channel<null>()(none),
} as const;
