import type { Frame, Target } from '../protocol/frames.ts';

/** Something said that the server has not yet answered. Its id makes it one, however often it is sent. */
export interface Pending {
  id: string;
  /** Whose it is: what one person wrote is never sent as another. */
  login: string;
  /** The tab that sends it. */
  tab: string;
  /** Grows; what was said first is sent first. */
  seq: number;
  target: Target;
  /** Unix milliseconds, for show. */
  time: number;
  text: string;
  what: 'post' | 'edit' | 'redact' | 'react';
  replyTo?: number;
  /** Of an edit, a redaction or a reaction: the message. */
  position?: number;
  state: 'waiting' | 'failed';
  /** Why it failed, in the user's language. */
  error?: string;
}

/** Refusals after which the same again may work, with nothing changed: busy, no store, too fast. */
const passing: ReadonlySet<number> = new Set([216, 220, 221, 238]);

export function requestOf(item: Pending): Frame {
  const { what, id, text, position } = item;
  switch (what) {
    case 'post': return { t: 'post', ...item.target, text, id, ...(item.replyTo === undefined ? {} : { replyTo: item.replyTo }) };
    case 'edit': return { t: 'edit', ...item.target, position, text, id };
    case 'react': return { t: 'react', ...item.target, position, text, id };
    case 'redact': return { t: 'redact', ...item.target, position, id, ...(text === '' ? {} : { reason: text }) };
  }
}

/** What to do with an item whose request was refused. */
export type Outcome = { then: 'drop' } | { then: 'again'; seconds: number } | { then: 'fail' };

export function afterRefusal(code: number, args: Readonly<Record<string, string>>): Outcome {
  if (!passing.has(code))
    return { then: 'fail' };
  const seconds = Number(args['seconds']);
  return { then: 'again', seconds: Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 60) : 2 };
}

/** What was said and not yet answered, in its order. Pure: who sends and who stores is elsewhere. */
export class Outbox {
  #items: Pending[] = [];
  /** Under way on the present connection. */
  readonly #sent = new Set<string>();

  get items(): readonly Pending[] {
    return this.#items;
  }

  add(item: Pending): void {
    if (this.#items.some(i => i.id === item.id))
      return;
    this.#items = [...this.#items, item].sort((a, b) => a.seq - b.seq || (a.id < b.id ? -1 : 1));
  }

  /** @returns what is to be sent now, oldest first; each is given out once for a connection */
  take(): Pending[] {
    const due = this.#items.filter(i => i.state === 'waiting' && !this.#sent.has(i.id));
    for (const item of due)
      this.#sent.add(item.id);
    return due;
  }

  /** The connection is gone: nobody knows what became of those under way, so they are sent again. */
  disconnected(): void {
    this.#sent.clear();
  }

  /** Answered by `posted`, or seen as an entry in its place.
   * @returns the item, or null if it was none of ours or known already */
  accepted(id: string): Pending | null {
    return this.#remove(id);
  }

  /** To be sent again after a pause. */
  release(id: string): void {
    this.#sent.delete(id);
  }

  failed(id: string, error: string): Pending | null {
    this.#sent.delete(id);
    return this.#change(id, { state: 'failed', error });
  }

  /** The same message under the same id, since nobody knows whether the first try arrived. */
  retry(id: string): Pending | null {
    this.#sent.delete(id);
    return this.#change(id, { state: 'waiting', error: undefined });
  }

  discard(id: string): Pending | null {
    return this.#remove(id);
  }

  find(id: string): Pending | null {
    return this.#items.find(i => i.id === id) ?? null;
  }

  #change(id: string, change: { state: Pending['state']; error: string | undefined }): Pending | null {
    const index = this.#items.findIndex(i => i.id === id);
    if (index < 0)
      return null;
    const { error: _, ...rest } = this.#items[index]!;
    const changed: Pending = { ...rest, state: change.state, ...(change.error === undefined ? {} : { error: change.error }) };
    this.#items = this.#items.with(index, changed);
    return changed;
  }

  #remove(id: string): Pending | null {
    const item = this.find(id);
    if (item === null)
      return null;
    this.#sent.delete(id);
    this.#items = this.#items.filter(i => i.id !== id);
    return item;
  }
}
