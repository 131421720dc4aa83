import type { Figure, Look } from './api.ts';

/** Points that a chart has: three minutes at a look each two seconds. */
export const SeriesLength = 90;

export interface Chosen { key: string; of: (now: Look, before: Look | null) => number | null }

/** What the charts show. A rate needs two looks, and so does the mean of a histogram over the time between them. */
export const charts = [
  { key: 'messages', of: rate('parley.messages.accepted') },
  { key: 'connections', of: level('parley.connections') },
  { key: 'people-here', of: level('parley.people') },
  { key: 'commit', of: mean('parley.store.commit.duration') },
  { key: 'delivery', of: mean('parley.delivery.duration') },
  { key: 'output', of: level('parley.output.queued') },
  { key: 'refused', of: rate('parley.logins', values => values['by'] === 'refused') },
  { key: 'memory', of: level('process.memory.usage') },
] as const satisfies readonly Chosen[];

export type ChartKey = typeof charts[number]['key'];

export function sumOf(figure: Figure | undefined, wanted: (labels: Record<string, string>) => boolean = () => true): number {
  return (figure?.values ?? []).filter(v => wanted(v.labels ?? {})).reduce((sum, v) => sum + v.value, 0);
}

export function find(look: Look, name: string): Figure | undefined {
  return look.figures.find(f => f.name === name);
}

/** Adds a look to the points of every chart; a figure that a restart set back begins anew. */
export function extend(points: Readonly<Record<ChartKey, readonly number[]>>, now: Look, before: Look | null): Record<ChartKey, readonly number[]> {
  const next = { ...points } as Record<ChartKey, readonly number[]>;
  for (const { key, of } of charts) {
    const value = of(now, before);
    if (value !== null)
      next[key] = [...(points[key] ?? []), value].slice(-SeriesLength);
  }
  return next;
}

function level(name: string): Chosen['of'] {
  return now => sumOf(find(now, name));
}

function rate(name: string, wanted?: (labels: Record<string, string>) => boolean): Chosen['of'] {
  return (now, before) => {
    if (before === null)
      return null;
    const seconds = (Date.parse(now.time) - Date.parse(before.time)) / 1000;
    const more = sumOf(find(now, name), wanted) - sumOf(find(before, name), wanted);
    return seconds <= 0 || more < 0 ? null : more / seconds;
  };
}

function mean(name: string): Chosen['of'] {
  return (now, before) => {
    if (before === null)
      return null;
    const [count, sum] = [(find(now, name)?.count ?? 0) - (find(before, name)?.count ?? 0), (find(now, name)?.sum ?? 0) - (find(before, name)?.sum ?? 0)];
    return count < 0 ? null : count === 0 ? 0 : sum / count;
  };
}
