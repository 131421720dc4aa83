import type { Memory, RememberedRoom } from '../state/chat.ts';
import { read, readJson, write, writeJson } from './local.ts';
import type { OutboxStore } from './outboxStore.ts';
import type { Tabs } from './tabs.ts';

/** What this browser remembers for {@link Memory}. */
export function memoryOf(store: OutboxStore, tabs: Tabs): Memory {
  const ignore = (): void => undefined; // full or gone: it is still sent as long as the page lives
  return {
    rooms: login => readJson<RememberedRoom[]>(`of.${login}.rooms`),
    setRooms: (login, rooms) => writeJson(`of.${login}.rooms`, rooms),
    lastOpen: login => read(`of.${login}.open`),
    setLastOpen: (login, key) => write(`of.${login}.open`, key),
    put: item => void store.put(item).catch(ignore),
    remove: id => void store.remove(id).catch(ignore),
    adopt: login => tabs.adopt(login).catch(() => []),
  };
}

/** What was being written when the conversation was left. */
export const drafts = {
  get: (login: string, key: string): string => read(`of.${login}.draft.${key}`) ?? '',
  set: (login: string, key: string, text: string): void => write(`of.${login}.draft.${key}`, text === '' ? null : text),
};
