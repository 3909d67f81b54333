import type { RunConfigInput } from '@shared/config/schema.ts';
import type { ChannelArgs } from '@shared/contract/channels.ts';
import { SHAPING_SETTINGS } from '@shared/presets/own-networks.ts';
import type { RunRecord } from '@shared/run.ts';

/** What makes the same run again from its beginning, with changes, and with its networks where they are the user's own. */
export function anew(
  { config, own, networks }: RunRecord,
  changes: Partial<RunConfigInput>,
): ChannelArgs<'runs.start'> {
  const settings: RunConfigInput = { ...config, ...changes };
  if (!own) return { config: settings };
  const { generator, discriminator } = networks;
  const shaping: readonly string[] = SHAPING_SETTINGS;
  const kept = Object.fromEntries(Object.entries(settings).filter(([key]) => !shaping.includes(key)));
  return {
    config: { ...kept, preset: config.preset, dataset: settings.dataset },
    networks: { generator, discriminator },
  };
}
