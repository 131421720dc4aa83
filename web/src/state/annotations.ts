import type { EditEntry, ReactionEntry, RedactEntry } from './../protocol/frames.ts';

export interface Version { position: number; text: string; time: string }
export interface Reaction { position: number; text: string; from: string }
/** One emoji under a message, with who gave it and where. */
export interface ReactionGroup { text: string; from: string[]; own: number | null }

/**
 * What later entries of a conversation say about earlier ones. They may be read in any order, and each
 * more than once: pages of history go backwards, and a jump reads from the middle.
 */
export class Annotations {
  readonly #edits = new Map<number, Version[]>();
  readonly #reactions = new Map<number, Reaction[]>();
  readonly #erased = new Set<number>();

  /** @returns whether anything is new */
  edit(entry: EditEntry): boolean {
    if (entry.erased === true)
      return false;
    const versions = this.#edits.get(entry.target) ?? [];
    if (versions.some(v => v.position === entry.position))
      return false;
    versions.push({ position: entry.position, text: entry.text, time: entry.time });
    versions.sort((a, b) => a.position - b.position);
    this.#edits.set(entry.target, versions);
    return true;
  }

  react(entry: ReactionEntry): boolean {
    if (entry.erased === true || this.#erased.has(entry.position))
      return false;
    const reactions = this.#reactions.get(entry.target) ?? [];
    if (reactions.some(r => r.position === entry.position))
      return false;
    reactions.push({ position: entry.position, text: entry.text, from: entry.from });
    reactions.sort((a, b) => a.position - b.position);
    this.#reactions.set(entry.target, reactions);
    return true;
  }

  /** What a `redact` takes back may be a message or a reaction. */
  redact(entry: RedactEntry): boolean {
    if (this.#erased.has(entry.target))
      return false;
    this.#erased.add(entry.target);
    for (const [target, reactions] of this.#reactions) {
      const left = reactions.filter(r => r.position !== entry.target);
      if (left.length !== reactions.length)
        this.#reactions.set(target, left);
    }
    return true;
  }

  isErased(position: number): boolean {
    return this.#erased.has(position);
  }

  /** The texts that a message was given after its first, oldest first. */
  edits(position: number): readonly Version[] {
    return this.#edits.get(position) ?? [];
  }

  /** In the order in which each emoji first came; a person counts once for each. */
  reactions(position: number, me: string): ReactionGroup[] {
    const groups = new Map<string, ReactionGroup>();
    for (const { text, from, position: at } of this.#reactions.get(position) ?? []) {
      let group = groups.get(text);
      if (group === undefined)
        groups.set(text, group = { text, from: [], own: null });
      if (!group.from.includes(from))
        group.from.push(from);
      if (from === me)
        group.own = at;
    }
    return [...groups.values()];
  }
}
