import { describe, expect, it } from 'vitest';
import { backoff, hop, retryAfter } from '../src/protocol/backoff.ts';
import { comesBack } from '../src/protocol/closing.ts';
import { Connection, type Link, type Socket } from '../src/protocol/connection.ts';
import { ConnectionLost, decode, Refusal, type Frame } from '../src/protocol/frames.ts';
import { better, clockOffset } from '../src/protocol/serverClock.ts';

interface Wire extends Socket { sent: Frame[]; isClosed: boolean }

class Bench {
  readonly sockets: Wire[] = [];
  readonly links: Link[] = [];
  readonly events: Frame[] = [];
  ready = 0;
  now = 0;
  #timers: { at: number; act: () => void }[] = [];
  readonly connection = new Connection({
    open: () => {
      const wire: Wire = { sent: [], isClosed: false, onopen: null, onclose: null, onmessage: null, send: d => wire.sent.push(JSON.parse(d) as Frame), close: () => { wire.isClosed = true; } };
      this.sockets.push(wire);
      return wire;
    },
    after: (milliseconds, act) => {
      const timer = { at: this.now + milliseconds, act };
      this.#timers.push(timer);
      return () => { this.#timers = this.#timers.filter(t => t !== timer); };
    },
    random: () => 0.5,
  }, { link: l => this.links.push(l), ready: () => this.ready++, event: f => this.events.push(f) }, () => ({ lang: 'es', client: 'test' }));

  get wire(): Wire { return this.sockets.at(-1)!; }
  get link(): Link { return this.links.at(-1)!; }

  tick(milliseconds: number): void {
    this.now += milliseconds;
    for (const due of this.#timers.filter(t => t.at <= this.now)) {
      this.#timers = this.#timers.filter(t => t !== due);
      due.act();
    }
  }

  say(frame: Frame): void { this.wire.onmessage?.({ data: JSON.stringify(frame) }); }

  async logIn(welcome: object = {}): Promise<void> {
    this.wire.onopen?.();
    this.say({ t: 'welcome', ...welcome, ref: this.wire.sent[0]!.ref! });
    this.say({ t: 'logged-in', login: 'ana', ref: this.wire.sent[1]!.ref! });
    await Promise.resolve();
    await new Promise(resolve => setTimeout(resolve));
  }
}

describe('a connection', () => {
  it('says hello and logs in by what the upgrade carried', async () => {
    const bench = new Bench();
    bench.connection.start();
    await bench.logIn();
    expect(bench.wire.sent).toMatchObject([{ t: 'hello', lang: 'es', client: 'test', heartbeat: 120 }, { t: 'token-login' }]);
    expect(bench.wire.sent[1]).not.toHaveProperty('token');
    expect(bench.link).toEqual({ state: 'ready' });
  });

  it('gives each answer to its request, and refusals as errors', async () => {
    const bench = new Bench();
    bench.connection.start();
    await bench.logIn();
    const first = bench.connection.request({ t: 'ping' });
    const second = bench.connection.request({ t: 'join', room: 'x' });
    bench.say({ t: 'pong', ref: bench.wire.sent[2]!.ref! });
    bench.say({ t: 'error', code: 204, text: 'No', args: { room: 'x' }, ref: bench.wire.sent[3]!.ref! });
    await expect(first).resolves.toMatchObject({ t: 'pong' });
    await expect(second).rejects.toMatchObject({ code: 204, message: 'No', args: { room: 'x' } });
    await expect(second).rejects.toBeInstanceOf(Refusal);
  });

  it('comes back after a pause that grows, and refuses what was under way', async () => {
    const bench = new Bench();
    bench.connection.start();
    await bench.logIn();
    const waiting = bench.connection.request({ t: 'ping' });
    bench.wire.onclose?.();
    await expect(waiting).rejects.toBeInstanceOf(ConnectionLost);
    const delays: number[] = [];
    for (let i = 0; i < 4; i++) {
      expect(bench.link.state).toBe('waiting');
      const { delay } = bench.link as Link & { state: 'waiting' };
      delays.push(delay);
      bench.tick(delay);
      expect(bench.sockets).toHaveLength(i + 2);
      bench.wire.onclose?.();
    }
    expect(delays).toEqual([375, 750, 1500, 3000]);
  });

  it('comes back when the server says after how long', async () => {
    const bench = new Bench();
    bench.connection.start();
    await bench.logIn();
    bench.say({ t: 'closing', reason: 'TooManyConnections', retryAfter: 8 });
    expect(bench.link).toEqual({ state: 'waiting', delay: 9_000, reason: 'TooManyConnections' });
  });

  it('goes elsewhere at once when its node stops, and waits as ever when nobody is there', async () => {
    const bench = new Bench();
    bench.connection.start();
    await bench.logIn();
    bench.say({ t: 'closing', reason: 'ServerStopping', retryAfter: 8 });
    expect(bench.link).toEqual({ state: 'waiting', delay: 125, reason: 'ServerStopping' });
    bench.tick(125);
    expect(bench.sockets).toHaveLength(2);
    bench.wire.onclose?.();
    expect(bench.link).toMatchObject({ state: 'waiting', delay: 750 });
    bench.tick(750);
    await bench.logIn();
    expect(bench.link).toEqual({ state: 'ready' });
  });

  it('moves when it is asked to, and says that it does not any more once that led back to the same node', async () => {
    const bench = new Bench();
    bench.connection.start();
    await bench.logIn({ node: 'a' });
    expect(bench.wire.sent[0]).toMatchObject({ t: 'hello', moves: true });
    bench.say({ t: 'closing', reason: 'Moved', login: 'ana' });
    expect(bench.link).toEqual({ state: 'waiting', delay: 125, reason: 'Moved' });
    bench.tick(125);
    await bench.logIn({ node: 'b' });
    bench.wire.onclose?.();
    bench.tick(375);
    await bench.logIn({ node: 'a' });
    expect(bench.wire.sent[0]).toMatchObject({ t: 'hello', moves: true });
    bench.tick(45_000);
    bench.say({ t: 'pong', ref: bench.wire.sent.at(-1)!.ref! });
    bench.say({ t: 'closing', reason: 'Moved', login: 'ana' });
    bench.tick(125);
    await bench.logIn({ node: 'a' });
    bench.wire.onclose?.();
    bench.tick(375);
    bench.wire.onopen?.();
    expect(bench.wire.sent[0]).toMatchObject({ t: 'hello', moves: false });
  });

  it('does not hurry after nodes that stop as soon as it comes, until one has lasted', async () => {
    const bench = new Bench();
    bench.connection.start();
    await bench.logIn();
    bench.say({ t: 'closing', reason: 'ServerStopping', retryAfter: 8 });
    bench.tick(125);
    await bench.logIn();
    bench.say({ t: 'closing', reason: 'ServerStopping', retryAfter: 8 });
    expect(bench.link).toMatchObject({ delay: 9_000 });
    bench.tick(9_000);
    await bench.logIn();
    bench.tick(45_000);
    bench.say({ t: 'pong', ref: bench.wire.sent.at(-1)!.ref! });
    bench.say({ t: 'closing', reason: 'ServerStopping', retryAfter: 8 });
    expect(bench.link).toMatchObject({ delay: 125 });
  });

  it('takes a node that stops before the login for one that is not there', () => {
    const bench = new Bench();
    bench.connection.start();
    bench.wire.onopen?.();
    bench.say({ t: 'closing', reason: 'ServerStopping', retryAfter: 8 });
    expect(bench.link).toMatchObject({ delay: 9_000 });
  });

  it.each(['Revoked', 'Flood', 'ProtocolError', 'Quit', 'LoginTimeout'])('stays away after %s', async reason => {
    const bench = new Bench();
    bench.connection.start();
    await bench.logIn();
    bench.say({ t: 'closing', reason });
    expect(bench.link).toEqual({ state: 'stopped', reason });
    bench.tick(120_000);
    expect(bench.sockets).toHaveLength(1);
  });

  it('stays away when the login is refused', async () => {
    const bench = new Bench();
    bench.connection.start();
    bench.wire.onopen?.();
    bench.say({ t: 'welcome', ref: bench.wire.sent[0]!.ref! });
    bench.say({ t: 'error', code: 226, text: 'Primero inicia sesión', ref: bench.wire.sent[1]!.ref! });
    await new Promise(resolve => setTimeout(resolve));
    expect(bench.link).toMatchObject({ state: 'stopped', reason: 'Refused' });
  });

  it('takes a server that does not answer a ping for gone', async () => {
    const bench = new Bench();
    bench.connection.start();
    await bench.logIn();
    bench.tick(45_000);
    expect(bench.wire.sent.at(-1)).toMatchObject({ t: 'ping' });
    const old = bench.wire;
    bench.tick(15_000);
    expect(old.isClosed).toBe(true);
    expect(bench.link.state).toBe('waiting');
  });

  it('tries at once when somebody says that there is a network', async () => {
    const bench = new Bench();
    bench.connection.start();
    bench.wire.onclose?.();
    bench.connection.retryNow();
    expect(bench.sockets).toHaveLength(2);
  });

  it('does not hear what an old socket says', async () => {
    const bench = new Bench();
    bench.connection.start();
    await bench.logIn();
    const late = bench.wire.onmessage!;
    bench.wire.onclose?.();
    late({ data: '{"t":"msg"}' });
    expect(bench.events.filter(e => e.t === 'msg')).toEqual([]);
  });

  it('leaves out what is no object of the protocol', () => {
    for (const bad of ['', 'x', '[]', 'null', '1', '{"a":1}', '{"t":1}', new ArrayBuffer(1)])
      expect(decode(bad)).toBeNull();
    expect(decode('{"t":"pong","new":1}')).toEqual({ t: 'pong', new: 1 });
  });
});

describe('the pause before another try', () => {
  it('lies between half and all of a doubling step, and never grows past half a minute', () => {
    for (let failures = 0; failures < 60; failures++) {
      const step = Math.min(30_000, 500 * 2 ** failures);
      expect(backoff(failures, 0)).toBe(step / 2);
      expect(backoff(failures, 0.999999)).toBeLessThanOrEqual(step);
    }
  });

  it('is at most a quarter of a second on the way to another node', () => {
    expect(hop(0)).toBe(0);
    expect(hop(0.999999)).toBeLessThanOrEqual(250);
  });

  it('is at least what the server asks for', () => {
    expect(retryAfter(5, 0)).toBe(5_000);
    expect(retryAfter(5, 0.999)).toBeLessThanOrEqual(6_250);
  });
});

describe('reasons of closing', () => {
  it('are final or not as the protocol says', () => {
    for (const reason of ['ServerStopping', 'InternalError', 'SlowReader', 'Stalled', 'PingTimeout', 'TooManyConnections', 'SomethingNew'])
      expect(comesBack(reason)).toBe(true);
  });
});

describe('the server’s clock', () => {
  it('is told from one exchange, with its error', () => {
    // 100 ms there, 20 ms at work, 60 ms back; the server is 1 s ahead.
    const measured = clockOffset({ t: 'time', t0: 1000, t1: 2100, t2: 2120 }, 1180)!;
    expect(measured.offset).toBe(1020);
    expect(measured.error).toBe(80);
    expect(Math.abs(measured.offset - 1000)).toBeLessThanOrEqual(measured.error);
  });

  it('keeps the better measure, unless the clocks have moved apart', () => {
    expect(better({ offset: 10, error: 2 }, { offset: 12, error: 50 })).toEqual({ offset: 10, error: 2 });
    expect(better({ offset: 10, error: 2 }, { offset: 500, error: 50 })).toEqual({ offset: 500, error: 50 });
    expect(better(null, { offset: 1, error: 9 })).toEqual({ offset: 1, error: 9 });
  });

  it('is not told by an answer without our time', () => {
    expect(clockOffset({ t: 'time', t1: 1, t2: 2 }, 3)).toBeNull();
  });
});
