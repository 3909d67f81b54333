import { z } from 'zod';

/**
 * The configuration of a run: one flat list of fields, keyed by the path that the form, the command
 * line (`--set key=value`), run.json and the documentation all use. Flat, because `steps` is a field and
 * `steps.discriminator` another.
 */
export interface FieldMeta {
  label: string;
  /** One line. */
  help: string;
  /** What the number counts, e.g. "images"; empty for a pure number. */
  unit?: string;
  group: 'run' | 'length' | 'optimizer' | 'game' | 'output';
  /** Shown before "more settings" is opened. */
  main?: boolean;
  /** Names of the choices, in the schema's order. */
  choiceLabels?: Record<string, string>;
  /** Whose setting it is, for its colour and mark. */
  player?: 'generator' | 'discriminator';
}

const metas = new Map<z.ZodType, FieldMeta>();
function field<T extends z.ZodType>(meta: FieldMeta, schema: T): T {
  metas.set(schema, meta);
  return schema;
}

export const fieldMeta = (schema: z.ZodType): FieldMeta => {
  const meta = metas.get(schema);
  if (!meta) throw new Error('A configuration field has no description.');
  return meta;
};

const rate = z.number().gt(0).max(1);
const beta = z.number().min(0).max(0.999999);
const every = z.number().int().min(0).max(10_000_000);

export const DEVICE_CHOICES = ['auto', 'cuda', 'webgpu', 'cpu', 'js'] as const;

export const runConfigSchema = z.strictObject({
  name: field(
    {
      label: 'Name',
      help: 'What this run is called in the list. It never becomes a file name.',
      group: 'run',
      main: true,
    },
    z.string().trim().max(120).default(''),
  ),
  preset: field(
    { label: 'Recipe', help: 'The published system whose networks and training step are used.', group: 'run' },
    z.string().min(1).max(64),
  ),
  dataset: field(
    { label: 'Images', help: 'The data set the generator learns to forge.', group: 'run' },
    z.string().min(1).max(64),
  ),
  epochs: field(
    { label: 'Epochs', help: 'How often every image is seen.', unit: 'epochs', group: 'length', main: true },
    z.number().int().min(1).max(100_000).default(100),
  ),
  steps: field(
    {
      label: 'Steps',
      help: 'Length of the run in training steps; 0 counts epochs instead.',
      unit: 'steps',
      group: 'length',
      main: true,
    },
    z.number().int().min(0).max(100_000_000).default(0),
  ),
  batch: field(
    { label: 'Batch', help: 'Images per step.', unit: 'images', group: 'length', main: true },
    z.number().int().min(2).max(4096).default(128),
  ),
  seed: field(
    {
      label: 'Seed',
      help: 'Same seed, same run: weights, latents and the order of images follow from it.',
      group: 'run',
      main: true,
    },
    z.number().int().min(0).max(4_294_967_295).default(1),
  ),
  device: field(
    {
      label: 'Device',
      help: 'Where training runs; automatic takes the best one found on this machine.',
      group: 'run',
      choiceLabels: {
        auto: 'Automatic',
        cuda: 'NVIDIA GPU (CUDA)',
        webgpu: 'GPU (WebGPU)',
        cpu: 'CPU',
        js: 'JavaScript (slow)',
      },
    },
    z.enum(DEVICE_CHOICES).default('auto'),
  ),
  execution: field(
    {
      label: 'Step',
      help: 'Whether a training step runs as one compiled graph or op by op; automatic compiles where it can.',
      group: 'run',
      choiceLabels: { auto: 'Automatic', graph: 'Compiled graph', eager: 'Op by op' },
    },
    z.enum(['auto', 'graph', 'eager']).default('auto'),
  ),
  'optimizer.generator.learningRate': field(
    {
      label: 'Learning rate of G',
      help: "Step size of the generator's Adam.",
      group: 'optimizer',
      main: true,
      player: 'generator',
    },
    rate.default(2e-4),
  ),
  'optimizer.discriminator.learningRate': field(
    {
      label: 'Learning rate of D',
      help: "Step size of the discriminator's Adam.",
      group: 'optimizer',
      main: true,
      player: 'discriminator',
    },
    rate.default(2e-4),
  ),
  'optimizer.generator.beta1': field(
    {
      label: 'Adam β1 of G',
      help: 'How long the mean of past gradients is remembered.',
      group: 'optimizer',
      player: 'generator',
    },
    beta.default(0.5),
  ),
  'optimizer.generator.beta2': field(
    {
      label: 'Adam β2 of G',
      help: 'How long the size of past gradients is remembered.',
      group: 'optimizer',
      player: 'generator',
    },
    beta.default(0.999),
  ),
  'optimizer.discriminator.beta1': field(
    {
      label: 'Adam β1 of D',
      help: 'How long the mean of past gradients is remembered.',
      group: 'optimizer',
      player: 'discriminator',
    },
    beta.default(0.5),
  ),
  'optimizer.discriminator.beta2': field(
    {
      label: 'Adam β2 of D',
      help: 'How long the size of past gradients is remembered.',
      group: 'optimizer',
      player: 'discriminator',
    },
    beta.default(0.999),
  ),
  'loss.generator': field(
    {
      label: 'Generator goal',
      help: 'What counts as fooling D: make it say "real" (non-saturating), or the first paper\'s zero-sum loss.',
      group: 'game',
      player: 'generator',
      choiceLabels: { 'non-saturating': 'Non-saturating', minimax: 'Minimax' },
    },
    z.enum(['non-saturating', 'minimax']).default('non-saturating'),
  ),
  'steps.discriminator': field(
    {
      label: 'D updates per step',
      help: 'Raise it when D falls behind.',
      unit: 'updates',
      group: 'game',
      player: 'discriminator',
    },
    z.number().int().min(1).max(100).default(1),
  ),
  'steps.generator': field(
    {
      label: 'G updates per step',
      help: 'Raise it when G falls behind.',
      unit: 'updates',
      group: 'game',
      player: 'generator',
    },
    z.number().int().min(1).max(100).default(1),
  ),
  'latent.size': field(
    {
      label: 'Latent size',
      help: 'How many random numbers the generator starts from.',
      unit: 'numbers',
      group: 'game',
      player: 'generator',
    },
    z.number().int().min(1).max(4096).default(100),
  ),
  'latent.prior': field(
    {
      label: 'Latent prior',
      help: 'The distribution those numbers are drawn from.',
      group: 'game',
      player: 'generator',
      choiceLabels: { normal: 'Normal N(0, 1)', uniform: 'Uniform U(−1, 1)' },
    },
    z.enum(['normal', 'uniform']).default('normal'),
  ),
  'samples.everySteps': field(
    {
      label: 'Samples every',
      help: 'A grid of samples each so many steps; 0: after each epoch.',
      unit: 'steps',
      group: 'output',
    },
    every.default(0),
  ),
  'samples.count': field(
    { label: 'Samples per grid', help: 'How many fixed latents are drawn each time.', unit: 'images', group: 'output' },
    z.number().int().min(1).max(256).default(64),
  ),
  'checkpoint.everySteps': field(
    {
      label: 'Checkpoint every',
      help: 'Both networks and optimisers are saved each so many steps; 0: after each epoch.',
      unit: 'steps',
      group: 'output',
    },
    every.default(0),
  ),
});

export type RunConfig = z.infer<typeof runConfigSchema>;
/** What the user may set: everything but what is chosen elsewhere (preset and data set). */
export type RunSettings = Omit<RunConfig, 'preset' | 'dataset'>;
/** Input to {@link resolveConfig}: only what differs from the recipe. */
export type RunConfigInput = { [Key in keyof RunSettings]?: RunSettings[Key] | undefined } & Pick<
  RunConfig,
  'preset' | 'dataset'
>;
/** Checks such an input. Fields left out stay out, so that the recipe's values can fill them. */
export const runConfigInputSchema = z.strictObject(
  Object.fromEntries(
    Object.entries(runConfigSchema.shape).map(([key, schema]) => [
      key,
      schema instanceof z.ZodDefault ? schema.unwrap().optional() : schema,
    ]),
  ),
) as unknown as z.ZodType<RunConfigInput>;
export type ConfigKey = keyof RunConfig;
