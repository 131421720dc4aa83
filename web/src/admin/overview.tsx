import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { wordsOf } from '../view/ui.ts';
import { admin, type Look } from './api.ts';
import { Chart } from './chart.tsx';
import { Nodes, useInspection } from './nodes.tsx';
import { bytesText, countText, secondsText, spanText } from './numbers.ts';
import { charts, extend, find, sumOf, type ChartKey } from './series.ts';
import { a, isText, type AdminText } from './texts.ts';

const every = 2_000;

const shown: Readonly<Record<ChartKey, { text: (value: number) => string; hint?: AdminText }>> = {
  'messages': { text: v => `${countText(v)} ${a('per-second')}` },
  'connections': { text: countText },
  'people-here': { text: countText },
  'commit': { text: secondsText, hint: 'commit.hint' },
  'delivery': { text: secondsText, hint: 'delivery.hint' },
  'output': { text: bytesText, hint: 'output.hint' },
  'refused': { text: v => `${countText(v * 60)} ${a('per-minute')}` },
  'memory': { text: bytesText },
};

type Points = Record<ChartKey, readonly number[]>;

export function Overview(): JSX.Element {
  const [points, setPoints] = useState<Points>({} as Points);
  const [look, setLook] = useState<Look | null>(null);
  const { inspection, nodes } = useInspection();
  const [error, setError] = useState<string | null>(null);

  useEffect(() => {
    let before: Look | null = null;
    let timer = 0;
    let isOpen = true;
    const go = async (): Promise<void> => {
      try {
        if (!document.hidden) {
          const now = await admin.look();
          if (!isOpen)
            return;
          const last = before;
          setPoints(p => extend(p, now, last));
          setLook(now);
          setError(null);
          before = now;
        }
      } catch (failure) {
        setError(wordsOf(failure));
      }
      if (isOpen)
        timer = window.setTimeout(() => void go(), every);
    };
    void go();
    return () => {
      isOpen = false;
      clearTimeout(timer);
    };
  }, []);

  return (
    <>
      {error !== null && <p class="banner error" role="alert">{error}</p>}
      {nodes.length > 0 && <Nodes nodes={nodes} />}
      <ul class="tiles">
        {charts.map(({ key }) => {
          const values = points[key] ?? [];
          const last = values.at(-1);
          const { text, hint } = shown[key];
          return (
            <li key={key} class="tile">
              <h2>{a(key)}</h2>
              <p class="tile-value" >{last === undefined ? '–' : text(last)}</p>
              <p class="hint">{hint !== undefined && <span>{a(hint)}</span>}{values.length > 1 && <span class="most">{a('most', { value: text(Math.max(...values)) })}</span>}</p>
              <Chart points={values} label={last === undefined ? a('just-now') : `${a(key)}: ${text(last)}`} />
            </li>
          );
        })}
      </ul>
      {look !== null && (
        <div class="tiles facts-tiles">
          <Bars title={a('by-door')} look={look} name="parley.connections" label="door" />
          <Bars title={a('closed-by')} look={look} name="parley.connections.closed" label="reason" />
          <section class="tile">
            <h2>{a('store')}</h2>
            <dl class="facts">
              <div><dt>{a('entries')}</dt><dd>{countText(sumOf(find(look, 'parley.store.entries')))}</dd></div>
              <div><dt>{a('rooms')}</dt><dd>{countText(sumOf(find(look, 'parley.rooms')))}</dd></div>
              <div><dt>{a('search-behind')}</dt><dd>{countText(sumOf(find(look, 'parley.store.search.behind')))}</dd></div>
              <div><dt>{a('uptime')}</dt><dd>{spanText(sumOf(find(look, 'process.uptime')))}</dd></div>
              <div><dt>{a('version')}</dt><dd>{inspection?.version ?? '–'}</dd></div>
            </dl>
          </section>
        </div>
      )}
    </>
  );
}

function Bars({ title, look, name, label }: { title: string; look: Look; name: string; label: string }): JSX.Element {
  const rows = (find(look, name)?.values ?? []).filter(v => v.value > 0).sort((x, y) => y.value - x.value);
  const most = Math.max(...rows.map(r => r.value), 1);
  return (
    <section class="tile">
      <h2>{title}</h2>
      {rows.length === 0 && <p class="hint">{a('no-rows')}</p>}
      <ul class="bars">
        {rows.map(row => {
          const word = row.labels?.[label] ?? '';
          return (
            <li key={word}>
              <span>{isText(word) ? a(word) : word}</span>
              <span class="bar" aria-hidden="true"><svg viewBox="0 0 100 8" preserveAspectRatio="none"><rect width={100 * row.value / most} height="8" rx="1" /></svg></span>
              <b>{countText(row.value)}</b>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
