/** The objects of docs/protocol/json.md, as far as this client uses them. Absent means null. */

export interface Frame { t: string; ref?: number; [member: string]: unknown }

/** Where a message goes: a room by its name, or the other person of a private conversation. */
export type Target = { room: string } | { to: string };

interface Entry {
  room?: string; to?: string;
  conversation: number;
  /** From 1 up, without gaps; 0 for words with guests, which pass. */
  position: number;
  from: string;
  /** UTC, ISO 8601 with milliseconds. */
  time: string;
  id?: string;
  erased?: boolean;
  /** When its author wrote it, by their clock, if that was away from the server; `time` is when it got its place. */
  written?: string;
}
export interface MsgEntry extends Entry { t: 'msg'; text: string; replyTo?: number; notice?: boolean; passing?: boolean }
export interface EditEntry extends Entry { t: 'edit'; target: number; text: string }
export interface RedactEntry extends Entry { t: 'redact'; target: number; reason?: string }
export interface ReactionEntry extends Entry { t: 'reaction'; target: number; text: string }
export interface TopicEntry extends Entry { t: 'topic'; text: string }
export interface RuleChange { rule: string; on: boolean; value?: string }
export interface RulesEntry extends Entry { t: 'rules'; changes: RuleChange[] }
export interface UnknownEntry extends Entry { t: 'entry'; kind: number }
export type LogEntry = MsgEntry | EditEntry | RedactEntry | ReactionEntry | TopicEntry | RulesEntry | UnknownEntry;

const entryTypes: ReadonlySet<string> = new Set(['msg', 'edit', 'redact', 'reaction', 'topic', 'rules', 'entry']);

export function isEntry(frame: Frame | LogEntry): frame is LogEntry {
  return entryTypes.has(frame.t);
}

export interface Welcome { t: 'welcome'; server: string; version: string; time: string; lang: string; capabilities: string[]; limits: { message?: number; frame?: number; page?: number }; resync?: number; node?: string }
export interface LoggedIn { t: 'logged-in'; login: string; role: Role; lang: string; missing?: string[]; registered?: boolean }
export type Role = 'user' | 'moderator' | 'administrator';
export interface Entered { t: 'entered'; room: string; conversation: number; people: number; head: number; first: number; kept?: boolean; owner?: string; topic?: string }
export interface RoomInfo { room: string; conversation: number; people: number; kept?: boolean; default?: boolean; yours?: boolean; owner?: string; topic?: string }
export interface RoomsPage { t: 'rooms'; rooms: RoomInfo[]; total: number; next?: string }
export type PresenceState = 'active' | 'away' | 'offline';
export interface UserInfo { login: string; state: PresenceState; rooms?: string[]; guest?: boolean; away?: string }
export interface UsersPage { t: 'users'; scope: string; users: UserInfo[]; online: number; registered: number; room?: string; next?: string }
export interface Posted { t: 'posted'; conversation: number; position: number; time: string; id?: string; room?: string; to?: string; delivered?: boolean; duplicate?: boolean }
export interface HistoryPage { t: 'history'; conversation: number; entries: LogEntry[]; first: number; head: number; more: boolean; room?: string; to?: string }
export interface Results { t: 'results'; entries: LogEntry[]; complete: boolean; next?: number }
export interface PrivateInfo { conversation: number; with: string; head: number }
export interface Conversations { t: 'conversations'; conversations: PrivateInfo[] }
export interface ReadMark { t: 'read'; conversation: number; position: number; time?: string; room?: string; to?: string }
export interface RoomRule { rule: string; value?: string; by?: string; time?: string }
export interface RulesShown { t: 'rules-shown'; room: string; topic: string; rules: RoomRule[]; ranks: { login: string; rank: string }[] }
export interface TopicShown { t: 'topic-shown'; room: string; topic: string; by?: string; time?: string }
export interface Profile { login: string; givenNames?: string; surnames?: string; age?: number; gender?: string; role: Role; created: string }
export interface TokenInfo { id: string; client?: string; created: string; lastUsed: string; current?: boolean }
export interface TimeAnswer { t: 'time'; t0?: number; t1: number; t2: number }
export interface Closing { t: 'closing'; reason: string; login?: string; retryAfter?: number }

/** A request that the server refused. */
export class Refusal extends Error {
  readonly code: number;
  readonly args: Readonly<Record<string, string>>;
  constructor(code: number, text: string, args: Readonly<Record<string, string>> = {}) {
    super(text);
    this.name = 'Refusal';
    this.code = code;
    this.args = args;
  }

  static of(frame: Frame): Refusal {
    return new Refusal(Number(frame['code']), String(frame['text'] ?? ''), (frame['args'] as Record<string, string> | undefined) ?? {});
  }
}

/** The connection ended before the answer came: whether the request was carried out is unknown. */
export class ConnectionLost extends Error {
  constructor() {
    super('connection lost');
    this.name = 'ConnectionLost';
  }
}

/** One text message of the socket; null for what is no object of the protocol. */
export function decode(data: unknown): Frame | null {
  if (typeof data !== 'string')
    return null;
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === 'object' && value !== null && typeof (value as Frame).t === 'string' ? value as Frame : null;
  } catch {
    return null;
  }
}
