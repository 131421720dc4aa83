import { describe, expect, it } from 'vitest';
import { afterRefusal, Outbox, requestOf, type Pending } from '../src/state/outbox.ts';

const item = (seq: number, change: Partial<Pending> = {}): Pending =>
  ({ id: `c${seq}`, login: 'ana', tab: 't1', seq, target: { room: 'uci' }, time: 0, text: `m${seq}`, what: 'post', state: 'waiting', ...change });

describe('the outbox', () => {
  it('gives out what waits in its order, each once for a connection', () => {
    const outbox = new Outbox();
    outbox.add(item(2));
    outbox.add(item(1));
    expect(outbox.take().map(i => i.id)).toEqual(['c1', 'c2']);
    expect(outbox.take()).toEqual([]);
    outbox.add(item(3));
    expect(outbox.take().map(i => i.id)).toEqual(['c3']);
  });

  it('sends again under the same ids what a lost connection left unanswered', () => {
    const outbox = new Outbox();
    outbox.add(item(1));
    outbox.add(item(2));
    outbox.take();
    outbox.accepted('c1');
    outbox.disconnected();
    expect(outbox.take().map(i => requestOf(i))).toEqual([{ t: 'post', room: 'uci', text: 'm2', id: 'c2' }]);
  });

  it('settles once, whether by the answer or by the entry in its place', () => {
    const outbox = new Outbox();
    outbox.add(item(1));
    outbox.take();
    expect(outbox.accepted('c1')?.id).toBe('c1');
    expect(outbox.accepted('c1')).toBeNull();
    outbox.disconnected();
    expect(outbox.take()).toEqual([]);
  });

  it('holds what failed until it is tried again, then under the same id', () => {
    const outbox = new Outbox();
    outbox.add(item(1));
    outbox.take();
    outbox.failed('c1', 'No puedes hablar en uci');
    outbox.disconnected();
    expect(outbox.take()).toEqual([]);
    expect(outbox.find('c1')).toMatchObject({ state: 'failed', error: 'No puedes hablar en uci' });
    outbox.retry('c1');
    expect(outbox.take()).toMatchObject([{ id: 'c1', state: 'waiting' }]);
    expect(outbox.find('c1')).not.toHaveProperty('error');
  });

  it('does not take the same twice from storage', () => {
    const outbox = new Outbox();
    outbox.add(item(1));
    outbox.add(item(1));
    expect(outbox.items).toHaveLength(1);
  });

  it('tries again after busy and full, as long as the server says, and gives up on refusals', () => {
    expect(afterRefusal(220, { seconds: '3' })).toEqual({ then: 'again', seconds: 3 });
    expect(afterRefusal(221, {})).toEqual({ then: 'again', seconds: 2 });
    expect(afterRefusal(216, { seconds: '9999' })).toEqual({ then: 'again', seconds: 60 });
    for (const code of [203, 204, 212, 215, 228, 231, 244])
      expect(afterRefusal(code, {})).toEqual({ then: 'fail' });
  });

  it('writes each kind as the protocol has it', () => {
    expect(requestOf(item(1, { target: { to: 'bob' }, replyTo: 4 }))).toEqual({ t: 'post', to: 'bob', text: 'm1', id: 'c1', replyTo: 4 });
    expect(requestOf(item(1, { what: 'edit', position: 9 }))).toEqual({ t: 'edit', room: 'uci', position: 9, text: 'm1', id: 'c1' });
    expect(requestOf(item(1, { what: 'react', position: 9, text: '👍' }))).toEqual({ t: 'react', room: 'uci', position: 9, text: '👍', id: 'c1' });
    expect(requestOf(item(1, { what: 'redact', position: 9, text: '' }))).toEqual({ t: 'redact', room: 'uci', position: 9, id: 'c1' });
  });
});
