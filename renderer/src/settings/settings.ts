import { FIELD_GROUPS, type FieldGroup } from '@shared/config/field.ts';
import type { ConfigField } from '@shared/config/fields.ts';
import type { ConfigKey } from '@shared/config/schema.ts';
import type { FieldView } from './form.ts';

/** Chosen elsewhere on the screen: by cards and by the list of devices. */
const ELSEWHERE: readonly ConfigKey[] = ['preset', 'dataset', 'device'];

/** One setting, or the two ends of a range as one. */
export type SettingItem = { key: ConfigKey; pairStart: boolean } & (
  { kind: 'field'; view: FieldView } | { kind: 'range'; low: FieldView; high: FieldView }
);

export interface SettingSection {
  group: FieldGroup;
  title: string;
  items: SettingItem[];
  views: FieldView[];
}

const lowOf = (key: string): string => key.replace(/\.high$/, '.low');
const highOf = (key: string): string => key.replace(/\.low$/, '.high');
/** The other player's setting of the same kind; the key itself where there is none. */
const otherPlayer = (key: string): string =>
  key
    .split('.')
    .map((part) => ({ generator: 'discriminator', discriminator: 'generator' })[part] ?? part)
    .join('.');

/** Ranges as one item, and G's settings beside D's. */
function arrange(views: readonly FieldView[]): SettingItem[] {
  const items: SettingItem[] = [];
  const done = new Set<string>();
  const find = (key: string): FieldView | undefined => views.find(({ field }) => field.key === key);
  const add = (view: FieldView, pairStart: boolean): void => {
    const { key } = view.field;
    const [low, high] = [find(lowOf(key)), find(highOf(key))];
    if (low && high && low !== high) {
      items.push({ kind: 'range', key: low.field.key, low, high, pairStart });
      done.add(low.field.key).add(high.field.key);
    } else {
      items.push({ kind: 'field', key, view, pairStart });
      done.add(key);
    }
  };
  for (const view of views) {
    const { key } = view.field;
    if (done.has(key)) continue;
    const other = find(otherPlayer(key));
    if (other === undefined || other === view) add(view, false);
    else {
      const [generator, discriminator] = key.includes('generator') ? [view, other] : [other, view];
      add(generator, true);
      add(discriminator, false);
    }
  }
  return items;
}

/** True where every word typed is in what is said of the setting. */
function matchesSetting(field: ConfigField, query: string): boolean {
  const text = [
    field.label,
    field.help,
    field.key,
    field.teaching ?? '',
    FIELD_GROUPS[field.group],
    ...Object.values(field.choiceLabels ?? {}),
  ]
    .join(' ')
    .toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

const shown = (views: readonly FieldView[]): FieldView[] => views.filter(({ field }) => !ELSEWHERE.includes(field.key));

/** What is kept of a checkpoint, then the name, how long, and the seed with them. */
const FIRST: Partial<Record<FieldGroup, number>> = { transfer: 0, length: 2, run: 3 };
const rankOf = ({ field }: FieldView): number => (field.key === 'name' ? 1 : (FIRST[field.group] ?? 4));

/** The few settings that stand open above the groups. */
export const mainItems = (views: readonly FieldView[]): SettingItem[] =>
  arrange(
    shown(views)
      .filter(({ field }) => field.main)
      .toSorted((a, b) => rankOf(a) - rankOf(b)),
  );

function sectionsOf(views: readonly FieldView[]): SettingSection[] {
  return (Object.keys(FIELD_GROUPS) as FieldGroup[])
    .map((group) => {
      const own = views.filter(({ field }) => field.group === group);
      return { group, title: FIELD_GROUPS[group], items: arrange(own), views: own };
    })
    .filter((section) => section.views.length > 0);
}

/** Everything but the main settings, group by group. */
export const foldedSections = (views: readonly FieldView[]): SettingSection[] =>
  sectionsOf(shown(views).filter(({ field }) => !field.main));

/** What a search finds among all settings; of a range both ends where it finds one. */
export function foundSections(views: readonly FieldView[], query: string): SettingSection[] {
  const keys = new Set(
    views
      .filter(({ field }) => matchesSetting(field, query))
      .flatMap(({ field }) => [lowOf(field.key), highOf(field.key)]),
  );
  return sectionsOf(shown(views).filter(({ field }) => keys.has(field.key)));
}
