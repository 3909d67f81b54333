import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { DiskOperation } from './recorded-disk.ts';

/** What a power cut leaves of bytes that were written and not synced. */
export const UNSYNCED_BYTES = ['kept', 'dropped', 'cut'] as const;
/** … and of names that were made, changed or removed in a folder not synced since. */
export const UNSYNCED_NAMES = ['kept', 'dropped'] as const;
export interface PowerCut {
  bytes: (typeof UNSYNCED_BYTES)[number];
  names: (typeof UNSYNCED_NAMES)[number];
}

interface File {
  now: Buffer;
  synced: Buffer;
}
interface Folder {
  now: Map<string, Node>;
  synced: Map<string, Node>;
}
type Node = File | Folder;

const isFolder = (node: Node): node is Folder => node.now instanceof Map;
const newFolder = (): Folder => ({ now: new Map(), synced: new Map() });

/** A disk that remembers what was synced: operations go in, what a power cut leaves comes out. */
export class SimulatedDisk {
  readonly #base: string;
  readonly #root = newFolder();

  constructor(base: string) {
    this.#base = base;
  }

  apply(operation: DiskOperation): void {
    switch (operation.kind) {
      case 'told':
        return;
      case 'create':
        return this.#set(operation.path, { now: Buffer.alloc(0), synced: Buffer.alloc(0) });
      case 'mkdir':
        return this.#set(operation.path, newFolder());
      case 'remove':
        return void this.#folder(dirname(operation.path)).now.delete(basename(operation.path));
      case 'link':
        return this.#set(operation.to, this.#node(operation.from));
      case 'rename': {
        const node = this.#node(operation.from);
        this.#folder(dirname(operation.from)).now.delete(basename(operation.from));
        return this.#set(operation.to, node);
      }
      case 'write': {
        const file = this.#node(operation.path) as File;
        // The store writes new files from their beginning on, and appends to others.
        file.now = Buffer.concat([file.now, operation.bytes]);
        return;
      }
      case 'truncate': {
        const file = this.#node(operation.path) as File;
        file.now = file.now.subarray(0, operation.length);
        return;
      }
      case 'sync': {
        const node = this.#node(operation.path);
        if (isFolder(node)) node.synced = new Map(node.now);
        else node.synced = node.now;
        return;
      }
    }
  }

  /** Every file a power cut would leave, by its path below the base; folders end with a separator. */
  left(cut: PowerCut): Map<string, Buffer | null> {
    const found = new Map<string, Buffer | null>();
    const walk = (folder: Folder, path: string): void => {
      const entries = cut.names === 'kept' ? folder.now : folder.synced;
      for (const [name, node] of entries) {
        const own = join(path, name);
        if (isFolder(node)) {
          found.set(own + sep, null);
          walk(node, own);
        } else found.set(own, bytesLeft(node, cut.bytes));
      }
    };
    walk(this.#root, '');
    return found;
  }

  #folder(path: string): Folder {
    const inside = relative(this.#base, path);
    let folder = this.#root;
    for (const name of inside === '' ? [] : inside.split(sep)) {
      const next = folder.now.get(name);
      if (!next || !isFolder(next)) throw new Error(`There is no folder ${path}.`);
      folder = next;
    }
    return folder;
  }

  #node(path: string): Node {
    if (path === this.#base) return this.#root;
    const node = this.#folder(dirname(path)).now.get(basename(path));
    if (!node) throw new Error(`There is nothing at ${path}.`);
    return node;
  }

  #set(path: string, node: Node): void {
    this.#folder(dirname(path)).now.set(basename(path), node);
  }
}

function bytesLeft({ now, synced }: File, unsynced: PowerCut['bytes']): Buffer {
  if (unsynced === 'kept') return now;
  if (unsynced === 'dropped' || now.length <= synced.length) return synced;
  return now.subarray(0, synced.length + Math.floor((now.length - synced.length) / 2));
}

/** Puts what was left on a real disk. */
export function materialise(left: ReadonlyMap<string, Buffer | null>, folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [path, bytes] of left) {
    if (bytes === null) mkdirSync(join(folder, path), { recursive: true });
    else writeFileSync(join(folder, path), bytes);
  }
}
