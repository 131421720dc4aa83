import { describe, expect, it } from 'vitest';
import type { LogEntry, MsgEntry } from '../src/protocol/frames.ts';
import { MostRows, Timeline } from '../src/state/timeline.ts';
import { random } from './random.ts';

const base = (position: number, from = 'ana') => ({ room: 'uci', conversation: 7, position, from, time: new Date(1_700_000_000_000 + position * 1000).toISOString() });
const msg = (position: number, text = `m${position}`, from = 'ana'): MsgEntry => ({ t: 'msg', text, ...base(position, from) });
const positions = (t: Timeline): number[] => t.items.map(i => i.t === 'notice' ? -i.n : i.position);

describe('a timeline', () => {
  it('takes entries in the order of their positions', () => {
    const t = new Timeline(4);
    expect([msg(5), msg(6)].map(e => t.append(e))).toEqual(['new', 'new']);
    expect(positions(t)).toEqual([5, 6]);
    expect([t.from, t.to]).toEqual([5, 6]);
  });

  it('leaves out what it has, and tells of a gap without taking what is behind it', () => {
    const t = new Timeline(0);
    t.append(msg(1));
    expect(t.append(msg(1))).toBe('double');
    expect(t.append(msg(3))).toBe('gap');
    expect(positions(t)).toEqual([1]);
    expect(t.append(msg(2))).toBe('new');
    expect(t.append(msg(3))).toBe('new');
    expect(positions(t)).toEqual([1, 2, 3]);
  });

  it('has each entry once in its place, whatever pages come twice and in parts', () => {
    for (let seed = 1; seed <= 50; seed++) {
      const chance = random(seed);
      const t = new Timeline(60);
      while (t.from > 1 || t.to < 100) {
        if (chance(2) === 0) {
          const before = Math.min(100, t.from + chance(4));
          const page = Array.from({ length: Math.min(20, before - 1) }, (_, i) => msg(before - Math.min(20, before - 1) + i));
          t.prepend(page);
        } else {
          t.append(msg(Math.min(100, Math.max(1, t.to - 2 + chance(4)))));
        }
      }
      expect(positions(t)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
    }
  });

  it('refuses an older page that does not reach up to it', () => {
    const t = new Timeline(50);
    expect(t.prepend([msg(30), msg(31)])).toBe(false);
    expect(t.items).toEqual([]);
  });

  it('counts rows put in front, for a view that must find its place again', () => {
    const t = new Timeline(3);
    t.append(msg(4));
    const react: LogEntry = { t: 'reaction', target: 1, text: '👍', ...base(3) };
    t.prepend([msg(1), msg(2), react]);
    expect(t.prepended).toBe(2);
    expect(t.from).toBe(1);
  });

  it('shows the newest text of a message, whichever of both is read first', () => {
    const edit = (position: number, text: string): LogEntry => ({ t: 'edit', target: 1, text, ...base(position) });
    const t = new Timeline(1);
    t.append(edit(2, 'second'));
    t.append(edit(3, 'third'));
    t.prepend([msg(1, 'first')]);
    expect(t.textOf(t.message(1)!)).toBe('third');
    expect(t.annotations.edits(1).map(e => e.text)).toEqual(['second', 'third']);
  });

  it('takes reactions back by a redaction of the reaction, and messages by one of the message', () => {
    const t = new Timeline(0);
    t.append(msg(1));
    t.append({ t: 'reaction', target: 1, text: '👍', ...base(2, 'bob') });
    t.append({ t: 'reaction', target: 1, text: '👍', ...base(3, 'eva') });
    expect(t.annotations.reactions(1, 'eva')).toEqual([{ text: '👍', from: ['bob', 'eva'], own: 3 }]);
    t.append({ t: 'redact', target: 2, ...base(4, 'bob') });
    expect(t.annotations.reactions(1, 'ana')).toEqual([{ text: '👍', from: ['eva'], own: null }]);
    t.append({ t: 'redact', target: 1, ...base(5) });
    expect(t.isErased(t.message(1)!)).toBe(true);
  });

  it('does not show a reaction whose redaction was read before it', () => {
    const t = new Timeline(2);
    t.append({ t: 'redact', target: 2, ...base(3, 'bob') });
    t.prepend([msg(1), { t: 'reaction', target: 1, text: '👍', ...base(2, 'bob') }]);
    expect(t.annotations.reactions(1, 'ana')).toEqual([]);
  });

  it('finds the row of a position, or the nearest before it', () => {
    const t = new Timeline(0);
    t.append(msg(1));
    t.notice('2026-01-01T00:00:00.000Z', { what: 'joined', login: 'bob' });
    t.append({ t: 'reaction', target: 1, text: '👍', ...base(2) });
    t.append(msg(3));
    expect([t.indexOf(0), t.indexOf(1), t.indexOf(2), t.indexOf(3), t.indexOf(9)]).toEqual([-1, 0, 0, 2, 2]);
  });

  it('tells of comings and goings in one row, each person by the last', () => {
    const t = new Timeline(0);
    t.notice('x', { what: 'joined', login: 'bob' });
    t.notice('x', { what: 'parted', login: 'bob' });
    t.notice('x', { what: 'joined', login: 'eva' });
    expect(t.items).toMatchObject([{ parts: [{ what: 'parted', login: 'bob' }, { what: 'joined', login: 'eva' }] }]);
    t.append(msg(1));
    t.notice('x', { what: 'joined', login: 'bob' });
    expect(t.items).toHaveLength(3);
  });

  it('joins a stretch from the middle to the end when they meet', () => {
    const end = new Timeline(50);
    end.append(msg(51));
    const middle = new Timeline(9, end.annotations);
    for (let p = 10; p <= 40; p++)
      middle.append(msg(p));
    expect(end.absorb(middle)).toBe(false);
    for (let p = 41; p <= 51; p++)
      middle.append(msg(p));
    expect(end.absorb(middle)).toBe(true);
    expect(positions(end)).toEqual(Array.from({ length: 42 }, (_, i) => i + 10));
    expect(end.from).toBe(10);
  });

  it('shows words with guests, which have no position, where they came', () => {
    const t = new Timeline(0);
    t.append(msg(1));
    t.append({ ...msg(0, 'hi', 'guest'), passing: true });
    t.append(msg(2));
    expect(t.items.map(i => i.t === 'msg' ? i.text : '')).toEqual(['m1', 'hi', 'm2']);
  });

  it('drops the oldest rows past its limit and knows that they can be read again', () => {
    const t = new Timeline(0);
    for (let p = 1; p <= MostRows + 1; p++)
      t.append(msg(p, ''));
    expect(t.items.length).toBeLessThanOrEqual(MostRows);
    expect(t.from).toBe((t.items[0] as MsgEntry).position);
    expect(t.prepend([msg(t.from - 1)])).toBe(true);
  });
});
