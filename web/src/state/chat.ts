import { Connection, type Link, type Surroundings } from '../protocol/connection.ts';
import {
  ConnectionLost, isEntry, Refusal,
  type Entered, type Frame, type HistoryPage, type LogEntry, type LoggedIn, type MsgEntry, type Posted, type ReadMark,
  type Conversations, type Results, type RoomsPage, type RulesShown, type Target, type TimeAnswer, type UserInfo, type UsersPage, type Welcome,
} from '../protocol/frames.ts';
import { better, clockOffset, type ClockOffset } from '../protocol/serverClock.ts';
import { Conversation, keyFor, type Kind } from './conversation.ts';
import { sameName } from './fold.ts';
import { newId } from './ids.ts';
import { mentions } from './mentions.ts';
import { afterRefusal, Outbox, requestOf, type Pending } from './outbox.ts';
import { People } from './people.ts';
import { behind, joinRequest } from './resume.ts';
import { once, Signal } from './signal.ts';
import { Timeline, type NoticePart } from './timeline.ts';
import { counts } from './unread.ts';

/** Where what must outlive the page is kept. */
export interface Memory {
  rooms(login: string): RememberedRoom[] | null;
  setRooms(login: string, rooms: RememberedRoom[]): void;
  lastOpen(login: string): string | null;
  setLastOpen(login: string, key: string): void;
  put(item: Pending): void;
  remove(id: string): void;
  /** What this tab is to send: its own from before a reload, and what closed tabs left. */
  adopt(login: string): Promise<Pending[]>;
}
export interface RememberedRoom { room: string; key?: string }

export interface ChatSurroundings extends Surroundings {
  now(): number;
  /** Lets a burst of changes be one drawing. */
  draw(act: () => void): void;
  memory: Memory;
  tab: string;
}

/** A word to the person that belongs to no conversation. */
export type News =
  | { what: 'text'; text: string; isError?: boolean }
  | { what: 'room-closed'; room: string; reason: string; by: string | null }
  | { what: 'kicked'; room: string; by: string; reason: string | null }
  | { what: 'invited'; room: string; by: string }
  | { what: 'room-gone'; room: string; error: string }
  | { what: 'incomplete-profile' };

/** A message that somebody may want to be told of: not their own, and not history. */
export interface Arrived { conversation: Conversation; message: MsgEntry; isMention: boolean }

const Page = 80;
const MostPage = 1000;
const ContextPage = 60;
/** Rows of private conversations read ahead at the start, for previews and counts. */
const Preview = 30;
const MostPreviews = 40;
const CatchUpPage = 1000;
const ClientName = 'parley-web/0.1';

/** One person's chat: the connection, the conversations, and what was said and not yet answered. */
export class Chat {
  readonly connection: Connection;
  readonly people = new People();
  readonly outbox = new Outbox();
  readonly link = new Signal<Link>({ state: 'connecting' });
  readonly me = new Signal<LoggedIn | null>(null);
  readonly server = new Signal<Welcome | null>(null);
  /** Rooms in the order of their names, the default one first; then private ones, the newest first. */
  readonly list = new Signal<readonly Conversation[]>([]);
  readonly open = new Signal<Conversation | null>(null);
  readonly outboxVersion = new Signal(0);
  readonly clock = new Signal<ClockOffset | null>(null);
  /** What one said when going away; null when one is there. */
  readonly away = new Signal<string | null>(null);
  onNews: (news: News) => void = () => undefined;
  onArrived: (arrived: Arrived) => void = () => undefined;
  /** Whether somebody looks at this page. */
  isWatched: () => boolean = () => true;

  readonly #all = new Map<string, Conversation>();
  readonly #keys = new Map<string, string>();
  readonly #around: ChatSurroundings;
  #seq = 0;
  #lastSignal = { key: '', time: 0 };
  #toRead = new Map<string, number>();
  #draws = new Map<Conversation, () => void>();
  #sort: () => void;
  #ended = false;

  constructor(around: ChatSurroundings, lang: () => string, login: string) {
    this.#around = around;
    this.login = login;
    this.connection = new Connection(around, {
      link: link => this.#linked(link),
      ready: (welcome, loggedIn) => this.#ready(welcome, loggedIn),
      event: frame => this.#take(frame),
    }, () => ({ lang: lang(), client: ClientName }));
    this.#sort = once(act => around.draw(act), () => this.#relist());
  }

  /** As it is spelled; known before the connection is. */
  login: string;

  /** Conversations as they were remembered are there at once; the link follows. */
  async start(): Promise<void> {
    const { memory } = this.#around;
    for (const { room, key } of memory.rooms(this.login) ?? []) {
      this.#ensure('room', room);
      if (key !== undefined)
        this.#keys.set(keyFor('room', room), key);
    }
    this.#relist();
    for (const item of await memory.adopt(this.login)) {
      this.#seq = Math.max(this.#seq, item.seq);
      this.outbox.add(item);
      if ('to' in item.target)
        this.#ensure('private', item.target.to);
    }
    this.outboxVersion.value++;
    if (!this.#ended)
      this.connection.start();
  }

  end(): void {
    this.#ended = true;
    this.connection.stop('Quit');
  }

  /** Asked while the link is being made, it is sent when there is one. */
  async request<T = Frame>(frame: Frame): Promise<T> {
    if (this.link.value.state === 'connecting' && !this.connection.isReady)
      await this.#settled();
    return this.connection.request<T>(frame);
  }

  get now(): number {
    return this.#around.now();
  }

  find(kind: Kind, name: string): Conversation | undefined {
    return this.#all.get(keyFor(kind, name));
  }

  /** What was in front when the page was left; else the default room. */
  get lastOpen(): Conversation | null {
    const key = this.#around.memory.lastOpen(this.login);
    return (key === null ? undefined : this.#all.get(key)) ?? this.list.value.find(c => c.isDefault) ?? this.list.value[0] ?? null;
  }

  byKey(key: string): Conversation | undefined {
    return this.#all.get(key);
  }

  get conversations(): Iterable<Conversation> {
    return this.#all.values();
  }

  // Rooms

  /** Enters a room, if need be, and brings it to the front. */
  async enter(room: string, key?: string): Promise<Conversation> {
    const known = this.find('room', room);
    if (known?.isLoaded === true) {
      this.show(known);
      return known;
    }
    let entered: { room: string };
    try {
      entered = await this.request<Entered>({ t: 'join', room, ...(key === undefined || key === '' ? {} : { key }) });
    } catch (error) {
      // The default room goes by several names.
      const there = error instanceof Refusal && error.code === 205 ? this.find('room', error.args['room'] ?? '') : undefined;
      if (there === undefined)
        throw error;
      entered = { room: there.name };
    }
    if (key !== undefined && key !== '')
      this.#keys.set(keyFor('room', entered.room), key);
    const conversation = this.#ensure('room', entered.room);
    this.#remember();
    this.show(conversation);
    return conversation;
  }

  async create(room: string): Promise<Conversation> {
    const created = await this.request<{ room: string; conversation: number }>({ t: 'create', room });
    // The caller is in it; joining again would only be told so.
    const conversation = this.#ensure('room', created.room);
    conversation.begin(0);
    conversation.id = created.conversation;
    conversation.owner = this.login;
    conversation.people = 1;
    conversation.read = 0;
    conversation.reachedStart = true;
    this.#remember();
    this.show(conversation);
    return conversation;
  }

  async leave(conversation: Conversation): Promise<void> {
    await this.request({ t: 'leave', room: conversation.name });
    this.#forget(conversation);
  }

  /** Brings a private conversation to the front, a new one if there is none. */
  showPrivate(login: string): Conversation {
    const conversation = this.#ensure('private', login);
    this.show(conversation);
    return conversation;
  }

  show(conversation: Conversation | null): void {
    const before = this.open.value;
    if (before !== null && before !== conversation) {
      before.context = null;
      before.atEnd = true;
      before.newAfter = null;
    }
    if (conversation !== null && conversation !== before) {
      conversation.newAfter = conversation.unread.count > 0 ? conversation.read : null;
      conversation.atEnd = conversation.unread.count === 0;
      this.#around.memory.setLastOpen(this.login, conversation.key);
    }
    this.open.value = conversation;
    if (conversation === null)
      return;
    if (conversation.kind === 'private' && conversation.live.items.length === 0)
      void this.loadOlder(conversation);
    if (conversation.kind === 'room' && conversation.members === null && conversation.isLoaded)
      void this.loadMembers(conversation);
    this.seen(conversation);
  }

  async loadMembers(conversation: Conversation): Promise<void> {
    if (conversation.kind !== 'room' || !this.connection.isReady)
      return;
    try {
      const members = new Map<string, UserInfo>();
      let after: string | undefined;
      do {
        const page: UsersPage = await this.request({ t: 'users', scope: 'room', room: conversation.name, limit: 1000, ...(after === undefined ? {} : { after }) });
        for (const person of page.users)
          members.set(person.login, person);
        this.people.putAll(page.users, false);
        after = page.next;
      } while (after !== undefined && members.size < 5_000);
      conversation.members = members;
      conversation.people = members.size;
      const rules = await this.request<RulesShown>({ t: 'show-rules', room: conversation.name });
      conversation.ranks = new Map(rules.ranks.map(r => [r.login, r.rank]));
    } catch (error) {
      if (!(error instanceof Refusal || error instanceof ConnectionLost))
        throw error;
    }
    this.#changed(conversation);
  }

  // Words

  /** Says something, now or when there is a link. @returns its id */
  post(conversation: Conversation, text: string, replyTo?: number): string {
    conversation.newAfter = null;
    this.#stopTyping(conversation);
    return this.#say(conversation.target, { what: 'post', text, ...(replyTo === undefined ? {} : { replyTo }) });
  }

  edit(conversation: Conversation, position: number, text: string): string {
    this.#stopTyping(conversation);
    return this.#say(conversation.target, { what: 'edit', position, text });
  }

  redact(conversation: Conversation, position: number, reason = ''): string {
    return this.#say(conversation.target, { what: 'redact', position, text: reason });
  }

  /** Gives a reaction, or takes one's own back. */
  react(conversation: Conversation, position: number, emoji: string): string {
    const own = conversation.annotations.reactions(position, this.login).find(g => g.text === emoji)?.own ?? null;
    return own === null
      ? this.#say(conversation.target, { what: 'react', position, text: emoji })
      : this.#say(conversation.target, { what: 'redact', position: own, text: '' });
  }

  retry(id: string): void {
    const item = this.outbox.retry(id);
    if (item === null)
      return;
    this.#around.memory.put(item);
    this.#outboxChanged(item.target);
    this.#flush();
  }

  discard(id: string): void {
    const item = this.outbox.discard(id);
    if (item === null)
      return;
    this.#around.memory.remove(id);
    this.#outboxChanged(item.target);
  }

  /** What a closed tab left to be sent. */
  take(items: readonly Pending[]): void {
    for (const item of items) {
      this.#seq = Math.max(this.#seq, item.seq);
      this.outbox.add(item);
    }
    this.outboxVersion.value++;
    this.#flush();
  }

  pendingOf(conversation: Conversation): Pending[] {
    return this.outbox.items.filter(i => i.what === 'post' && this.#byTarget(i.target) === conversation);
  }

  typing(conversation: Conversation): void {
    const now = this.now;
    if (this.#lastSignal.key === conversation.key && now - this.#lastSignal.time < 3_000)
      return;
    this.#lastSignal = { key: conversation.key, time: now };
    this.connection.tell({ t: 'signal', ...conversation.target, tags: { '+typing': 'active' } });
  }

  stoppedTyping(conversation: Conversation): void {
    if (this.#lastSignal.key === conversation.key)
      this.connection.tell({ t: 'signal', ...conversation.target, tags: { '+typing': 'done' } });
    this.#stopTyping(conversation);
  }

  async setAway(text: string | null): Promise<void> {
    await this.request({ t: 'away', ...(text === null ? {} : { text }) });
    this.away.value = text;
    this.people.away(this.login, text ?? undefined);
  }

  // History

  async loadOlder(conversation: Conversation): Promise<void> {
    const timeline = conversation.shown;
    if (conversation.loading !== null || (conversation.reachedStart && timeline === conversation.live)
      || (conversation.isLoaded && timeline.from <= conversation.first) || !this.connection.isReady)
      return;
    if (conversation.kind === 'room' && !conversation.isLoaded)
      return;
    conversation.loading = 'older';
    try {
      const isNew = !conversation.isLoaded;
      const page = await this.request<HistoryPage>({ t: 'history', ...conversation.target, limit: conversation.page, ...(isNew ? {} : { before: timeline.from }) });
      if (!isNew)
        conversation.page = Math.min(2 * conversation.page, MostPage);
      this.#prepend(conversation, timeline, page, isNew);
    } catch (error) {
      this.#ifUnexpected(error);
    } finally {
      conversation.loading = null;
      this.#changed(conversation);
    }
  }

  async loadNewer(conversation: Conversation): Promise<void> {
    const timeline = conversation.context;
    if (timeline === null || conversation.loading !== null || !this.connection.isReady)
      return;
    conversation.loading = 'newer';
    try {
      const page = await this.request<HistoryPage>({ t: 'history', ...conversation.target, after: timeline.to, limit: Page });
      for (const entry of page.entries)
        timeline.append(entry);
      this.#rejoin(conversation);
    } catch (error) {
      this.#ifUnexpected(error);
    } finally {
      conversation.loading = null;
      this.#changed(conversation);
    }
  }

  /** Shows a message where it stands, reading around it if it was not read yet. */
  async jump(conversation: Conversation, position: number): Promise<void> {
    if (this.open.value !== conversation)
      this.show(conversation);
    const { live, context } = conversation;
    const isIn = (t: Timeline): boolean => !t.isEmpty && position >= t.from && position <= t.to;
    if (isIn(live)) {
      conversation.context = null;
    } else if (context === null || !isIn(context)) {
      const page = await this.request<HistoryPage>({ t: 'history', ...conversation.target, before: position + ContextPage / 2, limit: ContextPage });
      const first = page.entries[0];
      if (first === undefined)
        return;
      conversation.first = page.first;
      const around = new Timeline(first.position - 1, conversation.annotations);
      for (const entry of page.entries)
        around.append(entry);
      conversation.context = around;
      conversation.atEnd = false;
      this.#rejoin(conversation);
    }
    conversation.goTo.value = { position, at: 'middle' };
    this.#changed(conversation);
  }

  jumpToEnd(conversation: Conversation): void {
    conversation.context = null;
    conversation.goTo.value = 'end';
    this.#changed(conversation);
  }

  /** Looks up a message that is quoted by another. */
  async loadQuoted(conversation: Conversation, position: number): Promise<void> {
    if (conversation.quoted.has(position) || conversation.message(position) !== null || !this.connection.isReady)
      return;
    conversation.quoted.set(position, null);
    try {
      const page = await this.request<HistoryPage>({ t: 'history', ...conversation.target, before: position + 1, limit: 1 });
      const entry = page.entries[0];
      if (entry?.t === 'msg' && entry.position === position) {
        conversation.quoted.set(position, entry);
        this.#changed(conversation);
      }
    } catch (error) {
      conversation.quoted.delete(position);
      this.#ifUnexpected(error);
    }
  }

  search(query: string, where: Target | null, before?: number): Promise<Results> {
    return this.request<Results>({ t: 'search', query, limit: 50, ...(where ?? {}), ...(before === undefined ? {} : { before }) });
  }

  // Reading

  /** The person sees the end of the conversation: it is read, here and at their other devices. */
  seen(conversation: Conversation): void {
    if (this.open.value !== conversation || !conversation.atEnd || conversation.context !== null
      || !conversation.isLoaded || conversation.read === null || !this.isWatched())
      return;
    const { to } = conversation.live;
    if (to <= conversation.read)
      return;
    const hadUnread = conversation.unread.count > 0;
    conversation.markRead(to, this.login);
    this.#tellRead(conversation, to);
    if (hadUnread) {
      this.#changed(conversation);
      this.#sort();
    }
  }

  /** Nobody looks any more: what comes from here on is new. */
  unwatched(): void {
    const conversation = this.open.value;
    if (conversation !== null && conversation.isLoaded && conversation.unread.count === 0)
      conversation.newAfter = conversation.live.to;
  }

  /** All that waits, here and elsewhere, is taken for read. */
  markAllRead(): void {
    for (const conversation of this.#all.values()) {
      if (!conversation.isLoaded || conversation.unread.count === 0)
        continue;
      conversation.markRead(conversation.live.to, this.login);
      this.#tellRead(conversation, conversation.live.to);
      this.#changed(conversation);
    }
    this.#sort();
  }

  /** The clock against the server's. */
  async askTime(): Promise<void> {
    try {
      const answer = await this.request<TimeAnswer>({ t: 'time', t0: this.now });
      const measured = clockOffset(answer, this.now);
      if (measured !== null)
        this.clock.value = better(this.clock.value, measured);
    } catch (error) {
      this.#ifUnexpected(error);
    }
  }

  // The connection

  #linked(link: Link): void {
    if (link.state !== 'ready')
      this.outbox.disconnected();
    this.link.value = link;
  }

  /** The link is there, or it is known that it is not. */
  #settled(): Promise<void> {
    return new Promise(resolve => {
      const end = this.link.subscribe(() => {
        if (this.link.value.state === 'connecting')
          return;
        end();
        resolve();
      });
    });
  }

  #ready(welcome: Welcome, loggedIn: LoggedIn): void {
    this.server.value = welcome;
    this.me.value = loggedIn;
    this.login = loggedIn.login;
    if ((loggedIn.missing?.length ?? 0) > 0)
      this.onNews({ what: 'incomplete-profile' });
    // Joins go out before posts: the server takes them in this order.
    queueMicrotask(() => this.#comeIn());
  }

  #comeIn(): void {
    if (!this.connection.isReady)
      return;
    const rooms = [...this.#all.values()].filter(c => c.kind === 'room');
    for (const room of rooms)
      void this.#join(room);
    void this.#enterDefault(rooms.length === 0);
    void this.#catchUpPrivates();
    this.#flush();
    void this.askTime();
    void this.loadOnline();
    if (this.away.value !== null)
      this.connection.tell({ t: 'away', text: this.away.value });
  }

  async #join(room: Conversation, isAgain = false): Promise<void> {
    const known = { kind: room.kind, name: room.name, id: room.id, to: room.live.to, isLoaded: room.isLoaded && room.id > 0 && !isAgain };
    try {
      await this.request(joinRequest(known, this.#keys.get(room.key)));
    } catch (error) {
      if (error instanceof Refusal && error.code === 218) {
        room.isLoaded = false;
        await this.#join(room, true);
      } else if (error instanceof Refusal && error.code !== 205) {
        const outcome = afterRefusal(error.code, error.args);
        if (outcome.then === 'again') {
          this.#joinLater(room, outcome.seconds);
        } else {
          this.onNews({ what: 'room-gone', room: room.name, error: error.message });
          this.#forget(room);
        }
      } else {
        this.#ifUnexpected(error);
      }
    }
  }

  /** The server is busy or stopping; the room is there all the same. The next connection joins it by itself. */
  #joinLater(room: Conversation, seconds: number): void {
    const connection = this.server.value;
    this.#around.after(seconds * 1000, () => {
      if (this.connection.isReady && connection === this.server.value && this.#all.get(room.key) === room)
        void this.#join(room);
    });
  }

  async #enterDefault(isFirst: boolean): Promise<void> {
    try {
      const page = await this.request<RoomsPage>({ t: 'rooms', limit: 1 });
      const first = page.rooms.find(r => r.default === true);
      if (first === undefined)
        return;
      const known = this.find('room', first.room);
      if (known !== undefined) {
        known.isDefault = true;
        this.#sort();
      } else if (isFirst) {
        await this.request({ t: 'join', room: first.room });
        const room = this.#ensure('room', first.room);
        room.isDefault = true;
        this.#remember();
        if (this.open.value === null)
          this.show(room);
      }
    } catch (error) {
      this.#ifUnexpected(error);
    }
  }

  async #catchUpPrivates(): Promise<void> {
    try {
      const { conversations } = await this.request<Conversations>({ t: 'conversations' });
      const late = new Map(behind(conversations, name => {
        const c = this.find('private', name);
        return c && { kind: c.kind, name: c.name, id: c.id, to: c.live.to, isLoaded: c.isLoaded };
      }).map(b => [b.name, b.after]));
      let previews = 0;
      for (const { with: name, conversation: id, head } of conversations) {
        const conversation = this.#ensure('private', name);
        conversation.id = id;
        conversation.head = head;
        if (late.has(name)) {
          conversation.wanted = Math.max(conversation.wanted, head);
          void this.#closeGap(conversation);
        }
        if (conversation.read === null)
          this.#askRead(conversation);
        if (!conversation.isLoaded && previews++ < MostPreviews)
          void this.#preview(conversation);
      }
      this.#sort();
    } catch (error) {
      this.#ifUnexpected(error);
    }
  }

  async #preview(conversation: Conversation): Promise<void> {
    try {
      const page = await this.request<HistoryPage>({ t: 'history', ...conversation.target, limit: Preview });
      this.#prepend(conversation, conversation.live, page, !conversation.isLoaded);
      this.#changed(conversation);
    } catch (error) {
      this.#ifUnexpected(error);
    }
  }

  async loadOnline(): Promise<void> {
    try {
      const page = await this.request<UsersPage>({ t: 'users', scope: 'online', limit: 1000 });
      this.people.putAll(page.users, page.next === undefined);
    } catch (error) {
      this.#ifUnexpected(error);
    }
  }

  #askRead(conversation: Conversation): void {
    this.request({ t: 'mark-read', ...conversation.target }).catch(error => this.#ifUnexpected(error));
  }

  // Events; answers pass here too, before whoever asked has them.

  #take(frame: Frame): void {
    if (isEntry(frame)) {
      this.#entry(frame);
      return;
    }
    const room = (): Conversation | undefined => this.find('room', String(frame['room'] ?? ''));
    const login = String(frame['login'] ?? '');
    switch (frame.t) {
      case 'entered': this.#entered(frame as unknown as Entered); break;
      case 'posted': this.#posted(frame as unknown as Posted); break;
      case 'read': this.#read(frame as unknown as ReadMark); break;
      case 'joined': {
        const c = room();
        this.people.came(login);
        if (c === undefined || login === this.login)
          break;
        if (c.members !== null && !c.members.has(login)) {
          c.members.set(login, { login, state: 'active' });
          c.people = c.members.size;
        }
        this.#notice(c, { what: 'joined', login });
        break;
      }
      case 'parted': {
        const c = room();
        if (c === undefined || login === this.login)
          break;
        this.#parted(c, login);
        const reason = frame['reason'];
        this.#notice(c, { what: frame['disconnected'] === true ? 'lost' : 'parted', login, ...(typeof reason === 'string' && reason !== '' ? { reason } : {}) });
        break;
      }
      case 'gone': this.people.went(login); break;
      case 'away': if (login !== '' ) this.people.away(login, frame['text'] as string | undefined); break;
      case 'renamed': this.#renamed(String(frame['from']), String(frame['to'])); break;
      case 'kicked': this.#kicked(frame); break;
      case 'invited': {
        const by = String(frame['by'] ?? '');
        const c = room();
        if (sameName(login, this.login))
          this.onNews({ what: 'invited', room: String(frame['room']), by });
        else if (c !== undefined)
          this.#notice(c, { what: 'invited', login, by });
        break;
      }
      case 'room-closed': {
        const c = room();
        if (c === undefined)
          break;
        this.#forget(c);
        this.onNews({ what: 'room-closed', room: c.name, reason: String(frame['reason']), by: (frame['by'] as string | undefined) ?? null });
        break;
      }
      case 'kept': { const c = room(); if (c !== undefined) { c.isKept = true; this.#changed(c); } break; }
      case 'signal': this.#signal(frame); break;
    }
  }

  #entered(entered: Entered): void {
    const room = this.#ensure('room', entered.room);
    const isSame = room.isLoaded && room.id === entered.conversation;
    room.name = entered.room;
    room.people = entered.people;
    room.first = entered.first;
    room.head = entered.head;
    room.owner = entered.owner ?? null;
    room.topic = entered.topic ?? '';
    room.isKept = entered.kept === true;
    if (!isSame || room.live.to > entered.head) {
      room.begin(entered.head);
      room.reachedStart = entered.head < entered.first; // nothing was said yet
      room.id = entered.conversation;
      room.read = null;
      this.#askRead(room);
      void this.loadOlder(room);
    }
    if (room.members !== null || this.open.value === room)
      queueMicrotask(() => void this.loadMembers(room));
    this.#changed(room);
    this.#sort();
  }

  #entry(entry: LogEntry): void {
    const conversation = this.#of(entry);
    if (conversation === null)
      return;
    if (entry.id !== undefined && sameName(entry.from, this.login))
      this.#settle(entry.id);
    if (conversation.kind === 'private' && !conversation.isLoaded && entry.position > 0) {
      conversation.begin(entry.position - 1);
      conversation.id = entry.conversation;
      if (conversation.read === null)
        this.#askRead(conversation);
    }
    const taken = conversation.live.append(entry);
    if (taken === 'gap') {
      conversation.wanted = Math.max(conversation.wanted, entry.position);
      void this.#closeGap(conversation);
      return;
    }
    if (taken === 'double')
      return;
    this.#added(conversation, entry, true);
  }

  /** After an entry has its place at the end. */
  #added(conversation: Conversation, entry: LogEntry, isLive: boolean): void {
    const { live } = conversation;
    conversation.head = Math.max(conversation.head, entry.position);
    if (entry.t === 'topic')
      conversation.topic = entry.text;
    if (entry.t === 'rules' && conversation.members !== null)
      void this.loadMembers(conversation);
    if (entry.t === 'msg') {
      conversation.typing.stopped(entry.from);
      conversation.lastTime = Date.parse(entry.time);
      if (counts(entry, this.login)) {
        const isMention = conversation.kind === 'private' || mentions(entry.text, this.login);
        const isRead = conversation.read !== null && entry.position > 0 && entry.position <= conversation.read;
        if (!isRead) {
          const { count, mentions: m, atLeast } = conversation.unread;
          conversation.unread = { count: count + 1, mentions: m + (isMention ? 1 : 0), atLeast };
        }
        if (isLive)
          this.onArrived({ conversation, message: entry, isMention });
      } else if (conversation.read !== null && conversation.read >= entry.position - 1) {
        // One's own words are read, and with them all that was read before.
        conversation.markRead(entry.position, this.login);
      }
      this.#sort();
    }
    if (entry.t === 'redact')
      conversation.recount(this.login);
    if (live === conversation.shown)
      this.seen(conversation);
    this.#changed(conversation);
  }

  async #closeGap(conversation: Conversation): Promise<void> {
    if (conversation.loading === 'newer')
      return;
    conversation.loading = 'newer';
    try {
      while (conversation.live.to < conversation.wanted) {
        const page: HistoryPage = await this.request({ t: 'history', ...conversation.target, after: conversation.live.to, limit: CatchUpPage });
        const before = conversation.live.to;
        for (const entry of page.entries)
          if (conversation.live.append(entry) === 'new')
            this.#added(conversation, entry, false);
        if (conversation.live.to === before)
          break;
      }
    } catch (error) {
      this.#ifUnexpected(error);
    } finally {
      conversation.loading = null;
      this.#changed(conversation);
    }
  }

  #prepend(conversation: Conversation, timeline: Timeline, page: HistoryPage, isNew: boolean): void {
    conversation.first = page.first;
    conversation.head = Math.max(conversation.head, page.head);
    const last = page.entries[page.entries.length - 1];
    if (isNew && !conversation.isLoaded) {
      conversation.begin(last?.position ?? page.head);
      conversation.id = page.conversation;
      timeline = conversation.live;
    } else if (isNew) {
      timeline = conversation.live;
    }
    timeline.prepend(page.entries);
    if (!page.more || page.entries.length === 0)
      if (timeline === conversation.live)
        conversation.reachedStart = true;
    const message = conversation.last;
    if (message !== null)
      conversation.lastTime = Math.max(conversation.lastTime, Date.parse(message.time));
    conversation.recount(this.login);
    if (conversation.kind === 'private' && conversation.read === null)
      this.#askRead(conversation);
    if (conversation === this.open.value)
      this.seen(conversation);
    this.#sort();
  }

  /** The stretch that is looked at has grown up to the end: they are one again. */
  #rejoin(conversation: Conversation): void {
    if (conversation.context !== null && conversation.live.absorb(conversation.context))
      conversation.context = null;
  }

  #read(mark: ReadMark): void {
    const conversation = mark.room !== undefined ? this.find('room', mark.room) : mark.to !== undefined ? this.find('private', mark.to) : undefined;
    if (conversation === undefined)
      return;
    const isFirst = conversation.read === null;
    if (isFirst && mark.position === 0 && conversation.kind === 'room') {
      // Never told: somebody new is not behind with all that was said before.
      conversation.read = conversation.live.to;
      this.#tellRead(conversation, conversation.read);
    } else {
      conversation.read = Math.max(conversation.read ?? 0, mark.position);
    }
    conversation.recount(this.login);
    if (isFirst && conversation === this.open.value) {
      if (conversation.unread.count > 0)
        conversation.newAfter = conversation.read;
      this.seen(conversation);
    }
    this.#changed(conversation);
    this.#sort();
  }

  #parted(c: Conversation, login: string): void {
    c.typing.stopped(login);
    if (c.members?.delete(login) === true)
      c.people = c.members.size;
  }

  #renamed(from: string, to: string): void {
    this.people.renamed(from, to);
    for (const c of this.#all.values()) {
      if (c.members?.has(from) !== true)
        continue;
      const person = c.members.get(from)!;
      c.members.delete(from);
      c.members.set(to, { ...person, login: to });
      this.#notice(c, { what: 'renamed', login: from, to });
    }
  }

  #kicked(frame: Frame): void {
    const c = this.find('room', String(frame['room'] ?? ''));
    if (c === undefined)
      return;
    const login = String(frame['login']);
    const by = String(frame['by']);
    const reason = frame['reason'] as string | undefined;
    if (sameName(login, this.login)) {
      this.#forget(c);
      this.onNews({ what: 'kicked', room: c.name, by, reason: reason ?? null });
      return;
    }
    this.#parted(c, login);
    this.#notice(c, { what: 'kicked', login, by, ...(reason === undefined ? {} : { reason }) });
  }

  #signal(frame: Frame): void {
    const from = String(frame['from'] ?? '');
    const state = (frame['tags'] as Record<string, string> | undefined)?.['+typing'];
    if (state === undefined || sameName(from, this.login))
      return;
    const c = frame['room'] !== undefined ? this.find('room', String(frame['room'])) : this.find('private', from);
    if (c === undefined)
      return;
    c.typing.signal(from, state, this.now);
    this.#changed(c);
    this.#around.after(6_100, () => {
      if (c.typing.next(this.now) === null)
        this.#changed(c);
    });
  }

  // The outbox

  #say(target: Target, said: Pick<Pending, 'what' | 'text'> & Partial<Pending>): string {
    const item: Pending = { id: newId(), login: this.login, tab: this.#around.tab, seq: ++this.#seq, target, time: this.now, state: 'waiting', ...said };
    this.outbox.add(item);
    this.#around.memory.put(item);
    this.#outboxChanged(target);
    this.#flush();
    return item.id;
  }

  #flush(): void {
    if (!this.connection.isReady)
      return;
    for (const item of this.outbox.take())
      this.request(requestOf(item)).catch(error => this.#refused(item, error));
  }

  #posted(posted: Posted): void {
    if (posted.id !== undefined)
      this.#settle(posted.id);
  }

  /** It has its place. */
  #settle(id: string): void {
    const item = this.outbox.accepted(id);
    if (item === null)
      return;
    this.#around.memory.remove(id);
    this.#outboxChanged(item.target);
  }

  #refused(item: Pending, error: unknown): void {
    if (!(error instanceof Refusal)) {
      this.#ifUnexpected(error);
      return; // sent again after the link is back
    }
    const outcome = afterRefusal(error.code, error.args);
    if (outcome.then === 'again') {
      this.#around.after(outcome.seconds * 1000, () => {
        this.outbox.release(item.id);
        this.#flush();
      });
      return;
    }
    if (item.what !== 'post') {
      this.discard(item.id);
      this.onNews({ what: 'text', text: error.message, isError: true });
      return;
    }
    const failed = this.outbox.failed(item.id, error.message);
    if (failed !== null)
      this.#around.memory.put(failed);
    this.#outboxChanged(item.target);
  }

  #outboxChanged(target: Target): void {
    this.outboxVersion.value++;
    const conversation = this.#byTarget(target);
    if (conversation !== undefined)
      this.#changed(conversation);
  }

  // Small things

  /** A line from this program into a conversation, seen here only. */
  note(conversation: Conversation, text: string): void {
    this.#notice(conversation, { what: 'text', text });
  }

  #notice(conversation: Conversation, part: NoticePart): void {
    if (!conversation.isLoaded)
      return;
    conversation.live.notice(new Date(this.now + (this.clock.value?.offset ?? 0)).toISOString(), part);
    this.#changed(conversation);
  }

  #stopTyping(conversation: Conversation): void {
    if (this.#lastSignal.key === conversation.key)
      this.#lastSignal = { key: '', time: 0 };
  }

  /** Sent when a moment has passed: people read faster than a line each. */
  #tellRead(conversation: Conversation, position: number): void {
    const isDue = this.#toRead.has(conversation.key);
    this.#toRead.set(conversation.key, position);
    if (isDue)
      return;
    this.#around.after(400, () => {
      const at = this.#toRead.get(conversation.key);
      this.#toRead.delete(conversation.key);
      if (at !== undefined && at > 0)
        this.connection.tell({ t: 'mark-read', ...conversation.target, position: at });
    });
  }

  #of(entry: LogEntry): Conversation | null {
    if (entry.room !== undefined)
      return this.find('room', entry.room) ?? null;
    if (entry.to === undefined)
      return null;
    return this.#ensure('private', sameName(entry.from, this.login) ? entry.to : entry.from);
  }

  #byTarget(target: Target): Conversation | undefined {
    return 'room' in target ? this.find('room', target.room) : this.find('private', target.to);
  }

  #ensure(kind: Kind, name: string): Conversation {
    const key = keyFor(kind, name);
    let conversation = this.#all.get(key);
    if (conversation === undefined) {
      this.#all.set(key, conversation = new Conversation(kind, name));
      this.#sort();
    }
    return conversation;
  }

  #forget(conversation: Conversation): void {
    this.#all.delete(conversation.key);
    this.#keys.delete(conversation.key);
    this.#remember();
    this.#relist();
    if (this.open.value === conversation)
      this.show(this.list.value.find(c => c.isDefault) ?? null);
  }

  #remember(): void {
    const rooms = [...this.#all.values()].filter(c => c.kind === 'room');
    this.#around.memory.setRooms(this.login, rooms.map(c => {
      const key = this.#keys.get(c.key);
      return key === undefined ? { room: c.name } : { room: c.name, key };
    }));
  }

  #relist(): void {
    this.list.value = [...this.#all.values()].sort((a, b) =>
      a.kind !== b.kind ? (a.kind === 'room' ? -1 : 1)
      : a.kind === 'room' ? Number(b.isDefault) - Number(a.isDefault) || a.name.localeCompare(b.name)
      : b.lastTime - a.lastTime || a.name.localeCompare(b.name));
  }

  #changed(conversation: Conversation): void {
    let draw = this.#draws.get(conversation);
    if (draw === undefined)
      this.#draws.set(conversation, draw = once(act => this.#around.draw(act), () => { conversation.version.value++; }));
    draw();
  }

  #ifUnexpected(error: unknown): void {
    if (!(error instanceof Refusal || error instanceof ConnectionLost))
      throw error;
  }
}
