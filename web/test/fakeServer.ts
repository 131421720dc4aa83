import type { Frame, LogEntry } from '../src/protocol/frames.ts';
import type { Socket } from '../src/protocol/connection.ts';
import { Chat, type Memory, type RememberedRoom } from '../src/state/chat.ts';
import type { Pending } from '../src/state/outbox.ts';

declare function setImmediate(act: () => void): void;

/** Lets all that was sent arrive and be worked on. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 60; i++)
    await new Promise<void>(resolve => setImmediate(resolve));
}

export class FakeMemory implements Memory {
  roomsOf: Record<string, RememberedRoom[]> = {};
  outbox = new Map<string, Pending>();
  open: Record<string, string> = {};
  rooms(login: string): RememberedRoom[] | null { return this.roomsOf[login] ?? null; }
  setRooms(login: string, rooms: RememberedRoom[]): void { this.roomsOf[login] = rooms; }
  lastOpen(login: string): string | null { return this.open[login] ?? null; }
  setLastOpen(login: string, key: string): void { this.open[login] = key; }
  put(item: Pending): void { this.outbox.set(item.id, item); }
  remove(id: string): void { this.outbox.delete(id); }
  async adopt(login: string): Promise<Pending[]> { return [...this.outbox.values()].filter(i => i.login === login); }
}

interface Conversation { id: number; isDefault: boolean; log: LogEntry[]; ids: Map<string, LogEntry>; read: Map<string, number> }
interface Link extends Socket { login: string; rooms: Set<string>; isCut: boolean; out: Frame[] }

/** As much of docs/protocol/json.md as the tests need, with a clock of its own. */
export class FakeServer {
  swallowsAnswers = false;
  isDown = false;
  /** The code that every join gets. */
  refusesJoins: number | null = null;
  refuses: { code: number; text: string; args?: Record<string, string> } | null = null;
  readonly seen: Frame[] = [];
  now = 1_700_000_000_000;
  #rooms = new Map<string, Conversation>();
  #privates = new Map<string, Conversation>();
  #links: Link[] = [];
  #timers: { at: number; act: () => void }[] = [];

  room(name: string, id: number, options: { default?: boolean } = {}): void {
    this.#rooms.set(name, { id, isDefault: options.default === true, log: [], ids: new Map(), read: new Map() });
  }

  remove(name: string): void { this.#rooms.delete(name); }
  log(name: string): LogEntry[] { return this.#rooms.get(name)!.log; }
  requests(t: string): Frame[] { return this.seen.filter(f => f.t === t); }
  texts(chat: Chat, room: string): string[] { return chat.find('room', room)!.live.items.flatMap(i => i.t === 'msg' ? [i.text] : []); }

  /** @param early done before the link is there */
  async connect(login: string, memory = new FakeMemory(), early: (chat: Chat) => void = () => undefined): Promise<{ chat: Chat; memory: FakeMemory }> {
    const chat = new Chat({
      open: () => this.#open(login),
      after: (milliseconds, act) => {
        const timer = { at: this.now + milliseconds, act };
        this.#timers.push(timer);
        return () => { this.#timers = this.#timers.filter(t => t !== timer); };
      },
      random: () => 0.5,
      now: () => this.now,
      draw: act => queueMicrotask(act),
      memory,
      tab: 't1',
    }, () => 'es', login);
    await chat.start();
    early(chat);
    await settle();
    return { chat, memory };
  }

  tick(milliseconds: number): void {
    const end = this.now + milliseconds;
    for (;;) {
      const next = this.#timers.filter(t => t.at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined)
        break;
      this.#timers = this.#timers.filter(t => t !== next);
      this.now = Math.max(this.now, next.at);
      next.act();
    }
    this.now = end;
  }

  cut(login: string): void {
    for (const link of this.#links.filter(l => l.login === login)) {
      link.isCut = true;
      link.onclose?.();
    }
    this.#links = this.#links.filter(l => l.login !== login);
  }

  tell(login: string, frame: Frame): void {
    for (const link of this.#links.filter(l => l.login === login))
      this.#send(link, frame);
  }

  say(room: string, from: string, text: string, options: { isLost?: boolean } = {}): void {
    this.#add(this.#rooms.get(room)!, { room }, { t: 'msg', text, from }, options.isLost === true);
  }

  sayPrivate(from: string, to: string, text: string): void {
    this.#add(this.#private(from, to), { to }, { t: 'msg', text, from });
  }

  #private(a: string, b: string): Conversation {
    const key = [a, b].sort().join();
    let found = this.#privates.get(key);
    if (found === undefined)
      this.#privates.set(key, found = { id: 1000 + this.#privates.size, isDefault: false, log: [], ids: new Map(), read: new Map() });
    return found;
  }

  #open(login: string): Link {
    const link: Link = {
      login, rooms: new Set(), isCut: false, out: [], onopen: null, onclose: null, onmessage: null,
      send: data => { const frame = JSON.parse(data) as Frame; this.seen.push(frame); setImmediate(() => { if (!link.isCut) this.#take(link, frame); }); },
      close: () => { link.isCut = true; this.#links = this.#links.filter(l => l !== link); },
    };
    setImmediate(() => {
      if (this.isDown) {
        link.isCut = true;
        link.onclose?.();
      } else {
        this.#links.push(link);
        link.onopen?.();
      }
    });
    return link;
  }

  #send(link: Link, frame: Frame): void {
    setImmediate(() => { if (!link.isCut) link.onmessage?.({ data: JSON.stringify(frame) }); });
  }

  #add(conversation: Conversation, where: { room: string } | { to: string }, entry: Record<string, unknown> & { t: string; from: string }, isLost = false): LogEntry {
    const full = { ...where, conversation: conversation.id, position: conversation.log.length + 1, time: new Date(this.now).toISOString(), ...entry } as unknown as LogEntry;
    conversation.log.push(full);
    for (const link of this.#links)
      if (!isLost && ('room' in where ? link.rooms.has(where.room) : link.login === where.to || link.login === entry.from) && !(this.swallowsAnswers && link.login === entry.from))
        this.#send(link, full as unknown as Frame);
    return full;
  }

  #take(link: Link, f: Frame): void {
    const answer = (frame: Frame): void => { if (!this.swallowsAnswers) this.#send(link, { ...frame, ...(f.ref === undefined ? {} : { ref: f.ref }) }); };
    const refuse = (code: number, text = String(code)): void => answer({ t: 'error', code, text, args: {} });
    const where: { room: string } | { to: string } = f['room'] !== undefined ? { room: String(f['room']) } : { to: String(f['to']) };
    const conversation = 'room' in where ? this.#rooms.get(where.room) : this.#private(link.login, where.to);
    switch (f.t) {
      case 'hello': answer({ t: 'welcome', server: 'parley', version: '0', protocol: 1, time: '', lang: 'es', capabilities: [], limits: {} }); return;
      case 'token-login': answer({ t: 'logged-in', login: link.login, role: 'user', lang: 'es' }); return;
      case 'ping': answer({ t: 'pong' }); return;
      case 'time': answer({ t: 'time', t0: f['t0'], t1: this.now, t2: this.now }); return;
      case 'rooms': answer({ t: 'rooms', rooms: [...this.#rooms].filter(([, c]) => c.isDefault).map(([room, c]) => ({ room, conversation: c.id, people: 1, default: true })), total: this.#rooms.size }); return;
      case 'users': answer({ t: 'users', scope: f['scope'], users: [], online: 0, registered: 0 }); return;
      case 'show-rules': answer({ t: 'rules-shown', room: f['room'], topic: '', rules: [], ranks: [] }); return;
      case 'conversations': answer({ t: 'conversations', conversations: [...this.#privates].filter(([k]) => k.split(',').includes(link.login)).map(([k, c]) => ({ conversation: c.id, with: k.split(',').find(n => n !== link.login)!, head: c.log.length })) }); return;
      case 'signal': return;
    }
    if (conversation === undefined && f['room'] === 'principal') {
      answer({ t: 'error', code: 205, text: '', args: { room: 'default' } });
      return;
    }
    if (conversation === undefined) {
      refuse(204);
      return;
    }
    switch (f.t) {
      case 'join': {
        if (this.refusesJoins !== null) {
          refuse(this.refusesJoins);
          return;
        }
        if (f['conversation'] !== undefined && f['conversation'] !== conversation.id) {
          refuse(218);
          return;
        }
        link.rooms.add(String(f['room']));
        answer({ t: 'entered', ...where, conversation: conversation.id, people: 1, head: conversation.log.length, first: 1 });
        if (f['after'] !== undefined)
          for (const entry of conversation.log.slice(Number(f['after'])))
            this.#send(link, entry as unknown as Frame);
        break;
      }
      case 'mark-read': {
        const read = Math.max(conversation.read.get(link.login) ?? 0, Number(f['position'] ?? 0));
        conversation.read.set(link.login, read);
        answer({ t: 'read', conversation: conversation.id, position: read, ...where });
        break;
      }
      case 'history': {
        const limit = Number(f['limit'] ?? 50);
        const { log } = conversation;
        const page = f['after'] !== undefined ? log.filter(e => e.position > Number(f['after'])).slice(0, limit)
          : log.filter(e => e.position < Number(f['before'] ?? Infinity)).slice(-limit);
        const more = f['after'] !== undefined ? (page.at(-1)?.position ?? 0) < log.length : (page[0]?.position ?? 1) > 1;
        answer({ t: 'history', conversation: conversation.id, entries: page, first: 1, head: log.length, more, ...where });
        break;
      }
      case 'post': case 'edit': case 'redact': case 'react': {
        if (this.refuses !== null) {
          answer({ t: 'error', code: this.refuses.code, text: this.refuses.text, args: this.refuses.args ?? {}, id: f['id'] });
          return;
        }
        const id = String(f['id']);
        let entry = conversation.ids.get(id);
        const duplicate = entry !== undefined;
        if (entry === undefined) {
          const kinds = { post: 'msg', edit: 'edit', redact: 'redact', react: 'reaction' } as const;
          entry = this.#add(conversation, where, {
            t: kinds[f.t as keyof typeof kinds], from: link.login, id, ...(f['text'] === undefined ? {} : { text: f['text'] }),
            ...(f['position'] === undefined ? {} : { target: f['position'] }), ...(f['replyTo'] === undefined ? {} : { replyTo: f['replyTo'] }),
          });
          conversation.ids.set(id, entry);
        }
        answer({ t: 'posted', conversation: conversation.id, position: entry.position, time: entry.time, id, ...where, ...(duplicate ? { duplicate: true } : {}) });
        break;
      }
      default: refuse(200);
    }
  }
}

