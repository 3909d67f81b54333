/** Whose output or setting something is. */
export type Player = 'generator' | 'discriminator' | 'real';
