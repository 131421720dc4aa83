import type { PresenceState, UserInfo } from '../protocol/frames.ts';
import { foldName } from './fold.ts';
import { Signal } from './signal.ts';

/** Who is there, as far as it was told. */
export class People {
  readonly #known = new Map<string, UserInfo>();
  readonly version = new Signal(0);

  get(login: string): UserInfo | undefined {
    return this.#known.get(foldName(login));
  }

  state(login: string): PresenceState {
    return this.get(login)?.state ?? 'offline';
  }

  *names(): Iterable<string> {
    for (const person of this.#known.values())
      yield person.login;
  }

  list(): UserInfo[] {
    return [...this.#known.values()];
  }

  put(person: UserInfo): void {
    this.#known.set(foldName(person.login), person);
    this.version.value++;
  }

  /** @param complete all who are connected: whoever is not among them is not there */
  putAll(people: readonly UserInfo[], complete: boolean): void {
    if (complete) {
      for (const person of this.#known.values())
        if (person.state !== 'offline')
          this.#known.set(foldName(person.login), { ...person, state: 'offline' });
    }
    for (const person of people)
      this.#known.set(foldName(person.login), person);
    this.version.value++;
  }

  came(login: string): void {
    const known = this.get(login);
    if (known === undefined || known.state === 'offline')
      this.put({ login, state: 'active' });
  }

  went(login: string): void {
    const known = this.get(login);
    if (known !== undefined)
      this.put({ login: known.login, state: 'offline', rooms: [], ...(known.guest === undefined ? {} : { guest: known.guest }) });
  }

  away(login: string, text: string | undefined): void {
    const { away: _, ...known } = this.get(login) ?? { login, state: 'active' as const };
    this.put(text === undefined ? { ...known, state: 'active' } : { ...known, state: 'away', away: text });
  }

  renamed(from: string, to: string): void {
    const known = this.get(from);
    this.#known.delete(foldName(from));
    this.put({ ...(known ?? { state: 'active' }), login: to });
  }
}

const order: Readonly<Record<PresenceState, number>> = { active: 0, away: 1, offline: 2 };

/** Those who are there first, then by name. */
export function byPresence(a: UserInfo, b: UserInfo): number {
  return order[a.state] - order[b.state] || a.login.localeCompare(b.login);
}
