import type { LogEntry, MsgEntry, RulesEntry, TopicEntry } from '../protocol/frames.ts';
import { Annotations } from './annotations.ts';

/** Something that happened and has no position: it stands where it was seen. */
export interface Notice {
  t: 'notice';
  n: number;
  time: string;
  /** Several happenings of one kind follow each other in one row. */
  parts: NoticePart[];
}
export type NoticePart =
  | { what: 'joined' | 'parted' | 'lost'; login: string; reason?: string }
  | { what: 'renamed'; login: string; to: string }
  | { what: 'kicked'; login: string; by: string; reason?: string }
  | { what: 'invited'; login: string; by: string }
  | { what: 'text'; text: string };

/** A row of a conversation. Edits, reactions and redactions are no rows: see {@link Annotations}. */
export type Item = MsgEntry | TopicEntry | RulesEntry | Notice;

export type Taken =
  /** In its place. */
  | 'new'
  /** Known already. */
  | 'double'
  /** Entries between the last one known and this are missing; nothing was done. */
  | 'gap';

/** Rows that a browser keeps of the end of a conversation; more are dropped from the front and can be read again. */
export const MostRows = 150_000;

export function keyOf(item: Item): string {
  return item.t === 'notice' ? `n${item.n}` : item.position > 0 ? `p${item.position}` : `g${item.time}${item.from}`;
}

/** A stretch of a conversation without gaps, positions `from` to `to`; empty when `to < from`. */
export class Timeline {
  readonly items: Item[] = [];
  /** The first and the last position that was read, shown or not. */
  from: number;
  to: number;
  /** Rows ever put before the first: with it a drawn row is found again. */
  prepended = 0;
  readonly annotations: Annotations;
  #notices = 0;

  /** @param after the position that the first entry follows */
  constructor(after: number, annotations = new Annotations()) {
    this.from = after + 1;
    this.to = after;
    this.annotations = annotations;
  }

  get isEmpty(): boolean {
    return this.to < this.from;
  }

  /** An entry at the end, live or from a page read forwards. */
  append(entry: LogEntry): Taken {
    if (entry.position === 0) {
      if (entry.t === 'msg')
        this.items.push(entry);
      return 'new';
    }
    if (entry.position <= this.to)
      return 'double';
    if (entry.position !== this.to + 1)
      return 'gap';
    this.to = entry.position;
    this.#annotate(entry);
    if (isRow(entry))
      this.items.push(entry);
    this.#trim();
    return 'new';
  }

  /**
   * A page that ends where this stretch begins, oldest first. Entries that are known are left out.
   * @returns false, and nothing is done, when there is a gap between the page and this stretch
   */
  prepend(page: readonly LogEntry[]): boolean {
    const older = page.filter(e => e.position < this.from);
    if (older.length === 0)
      return true;
    if (older[older.length - 1]!.position !== this.from - 1)
      return false;
    const rows = older.filter(isRow);
    for (const entry of older)
      this.#annotate(entry);
    this.from = older[0]!.position;
    this.items.unshift(...rows);
    this.prepended += rows.length;
    return true;
  }

  /**
   * Another stretch of the same conversation, read from the middle, has grown up to this one.
   * @returns false, and nothing is done, while there is a gap between them
   */
  absorb(older: Timeline): boolean {
    if (older.to < this.from - 1)
      return false;
    const rows = older.items.filter(i => positionOf(i) > 0 && positionOf(i) < this.from);
    this.items.unshift(...rows);
    this.prepended += rows.length;
    this.from = Math.min(this.from, older.from);
    return true;
  }

  notice(time: string, part: NoticePart): void {
    const last = this.items[this.items.length - 1];
    if (last?.t === 'notice' && part.what !== 'text' && last.parts[0]!.what !== 'text') {
      this.items[this.items.length - 1] = { ...last, parts: merge(last.parts, part) };
      return;
    }
    this.items.push({ t: 'notice', n: ++this.#notices, time, parts: [part] });
  }

  /** The row of a position; of one that has no row, the nearest before it. -1: all rows are after it. */
  indexOf(position: number): number {
    let low = 0;
    let high = this.items.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#positionAt(middle) <= position)
        low = middle + 1;
      else
        high = middle;
    }
    while (low > 0 && positionOf(this.items[low - 1]!) === 0)
      low--;
    return low - 1;
  }

  message(position: number): MsgEntry | null {
    const item = this.items[this.indexOf(position)];
    return item?.t === 'msg' && item.position === position ? item : null;
  }

  /** The newest text of a message. */
  textOf(message: MsgEntry): string {
    const edits = this.annotations.edits(message.position);
    return edits.length === 0 ? message.text : edits[edits.length - 1]!.text;
  }

  isErased(message: MsgEntry): boolean {
    return message.erased === true || this.annotations.isErased(message.position);
  }

  /** Rows without a position count as the one before them. */
  #positionAt(index: number): number {
    for (let i = index; i >= 0; i--) {
      const position = positionOf(this.items[i]!);
      if (position > 0)
        return position;
    }
    return this.from - 1;
  }

  #annotate(entry: LogEntry): void {
    switch (entry.t) {
      case 'edit': this.annotations.edit(entry); break;
      case 'reaction': this.annotations.react(entry); break;
      case 'redact': this.annotations.redact(entry); break;
    }
  }

  #trim(): void {
    if (this.items.length <= MostRows)
      return;
    const dropped = this.items.splice(0, MostRows >> 3);
    this.prepended -= dropped.length;
    this.from = positionOf(this.items.find(i => positionOf(i) > 0)!);
  }
}

function isRow(entry: LogEntry): entry is MsgEntry | TopicEntry | RulesEntry {
  return entry.t === 'msg' || entry.t === 'topic' || entry.t === 'rules';
}

export function positionOf(item: Item): number {
  return item.t === 'notice' ? 0 : item.position;
}

/** Somebody who comes and goes while nobody speaks is told of once, by the last. */
function merge(parts: readonly NoticePart[], part: NoticePart): NoticePart[] {
  const passing = part.what === 'joined' || part.what === 'parted' || part.what === 'lost';
  const kept = passing
    ? parts.filter(p => !((p.what === 'joined' || p.what === 'parted' || p.what === 'lost') && p.login === part.login))
    : parts;
  return [...kept, part].slice(-12);
}
