import type { MsgEntry, Target, UserInfo } from '../protocol/frames.ts';
import { Annotations } from './annotations.ts';
import { foldName } from './fold.ts';
import { Signal } from './signal.ts';
import { Timeline } from './timeline.ts';
import { Typing } from './typing.ts';
import { countUnread, nothingUnread, type Unread } from './unread.ts';

export type Kind = 'room' | 'private';

/** `room:uci` and `private:ana`: one for all spellings of a name. */
export function keyFor(kind: Kind, name: string): string {
  return `${kind}:${foldName(name)}`;
}

/** A row to be shown, in the middle of the window or at its top. */
export type Place = 'end' | { position: number; at: 'middle' | 'top' };

/** What the person is about to say. */
export interface Composing { replyTo: MsgEntry | null; editing: MsgEntry | null }

/** A room or a private conversation, as far as it was read. */
export class Conversation {
  readonly key: string;
  readonly kind: Kind;
  name: string;
  /** The server's number for it; 0 while unknown. */
  id = 0;
  /** The end of the conversation, which live entries are added to. */
  live: Timeline;
  /** A stretch from the middle that is being looked at instead. */
  context: Timeline | null = null;
  annotations = new Annotations();
  /** Whether `live` has begun. */
  isLoaded = false;
  /** The first position there is, as far as known: retention trims from the front. */
  first = 1;
  reachedStart = false;
  head = 0;
  /** The last position read at any device; null while it was not asked for. */
  read: number | null = null;
  unread: Unread = nothingUnread;
  /** The mark of new messages stands behind this position. */
  newAfter: number | null = null;
  people = 0;
  owner: string | null = null;
  topic = '';
  isKept = false;
  isDefault = false;
  members: Map<string, UserInfo> | null = null;
  ranks = new Map<string, string>();
  typing = new Typing();
  /** Messages that are quoted by others and were not read with them; null where there is none. */
  readonly quoted = new Map<number, MsgEntry | null>();
  /** Rows of the next older page; grows for somebody who goes far back. */
  page = 80;
  loading: 'older' | 'newer' | null = null;
  /** The highest position heard of, which a gap is being closed up to. */
  wanted = 0;
  /** Whether the end of it is in view. */
  atEnd = true;
  /** Unix milliseconds of the last message, for the order of lists. */
  lastTime = 0;

  readonly composing = new Signal<Composing>({ replyTo: null, editing: null });
  /** Asks the view to show a row. */
  readonly goTo = new Signal<Place | null>(null);
  readonly version = new Signal(0);

  constructor(kind: Kind, name: string) {
    this.kind = kind;
    this.name = name;
    this.key = keyFor(kind, name);
    this.live = new Timeline(0, this.annotations);
  }

  get target(): Target {
    return this.kind === 'room' ? { room: this.name } : { to: this.name };
  }

  /** What is looked at. */
  get shown(): Timeline {
    return this.context ?? this.live;
  }

  /** Begins anew behind a position: at the first entry, and when a room was made again under its name. */
  begin(after: number): void {
    this.annotations = new Annotations();
    this.live = new Timeline(after, this.annotations);
    this.context = null;
    this.reachedStart = false;
    this.page = 80;
    this.isLoaded = true;
    this.wanted = after;
    this.quoted.clear();
  }

  recount(me: string): void {
    this.unread = this.read === null || !this.isLoaded ? nothingUnread : countUnread(this.live, this.read, me, this.kind === 'private');
  }

  /** The person moved on, here or elsewhere. Never back. */
  markRead(position: number, me: string): void {
    if (this.read !== null && position <= this.read)
      return;
    this.read = position;
    this.recount(me);
  }

  message(position: number): MsgEntry | null {
    return this.context?.message(position) ?? this.live.message(position) ?? this.quoted.get(position) ?? null;
  }

  get last(): MsgEntry | null {
    for (let i = this.live.items.length - 1; i >= 0; i--) {
      const item = this.live.items[i]!;
      if (item.t === 'msg' && !this.live.isErased(item))
        return item;
    }
    return null;
  }
}
