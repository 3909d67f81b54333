import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { DatasetRecord } from '@shared/dataset.ts';
import { revisionSchema, versionName, type Revision } from '@shared/import/revision.ts';

/** What a version of a data set shall be like, as it is being decided. */
export class VersionDraft {
  name = $state('');
  /** Numbers of images, in the order in which they were left out. */
  readonly leftOut = new SvelteSet<number>();
  readonly dropped = new SvelteSet<string>();
  readonly #renamed = new SvelteMap<string, string>();
  /** Of each label at most, as text; empty takes all. */
  most = $state('');
  readonly #done: number[] = [];

  constructor(readonly record: DatasetRecord) {
    this.name = versionName(record, 'fewer');
  }

  /** Leaves an image out, or takes it back. */
  toggle(image: number): void {
    if (!this.leftOut.delete(image)) this.leftOut.add(image);
    this.#done.push(image);
  }

  /** Takes the newest {@link toggle} back. @returns whether there was one */
  undo(): boolean {
    const last = this.#done.pop();
    if (last === undefined) return false;
    if (!this.leftOut.delete(last)) this.leftOut.add(last);
    return true;
  }

  nameOf(label: string): string {
    return this.#renamed.get(label) ?? label;
  }

  rename(label: string, name: string): void {
    if (name === label) this.#renamed.delete(label);
    else this.#renamed.set(label, name);
  }

  drop(label: string, drop: boolean): void {
    if (drop) this.dropped.add(label);
    else this.dropped.delete(label);
  }

  readonly #parsed = $derived.by(() =>
    revisionSchema.safeParse({
      name: this.name,
      leaveOut: [...this.leftOut],
      labels: {
        rename: Object.fromEntries(this.#renamed),
        drop: [...this.dropped],
        most: this.most.trim() === '' ? null : Number(this.most),
      },
    }),
  );

  /** Null while something of it cannot be used. */
  get revision(): Revision | null {
    return this.#parsed.success ? this.#parsed.data : null;
  }

  /** One sentence where something cannot be used. */
  get error(): string | null {
    const [path] = this.#parsed.error?.issues.map((issue) => issue.path.map(String)) ?? [];
    if (!path) return null;
    if (path.includes('most')) return 'A whole number from 1 on, or nothing for all.';
    if (path.includes('rename')) return 'A label needs a name of at most 200 characters.';
    return 'A version needs a name of at most 120 characters.';
  }

  get changes(): boolean {
    return this.leftOut.size > 0 || this.dropped.size > 0 || this.#renamed.size > 0 || this.most.trim() !== '';
  }
}
