import type { Frame, PrivateInfo } from '../protocol/frames.ts';

export interface Known { kind: 'room' | 'private'; name: string; id: number; to: number; isLoaded: boolean }

/** How a room is entered: again from where it was, or anew. docs/protocol/json.md, "After a lost connection". */
export function joinRequest(room: Known, key?: string): Frame {
  const keyed = key === undefined ? {} : { key };
  return room.isLoaded
    ? { t: 'join', room: room.name, after: room.to, conversation: room.id, ...keyed }
    : { t: 'join', room: room.name, ...keyed };
}

/** Private conversations whose head is past the last position seen. */
export function behind(listed: readonly PrivateInfo[], known: (name: string) => Known | undefined): { name: string; after: number }[] {
  const found: { name: string; after: number }[] = [];
  for (const { with: name, head } of listed) {
    const have = known(name);
    if (have?.isLoaded === true && head > have.to)
      found.push({ name, after: have.to });
  }
  return found;
}
