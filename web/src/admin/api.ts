import { refusalOf, Unreachable, type Me } from '../protocol/api.ts';
import type { Role } from '../protocol/frames.ts';
import { lang } from '../texts/texts.ts';

/** `/api/v1/admin`: docs/protocol/http.md. */
export interface Account { id: number; login: string; role: Role; lang?: string; created: string; suspended?: boolean; sessions?: number }
export interface Room { id: number; name: string; lifetime: string; owner?: string; head: number; created: string; people?: number }
export interface Session { id: number; login?: string; address: string; door: string; client?: string; since: string; rooms: string[]; pendingBytes: number }
export interface AuditEntry { number: number; time: string; act: string; by?: string; address?: string; account?: string; room?: string; detail?: string }
export interface Setting { key: string; value?: string; secret: boolean; changed: boolean; live: boolean }
export interface Figure { name: string; kind: 'counter' | 'gauge' | 'histogram'; values: { value: number; labels?: Record<string, string> }[]; count?: number; sum?: number }
export interface Look { time: string; figures: Figure[] }
/** A node of the cluster. `connected`: to the others; `stopping`: it takes nobody in any more. */
export interface Node { id: string; host?: string; version?: string; since?: string; sessions?: number; connected: boolean; stopping: boolean }
/** `nodes`: whoever answers first; absent without a cluster. */
export interface Inspection { version: string; figures: Record<string, Record<string, number>>; nodes?: Node[] }

const root = '/api/v1/admin';

export const admin = {
  me: async (): Promise<Me | null> => {
    const response = await ask('GET', '/api/v1/me');
    return response.status === 401 ? null : await read<Me>(response);
  },
  logIn: (login: string, password: string) => change('POST', '/api/v1/login', { login, password, cookie: true }),
  logOut: () => change('POST', '/api/v1/logout', {}),
  look: () => get<Look>('/figures'),
  inspect: () => get<Inspection>('/inspection'),
  accounts: async (): Promise<Account[]> => await all<Account>('/accounts', 'accounts', 'after'),
  make: (login: string, password: string, role: Role) => change('POST', `${root}/accounts`, { login, password, role }),
  setRole: (login: string, role: Role) => change('PATCH', person(login), { role }),
  suspend: (login: string, suspended: boolean) => change('PATCH', person(login), { suspended }),
  setPassword: (login: string, password: string) => change('PUT', `${person(login)}/password`, { password }),
  endSessions: (login: string) => change('DELETE', `${person(login)}/sessions`),
  rooms: async (): Promise<Room[]> => (await get<{ rooms: Room[] }>('/rooms')).rooms,
  keep: (room: string) => change('PUT', `${root}/rooms/${encodeURIComponent(room)}/kept`),
  deleteRoom: (room: string) => change('DELETE', `${root}/rooms/${encodeURIComponent(room)}`),
  sessions: async (): Promise<Session[]> => await all<Session>('/sessions', 'sessions', 'after'),
  endSession: (id: number) => change('DELETE', `${root}/sessions/${id}`),
  audit: (before?: number) => get<{ entries: AuditEntry[]; next?: number }>(`/audit${before === undefined ? '' : `?before=${before}`}`),
  settings: async (): Promise<Setting[]> => (await get<{ settings: Setting[] }>('/settings')).settings,
};

/** More than anybody reads on one page. */
const mostPages = 25;

async function all<T>(path: string, name: string, cursor: string): Promise<T[]> {
  const rows: T[] = [];
  let next: string | number | undefined;
  for (let pages = 0; pages < mostPages; pages++) {
    const page = await get<Record<string, unknown>>(next === undefined ? path : `${path}?${cursor}=${encodeURIComponent(next)}`);
    rows.push(...page[name] as T[]);
    next = page['next'] as string | number | undefined;
    if (next === undefined)
      break;
  }
  return rows;
}

function person(login: string): string {
  return `${root}/accounts/${encodeURIComponent(login)}`;
}

async function get<T>(path: string): Promise<T> {
  return await read<T>(await ask('GET', root + path));
}

async function change(method: string, path: string, body?: unknown): Promise<void> {
  const response = await ask(method, path, body);
  if (!response.ok)
    throw await problem(response);
}

async function read<T>(response: Response): Promise<T> {
  if (!response.ok)
    throw await problem(response);
  return await response.json() as T;
}

async function problem(response: Response): Promise<Error> {
  return refusalOf(await response.json().catch(() => null), response.status);
}

async function ask(method: string, path: string, body?: unknown): Promise<Response> {
  try {
    return await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: { 'Accept-Language': lang.value, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch {
    throw new Unreachable();
  }
}
