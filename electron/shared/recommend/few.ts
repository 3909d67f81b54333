/** Of so many images D learns each by heart sooner or later (Zhao et al. 2020; Karras et al. 2020 augment up to many more). */
export const FEW_TO_TRAIN_ON = 5000;
