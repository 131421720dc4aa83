import { backoff, hop, retryAfter } from './backoff.ts';
import { comesBack } from './closing.ts';
import { ConnectionLost, decode, Refusal, type Closing, type Frame, type LoggedIn, type Welcome } from './frames.ts';

/** The part of a WebSocket that is used here. */
export interface Socket {
  send(data: string): void;
  close(): void;
  onopen: (() => void) | null;
  onclose: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
}

/** Time and chance, so that tests can be the ones who say how late it is. */
export interface Surroundings {
  open(): Socket;
  after(milliseconds: number, act: () => void): () => void;
  random(): number;
}

export type Link =
  | { state: 'connecting' }
  | { state: 'ready' }
  /** Comes back after `delay` milliseconds. */
  | { state: 'waiting'; delay: number; reason: string | null }
  /** Does not come back by itself: by the reason of `closing`, or since the login was refused. */
  | { state: 'stopped'; reason: string; refusal?: Refusal };

export interface Listener {
  link(link: Link): void;
  /** Logged in; requests are taken from here on. Called before `link` tells of it. */
  ready(welcome: Welcome, loggedIn: LoggedIn): void;
  /** Everything that comes in its order, answers included, refusals not. */
  event(frame: Frame): void;
}

interface Waiting { resolve(frame: Frame): void; reject(error: Error): void }

/** Seconds: the server is promised a sign of life this often. Browsers let hidden pages run once a minute. */
const Heartbeat = 120;
const PingEvery = 45_000;
/** Nothing heard this long after a ping means that the link is gone, whatever the socket says. */
const PongWithin = 15_000;
const OpenWithin = 15_000;

/** Refusals of a login that no second try would mend: wrong, none, no longer valid. */
const tokenRefused: ReadonlySet<number> = new Set([222, 226, 237]);

/**
 * A session at the server that comes back by itself. Requests are answered in order; those under way when
 * the link breaks are refused with {@link ConnectionLost}.
 */
export class Connection {
  #socket: Socket | null = null;
  #waiting = new Map<number, Waiting>();
  #ref = 0;
  #failures = 0;
  /** Not twice in a row: nodes that stop one after the other, or one that lies, are not hurried after. */
  #mayHop = true;
  /** False once a move has led back to the same node: there is one behind our address. */
  #moves = true;
  #node: string | undefined;
  #movedFrom: string | undefined;
  #closing: Closing | null = null;
  #link: Link = { state: 'stopped', reason: 'new' };
  #timers = new Map<string, () => void>();

  private readonly around: Surroundings;
  private readonly listener: Listener;
  private readonly hello: () => { lang: string; client: string };

  constructor(around: Surroundings, listener: Listener, hello: () => { lang: string; client: string }) {
    this.around = around;
    this.listener = listener;
    this.hello = hello;
  }

  get link(): Link {
    return this.#link;
  }

  get isReady(): boolean {
    return this.#link.state === 'ready';
  }

  start(): void {
    if (this.#link.state !== 'stopped')
      return;
    this.#failures = 0;
    this.#open();
  }

  /** Leaves off waiting: the person or the browser says that there is a network. */
  retryNow(): void {
    if (this.#link.state === 'waiting')
      this.#open();
    else if (this.#link.state === 'ready')
      this.#ping(5_000);
  }

  stop(reason: string): void {
    this.#drop();
    this.#say({ state: 'stopped', reason });
  }

  /** @throws {Refusal} the server said no; {@link ConnectionLost} nobody knows. */
  request<T>(frame: Frame): Promise<T> {
    if (!this.isReady)
      return Promise.reject(new ConnectionLost());
    return this.#ask(frame) as Promise<T>;
  }

  /** Sent without waiting for an answer, and without a word when there is no link. */
  tell(frame: Frame): void {
    if (this.isReady)
      this.#send(frame);
  }

  #ask(frame: Frame): Promise<Frame> {
    const ref = ++this.#ref;
    return new Promise((resolve, reject) => {
      this.#waiting.set(ref, { resolve, reject });
      this.#send({ ...frame, ref });
    });
  }

  #open(): void {
    this.#drop();
    this.#closing = null;
    this.#say({ state: 'connecting' });
    const socket = this.around.open();
    this.#socket = socket;
    this.#timer('open', OpenWithin, () => this.#lost(socket));
    socket.onopen = () => void this.#logIn(socket);
    socket.onclose = () => this.#lost(socket);
    socket.onmessage = event => {
      if (socket === this.#socket)
        this.#take(event.data);
    };
  }

  async #logIn(socket: Socket): Promise<void> {
    try {
      const welcome = this.#ask({ t: 'hello', ...this.hello(), heartbeat: Heartbeat, moves: this.#moves });
      const loggedIn = this.#ask({ t: 'token-login' });
      loggedIn.catch(() => undefined); // told by the await below, unless hello failed first
      const first = await welcome as unknown as Welcome;
      const second = await loggedIn as unknown as LoggedIn;
      if (socket !== this.#socket)
        return;
      this.#failures = 0;
      this.#node = first.node;
      this.#moves &&= this.#node === undefined || this.#node !== this.#movedFrom;
      this.#movedFrom = undefined;
      this.#timer('open', null);
      this.#pingLater();
      this.#link = { state: 'ready' };
      this.listener.ready(first, second);
      this.listener.link(this.#link);
    } catch (error) {
      if (socket !== this.#socket)
        return;
      if (error instanceof Refusal && tokenRefused.has(error.code)) {
        this.#drop();
        this.#say({ state: 'stopped', reason: 'Refused', refusal: error });
      } else {
        this.#lost(socket);
      }
    }
  }

  #take(data: unknown): void {
    this.#timer('pong', null);
    const frame = decode(data);
    if (frame === null)
      return;
    if (frame.t === 'closing') {
      this.#closing = frame as unknown as Closing;
      this.#lost(this.#socket!);
      return;
    }
    const waiting = frame.ref === undefined ? undefined : this.#waiting.get(frame.ref);
    if (waiting !== undefined) {
      this.#waiting.delete(frame.ref!);
      if (frame.t === 'error') {
        waiting.reject(Refusal.of(frame));
        return;
      }
      waiting.resolve(frame);
    }
    this.listener.event(frame);
  }

  #lost(socket: Socket): void {
    if (socket !== this.#socket)
      return;
    const closing = this.#closing;
    // Behind our address there may be other nodes; without them the first try fails, and the pauses grow from there.
    const hops = (closing?.reason === 'ServerStopping' || closing?.reason === 'Moved') && this.isReady && this.#mayHop;
    if (closing?.reason === 'Moved')
      this.#movedFrom = this.#node;
    this.#drop();
    if (closing !== null && !comesBack(closing.reason)) {
      this.#say({ state: 'stopped', reason: closing.reason });
      return;
    }
    const random = this.around.random();
    const delay = hops ? hop(random) : closing?.retryAfter !== undefined ? retryAfter(closing.retryAfter, random) : backoff(this.#failures, random);
    this.#mayHop &&= !hops;
    this.#failures++;
    this.#say({ state: 'waiting', delay, reason: closing?.reason ?? null });
    this.#timer('retry', delay, () => this.#open());
  }

  /** Ends what there is of a connection, without telling of it. */
  #drop(): void {
    for (const cancel of this.#timers.values())
      cancel();
    this.#timers.clear();
    const socket = this.#socket;
    this.#socket = null;
    if (socket !== null) {
      socket.onopen = socket.onclose = socket.onmessage = null;
      socket.close();
    }
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    if (this.#link.state === 'ready')
      this.#link = { state: 'connecting' };
    for (const { reject } of waiting)
      reject(new ConnectionLost());
  }

  #send(frame: Frame): void {
    this.#socket?.send(JSON.stringify(frame));
  }

  #ping(within: number): void {
    const socket = this.#socket!;
    this.#ask({ t: 'ping' }).catch(() => undefined);
    this.#timer('pong', within, () => this.#lost(socket));
  }

  #pingLater(): void {
    this.#timer('ping', PingEvery, () => {
      this.#mayHop = true;
      this.#ping(PongWithin);
      this.#pingLater();
    });
  }

  #timer(name: string, delay: number | null, act?: () => void): void {
    this.#timers.get(name)?.();
    this.#timers.delete(name);
    if (delay === null || act === undefined)
      return;
    this.#timers.set(name, this.around.after(delay, () => {
      this.#timers.delete(name);
      act();
    }));
  }

  #say(link: Link): void {
    this.#link = link;
    this.listener.link(link);
  }
}

/** The browser itself. */
export function browser(url: string): Surroundings {
  return {
    open: () => new WebSocket(url, 'parley.v1') as unknown as Socket,
    after(milliseconds, act) {
      const timer = setTimeout(act, milliseconds);
      return () => clearTimeout(timer);
    },
    random: Math.random,
  };
}
