import { afterEach, describe, expect, it } from 'vitest';
import { sentenceOf } from '../src/admin/audit.tsx';
import { lineOf } from '../src/admin/chart.tsx';
import { follow, stateOf } from '../src/admin/nodes.tsx';
import { bytesText, makePassword, secondsText, spanText } from '../src/admin/numbers.ts';
import { placeOf } from '../src/admin/places.ts';
import { extend, SeriesLength, type ChartKey } from '../src/admin/series.ts';
import { english, spanish } from '../src/admin/texts.ts';
import type { Look, Node } from '../src/admin/api.ts';
import { lang } from '../src/texts/texts.ts';

afterEach(() => { lang.value = 'en'; });

describe('texts of the administrator’s page', () => {
  it('are the same in both languages, none empty, with the same places to fill in', () => {
    expect(Object.keys(spanish)).toEqual(Object.keys(english));
    for (const [key, text] of Object.entries(english)) {
      const other = spanish[key as keyof typeof english];
      expect(other.trim(), key).not.toBe('');
      expect([...other.matchAll(/\{\w+\}/g)].map(m => m[0]).sort(), key).toEqual([...text.matchAll(/\{\w+\}/g)].map(m => m[0]).sort());
    }
  });
});

describe('figures', () => {
  const look = (seconds: number, accepted: number, count: number, sum: number): Look => ({
    time: new Date(Date.UTC(2026, 10, 21) + seconds * 1000).toISOString(),
    figures: [
      { name: 'parley.messages.accepted', kind: 'counter', values: [{ value: accepted - 1, labels: { where: 'room' } }, { value: 1, labels: { where: 'private' } }] },
      { name: 'parley.store.commit.duration', kind: 'histogram', values: [], count, sum },
      { name: 'parley.connections', kind: 'gauge', values: [{ value: 2, labels: { door: 'irc' } }, { value: 3, labels: { door: 'web' } }] },
      { name: 'parley.logins', kind: 'counter', values: [{ value: accepted, labels: { by: 'refused' } }, { value: 99, labels: { by: 'password' } }] },
    ],
  });
  const none = {} as Record<ChartKey, readonly number[]>;

  it('are rates and means over the time between two looks, and levels at once', () => {
    const first = extend(none, look(0, 10, 4, 1), null);
    expect([first.messages, first.connections, first.commit]).toEqual([undefined, [5], undefined]);
    const second = extend(first, look(2, 30, 8, 1.4), look(0, 10, 4, 1));
    expect(second.messages).toEqual([10]);
    expect(second.refused).toEqual([10]);
    expect(second.commit[0]).toBeCloseTo(0.1);
    expect(second.connections).toEqual([5, 5]);
  });

  it('have no point for the step over a restart', () => {
    expect(extend(none, look(2, 1, 0, 0), look(0, 30, 8, 1)).messages).toBeUndefined();
  });

  it('are kept for three minutes', () => {
    let points = none;
    for (let i = 0; i < SeriesLength + 20; i++)
      points = extend(points, look(i, 1, 0, 0), null);
    expect(points.connections).toHaveLength(SeriesLength);
  });

  it('are drawn from the right edge, the largest highest', () => {
    const places = lineOf([0, 1, 2], 2).split(' ').map(p => p.split(',').map(Number));
    expect(places.at(-1)![0]).toBe(240);
    expect(places[2]![1]!).toBeLessThan(places[1]![1]!);
    expect(lineOf([0, 0], 0)).not.toContain('NaN');
  });
});

describe('numbers', () => {
  it('are read in the language of the page', () => {
    expect([bytesText(999), bytesText(1_500_000), secondsText(0.0004), secondsText(1.25), spanText(90_000), spanText(59)]).toEqual(['999 B', '1.5 MB', '0.4 ms', '1.3 s', '1 d 1 h', '59 s']);
    lang.value = 'es';
    expect(bytesText(1_500_000)).toBe('1,5 MB');
  });
});

describe('a password that is made', () => {
  it('has 16 signs that nobody mistakes, and is another each time', () => {
    const made = new Set(Array.from({ length: 100 }, makePassword));
    expect(made.size).toBe(100);
    for (const password of made)
      expect(password).toMatch(/^[a-km-zA-HJ-NP-Z2-9]{16}$/);
  });
});

describe('the audit', () => {
  it('is read as sentences', () => {
    const entry = { number: 1, time: '', act: 'role-changed', by: 'keeper', account: 'ana' };
    expect(sentenceOf(entry)).toBe('keeper changed what ana may do');
    expect(sentenceOf({ ...entry, act: 'login-refused', by: undefined, account: undefined } as never)).toBe('Login refused: no such account');
    expect(sentenceOf({ ...entry, act: 'something-new' })).toBe('keeper something-new');
    lang.value = 'es';
    expect(sentenceOf({ ...entry, by: 'operator' })).toBe('El operador cambió lo que ana puede hacer');
  });
});

describe('the nodes of a cluster', () => {
  const node = (id: string, more: Partial<Node> = {}): Node => ({ id, host: `host-${id}`, version: '0.1.0', connected: true, stopping: false, ...more });
  const shown = (nodes: ReturnType<typeof follow>): string[] => nodes.map(n => `${n.id} ${stateOf(n)}${n.answers ? ' answers' : ''}`);

  it('stand in one order, whichever of them answers', () => {
    const first = follow([], [node('b'), node('a'), node('c')]);
    expect(shown(first)).toEqual(['a node.alive', 'b node.alive answers', 'c node.alive']);
    expect(shown(follow(first, [node('c'), node('a'), node('b')]))).toEqual(['a node.alive', 'b node.alive', 'c node.alive answers']);
  });

  it('that stop, are cut off, or are no longer listed are told apart', () => {
    const before = follow([], [node('a'), node('b'), node('c')]);
    const stopping = follow(before, [node('a'), { id: 'b', connected: false, stopping: true }, node('c', { connected: false })]);
    expect(shown(stopping)).toEqual(['a node.alive answers', 'b node.stopping', 'c node.alone']);
    expect(stopping[1]!.host).toBe('host-b');
    const gone = follow(stopping, [node('a'), node('c')]);
    expect(shown(gone)).toEqual(['a node.alive answers', 'c node.alive', 'b node.gone']);
    expect(shown(follow(gone, [node('a'), node('b'), node('c')]))).toEqual(shown(before));
  });

  it('that have gone don’t fill the page', () => {
    let seen = follow([], [node('a')]);
    for (let i = 0; i < 20; i++)
      seen = follow(follow(seen, [node('a'), node(`n${i}`)]), [node('a')]);
    expect(seen).toHaveLength(9);
    expect(seen[1]!.id).toBe('n19');
  });
});

describe('addresses of the page', () => {
  it('lead to its parts, and unknown ones to the overview', () => {
    expect([placeOf('#people'), placeOf('#/audit'), placeOf('#nowhere'), placeOf('')]).toEqual(['people', 'audit', 'overview', 'overview']);
  });
});
