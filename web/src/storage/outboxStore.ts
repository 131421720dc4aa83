import type { Pending } from '../state/outbox.ts';
import { readJson, writeJson } from './local.ts';

/** What was said and not answered, on disk. */
export interface OutboxStore {
  all(): Promise<Pending[]>;
  put(item: Pending): Promise<void>;
  remove(id: string): Promise<void>;
}

const Name = 'parley';
const Table = 'outbox';

/** IndexedDB, or localStorage where a browser has or allows none. */
export async function openOutboxStore(): Promise<OutboxStore> {
  try {
    return inDatabase(await open());
  } catch {
    return inLocalStorage();
  }
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(Name, 1);
    request.onupgradeneeded = () => { request.result.createObjectStore(Table, { keyPath: 'id' }); };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('indexedDB'));
    request.onblocked = () => reject(new Error('blocked'));
  });
}

function inDatabase(database: IDBDatabase): OutboxStore {
  const run = <T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> => new Promise((resolve, reject) => {
    const transaction = database.transaction(Table, mode, { durability: 'strict' });
    const request = act(transaction.objectStore(Table));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error('indexedDB'));
  });
  return {
    all: () => run('readonly', s => s.getAll() as IDBRequest<Pending[]>),
    put: async item => { await run('readwrite', s => s.put(item)); },
    remove: async id => { await run('readwrite', s => s.delete(id)); },
  };
}

export function inLocalStorage(): OutboxStore {
  const all = (): Pending[] => readJson<Pending[]>(Table) ?? [];
  return {
    all: async () => all(),
    put: async item => writeJson(Table, [...all().filter(i => i.id !== item.id), item]),
    remove: async id => writeJson(Table, all().filter(i => i.id !== id)),
  };
}
