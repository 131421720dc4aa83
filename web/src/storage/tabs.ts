import { newId } from '../state/ids.ts';
import type { Pending } from '../state/outbox.ts';
import type { OutboxStore } from './outboxStore.ts';
import { readJson, writeJson } from './local.ts';

/**
 * Which tab sends what. Each holds a lock of its own name as long as it lives; what belongs to a name that
 * nobody holds is taken over by one tab. Were two ever to send the same, the ids make it one message.
 */
export interface Tabs {
  /** This tab's name. */
  readonly name: string;
  /** What this tab is to send from here on, marked and stored as its own. */
  adopt(login: string): Promise<Pending[]>;
}

/** The names of tabs that are alive, this one included. */
export interface Liveness {
  /** Takes the name for this tab; false when another has it, as when a tab was doubled with its session storage. */
  hold(name: string): Promise<boolean>;
  alive(): Promise<ReadonlySet<string>>;
  /** One tab at a time. */
  alone<T>(act: () => Promise<T>): Promise<T>;
}

export async function joinTabs(store: OutboxStore, liveness: Liveness, session: { get(): string | null; set(name: string): void }): Promise<Tabs> {
  let name = session.get() ?? newId();
  if (!await liveness.hold(name)) {
    name = newId();
    await liveness.hold(name);
  }
  session.set(name);
  return {
    name,
    adopt: login => liveness.alone(async () => {
      const alive = await liveness.alive();
      const mine = (await store.all()).filter(i => i.login === login && (i.tab === name || !alive.has(i.tab)));
      const taken: Pending[] = [];
      for (const item of mine) {
        const own = item.tab === name ? item : { ...item, tab: name };
        if (own !== item)
          await store.put(own);
        taken.push(own);
      }
      return taken;
    }),
  };
}

const Prefix = 'parley-tab-';

/** Web Locks, which end with the tab whatever ends it. */
export function byLocks(locks: LockManager): Liveness {
  return {
    hold: name => new Promise(resolve => {
      locks.request(Prefix + name, { ifAvailable: true }, lock => {
        resolve(lock !== null);
        return lock === null ? undefined : new Promise<void>(() => undefined);
      }).catch(() => resolve(true));
    }),
    async alive() {
      const { held } = await locks.query();
      return new Set((held ?? []).map(l => l.name ?? '').filter(n => n.startsWith(Prefix)).map(n => n.slice(Prefix.length)));
    },
    alone: async act => await locks.request('parley-outbox', act),
  };
}

const BeatEvery = 5_000;
/** Browsers let hidden pages run once a minute. */
const BeatLasts = 90_000;

/** Where there are no locks (plain http): each tab writes down that it lives. */
export function byHeartbeats(now: () => number, every: (milliseconds: number, act: () => void) => void): Liveness {
  const beats = (): Record<string, number> => readJson<Record<string, number>>('tabs') ?? {};
  const beat = (name: string): void => {
    const alive = Object.entries(beats()).filter(([, at]) => now() - at < BeatLasts);
    writeJson('tabs', { ...Object.fromEntries(alive), [name]: now() });
  };
  return {
    async hold(name) {
      beat(name);
      every(BeatEvery, () => beat(name));
      return true;
    },
    alive: async () => new Set(Object.entries(beats()).filter(([, at]) => now() - at < BeatLasts).map(([name]) => name)),
    alone: act => act(),
  };
}

export const tabName = {
  get: (): string | null => { try { return sessionStorage.getItem('parley.tab'); } catch { return null; } },
  set: (name: string): void => { try { sessionStorage.setItem('parley.tab', name); } catch { /* forbidden */ } },
};

