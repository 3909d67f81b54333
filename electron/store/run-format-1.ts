import type { DeviceKind } from '@shared/doctor.ts';
import { RECIPES_OF_0_1_0 } from '@shared/presets/recipes-of-0.1.0.ts';

type Fields = Record<string, unknown>;

/** What devices were called: "CPU, TensorFlow 2.21.0", "Software GPU, WebGPU (SwiftShader)". */
const TITLES: Record<DeviceKind, RegExp> = {
  cuda: /^NVIDIA GPU(?:, TensorFlow (?<tensorflow>\S+))?$/,
  webgpu: /^(?<software>Software )?GPU, WebGPU(?: \((?<name>.{1,200})\))?$/,
  cpu: /^CPU(?:, TensorFlow (?<tensorflow>\S+))?$/,
  js: /^JavaScript(?:, tfjs (?<tfjs>\S+))?$/,
};

const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? { ...value } : {});

/** The device that a title names, and the version in it; no device for a title that no Forger wrote. */
function readTitle(title: unknown): { device: Fields; versions: Fields } {
  for (const [kind, pattern] of Object.entries(TITLES)) {
    const groups = typeof title === 'string' ? pattern.exec(title) : null;
    if (!groups) continue;
    const found = Object.entries(groups.groups ?? {}).filter(([, value]) => value !== undefined);
    const { software, name, ...versions } = Object.fromEntries<unknown>(found);
    return {
      device: { kind, ...(name !== undefined && { name }), ...(software !== undefined && { software: true }) },
      versions,
    };
  }
  return { device: {}, versions: {} };
}

/** run.json of format 1 in the words of format 2: it left the recipe to the preset's name, and had the device's title. */
export function fromFormat1(older: Fields): Fields {
  const { preset } = fieldsOf(older['config']);
  const known = typeof preset === 'string' && Object.hasOwn(RECIPES_OF_0_1_0, preset);
  const { device, versions } = readTitle(older['device']);
  const settled = fieldsOf(older['way'])['device'];
  return {
    ...older,
    ...(known && { recipe: RECIPES_OF_0_1_0[preset] }),
    device: settled === undefined ? device : { ...device, kind: settled },
    versions: { ...versions, ...fieldsOf(older['versions']) },
  };
}
