import { dcgan64 } from './dcgan-64.ts';
import { fashionGanTf } from './fashion-gan-tf.ts';
import { fashionGanTorch } from './fashion-gan-torch.ts';
import { gansDcgan } from './gans-dcgan.ts';
import { gansMlp } from './gans-mlp.ts';
import { kerasGan } from './keras-gan.ts';
import { minimax } from './minimax.ts';
import { notmnistDcgan } from './notmnist-dcgan.ts';
import { wangDcgan28 } from './wang-dcgan-28.ts';
import { lsgan } from './lsgan.ts';
import { wgan } from './wgan.ts';
import { wganGp } from './wgan-gp.ts';
import { hinge } from './hinge.ts';
import { sagan } from './sagan.ts';
import { snganResnet } from './sngan-resnet.ts';
import { r1 } from './r1.ts';
import { r3gan } from './r3gan.ts';
import { dragan } from './dragan.ts';
import { cgan } from './cgan.ts';
import { acgan } from './acgan.ts';
import { fastgan } from './fastgan.ts';
import { projected } from './projected.ts';
import { stylegan2 } from './stylegan2.ts';
import { pix2pix } from './pix2pix.ts';
import type { Preset } from './preset.ts';

export { networksOf, type NetworkImages } from './networks-of.ts';
export { NetworkFitError, PRESET_FAMILIES, type Preset } from './preset.ts';
export type { Recipe } from './recipe.ts';

/** Every published system Forger trains, the one to start with first. */
export const PRESETS: readonly Preset[] = [
  fashionGanTorch,
  fashionGanTf,
  kerasGan,
  minimax,
  gansMlp,
  dcgan64,
  wangDcgan28,
  notmnistDcgan,
  gansDcgan,
  lsgan,
  wgan,
  wganGp,
  hinge,
  snganResnet,
  sagan,
  r1,
  r3gan,
  stylegan2,
  dragan,
  cgan,
  acgan,
  fastgan,
  projected,
  pix2pix,
];

export const PRESET_IDS = PRESETS.map((preset) => preset.id);

export function findPreset(id: string): Preset | undefined {
  return PRESETS.find((preset) => preset.id === id);
}
