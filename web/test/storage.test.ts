import { beforeEach, describe, expect, it } from 'vitest';
import type { Pending } from '../src/state/outbox.ts';
import { inLocalStorage, type OutboxStore } from '../src/storage/outboxStore.ts';
import { byHeartbeats, joinTabs, type Liveness } from '../src/storage/tabs.ts';

const item = (id: string, tab: string, login = 'ana'): Pending => ({ id, login, tab, seq: 1, target: { room: 'uci' }, time: 0, text: 'x', what: 'post', state: 'waiting' });

beforeEach(() => {
  const kept = new Map<string, string>();
  (globalThis as { localStorage?: unknown }).localStorage = {
    getItem: (k: string) => kept.get(k) ?? null, setItem: (k: string, v: string) => kept.set(k, v), removeItem: (k: string) => kept.delete(k),
  };
});

/** Names that are held, as locks of a browser are. */
class Locks {
  readonly held = new Set<string>();
  #last: Promise<unknown> = Promise.resolve();
  liveness(): Liveness {
    return {
      hold: async name => !this.held.has(name) && this.held.add(name) !== undefined,
      alive: async () => new Set(this.held),
      alone: act => this.#last = this.#last.then(act) as Promise<never>,
    };
  }
}

const session = (name: string | null = null): { get(): string | null; set(n: string): void } => {
  let now = name;
  return { get: () => now, set: n => { now = n; } };
};

describe('several tabs', () => {
  let store: OutboxStore;
  beforeEach(() => { store = inLocalStorage(); });

  it('leave each other what each has to send', async () => {
    const locks = new Locks();
    const a = await joinTabs(store, locks.liveness(), session('a'));
    const b = await joinTabs(store, locks.liveness(), session('b'));
    await store.put(item('1', 'a'));
    expect(await b.adopt('ana')).toEqual([]);
    expect((await a.adopt('ana')).map(i => i.id)).toEqual(['1']);
  });

  it('take over from one that was closed, one of them only', async () => {
    const locks = new Locks();
    await store.put(item('1', 'gone'));
    const a = await joinTabs(store, locks.liveness(), session('a'));
    const b = await joinTabs(store, locks.liveness(), session('b'));
    const taken = (await Promise.all([a.adopt('ana'), b.adopt('ana')])).flat();
    expect(taken.map(i => i.id)).toEqual(['1']);
    expect((await store.all())[0]!.tab).toBe(taken[0]!.tab);
  });

  it('never send for another login', async () => {
    const a = await joinTabs(store, new Locks().liveness(), session('a'));
    await store.put(item('1', 'gone', 'bob'));
    expect(await a.adopt('ana')).toEqual([]);
  });

  it('have names of their own, also when one was doubled with its session', async () => {
    const locks = new Locks();
    const a = await joinTabs(store, locks.liveness(), session('same'));
    const b = await joinTabs(store, locks.liveness(), session('same'));
    expect(a.name).toBe('same');
    expect(b.name).not.toBe('same');
  });

  it('tell by heartbeats who lives, where there are no locks', async () => {
    let now = 0;
    const alive = byHeartbeats(() => now, () => undefined);
    await alive.hold('a');
    now = 60_000;
    await byHeartbeats(() => now, () => undefined).hold('b');
    expect([...await alive.alive()].sort()).toEqual(['a', 'b']);
    now = 120_000;
    expect([...await alive.alive()]).toEqual(['b']);
  });
});

describe('the outbox on disk', () => {
  it('is there again after a reload', async () => {
    await inLocalStorage().put(item('1', 'a'));
    await inLocalStorage().put({ ...item('1', 'a'), state: 'failed' });
    await inLocalStorage().put(item('2', 'a'));
    await inLocalStorage().remove('2');
    expect(await inLocalStorage().all()).toEqual([{ ...item('1', 'a'), state: 'failed' }]);
  });
});
