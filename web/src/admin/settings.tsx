import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useAnswer } from '../view/hooks.ts';
import { admin } from './api.ts';
import { a } from './texts.ts';

export function Settings(): JSX.Element {
  const answer = useAnswer(() => admin.settings(), 0);
  const [filter, setFilter] = useState('');
  const [onlyChanged, setOnlyChanged] = useState(false);
  const rows = (answer.value ?? []).filter(row => row.key.includes(filter.trim().toLowerCase()) && (!onlyChanged || row.changed));
  return (
    <>
      <div class="bar-of-page">
        <input type="search" value={filter} onInput={event => setFilter(event.currentTarget.value)} placeholder={a('filter-settings')} aria-label={a('filter-settings')} />
        <div class="segments" role="group" aria-label={a('settings')}>
          <button type="button" aria-pressed={!onlyChanged} onClick={() => setOnlyChanged(false)}>{a('all-settings')}</button>
          <button type="button" aria-pressed={onlyChanged} onClick={() => setOnlyChanged(true)}>{a('changed-settings')}</button>
        </div>
      </div>
      {answer.error !== null && <p class="banner error" role="alert">{answer.error}</p>}
      {answer.value !== null && rows.length === 0 && <p class="hint none">{a('no-rows')}</p>}
      <dl class="settings">
        {rows.map(row => (
          <div key={row.key} class={row.changed ? 'changed' : ''}>
            <dt>{row.key}</dt>
            <dd>
              {row.secret ? <span class="tag warn">{a('secret')}</span> : row.value === undefined || row.value === '[]' ? <span class="hint">{a('not-set')}</span> : <code>{plain(row.value)}</code>}
              <span class="hint">{a(row.live ? 'live' : 'restart')}</span>
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** A text without its quotes, a list with commas: as one writes it in a command. */
function plain(json: string): string {
  const value: unknown = JSON.parse(json);
  return Array.isArray(value) ? value.join(', ') : String(value);
}
