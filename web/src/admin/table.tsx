import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { a } from './texts.ts';

/** Rows that are drawn at first, and with each "more": a browser stays quick with ten thousand people. */
const stretch = 200;

export interface Column<T> {
  title: string;
  show: (row: T) => ComponentChildren;
  /** Stands first in a card on a phone, without its title. */
  isHead?: boolean;
  isNumber?: boolean;
}

/** A table on a desk, cards on a phone. */
export function Table<T>({ label, columns, rows, keyOf }: { label: string; columns: readonly Column<T>[]; rows: readonly T[]; keyOf: (row: T) => string | number }): JSX.Element {
  const [count, setCount] = useState(stretch);
  if (rows.length === 0)
    return <p class="hint none">{a('no-rows')}</p>;
  return (
    <div class="table">
      <table aria-label={label}>
        <thead><tr>{columns.map(c => <th key={c.title} scope="col" class={c.isNumber === true ? 'number' : ''}>{c.title}</th>)}</tr></thead>
        <tbody>
          {rows.slice(0, count).map(row => (
            <tr key={keyOf(row)}>
              {columns.map(c => <td key={c.title} data-title={c.isHead === true ? undefined : c.title} class={`${c.isHead === true ? 'head' : ''} ${c.isNumber === true ? 'number' : ''}`}>{c.show(row)}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > count && <button type="button" class="secondary" onClick={() => setCount(count + stretch)}>{a('more')}</button>}
    </div>
  );
}
