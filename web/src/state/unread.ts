import type { MsgEntry } from '../protocol/frames.ts';
import { mentions } from './mentions.ts';
import type { Timeline } from './timeline.ts';

export interface Unread {
  /** Messages of others past the marker. */
  count: number;
  mentions: number;
  /** There may be more: the marker lies before what was read. */
  atLeast: boolean;
}

export const nothingUnread: Unread = { count: 0, mentions: 0, atLeast: false };

/** Whether a message of a conversation counts as unread for `me`. */
export function counts(message: MsgEntry, me: string): boolean {
  return message.from !== me && message.erased !== true;
}

/**
 * @param read the last position that was read at any of the person's devices
 * @param everyone in a private conversation each message is a mention
 */
export function countUnread(timeline: Timeline, read: number, me: string, everyone: boolean): Unread {
  let count = 0;
  let mentioned = 0;
  for (let i = timeline.items.length - 1; i >= 0; i--) {
    const item = timeline.items[i]!;
    if (item.t === 'notice' || item.position === 0)
      continue;
    if (item.position <= read)
      break;
    if (item.t !== 'msg' || !counts(item, me) || timeline.isErased(item))
      continue;
    count++;
    if (everyone || mentions(timeline.textOf(item), me))
      mentioned++;
  }
  return { count, mentions: mentioned, atLeast: read < timeline.from - 1 };
}

/** As it stands in a badge. */
export function badge({ count, atLeast }: Unread): string {
  return count > 99 ? '99+' : atLeast && count > 0 ? `${count}+` : count === 0 ? '' : String(count);
}
