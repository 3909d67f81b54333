/** DiffAugment, as its paper has it on. */
export const DIFF_AUGMENT = ['augment.color', 'augment.translation', 'augment.cutout'] as const;
