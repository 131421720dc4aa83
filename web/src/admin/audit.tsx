import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { dateText } from '../texts/dates.ts';
import { Icon, type IconName } from '../view/icons.tsx';
import { wordsOf } from '../view/ui.ts';
import { admin, type AuditEntry } from './api.ts';
import { a, isText } from './texts.ts';

const signs: Readonly<Record<string, IconName>> = {
  'login-refused': 'warning', 'account-made': 'plus', 'account-suspended': 'lock', 'account-restored': 'check', 'account-exported': 'download', 'account-erased': 'trash',
  'password-set': 'key', 'role-changed': 'shield', 'sessions-ended': 'leave', 'room-kept': 'pin', 'room-deleted': 'trash', 'room-exported': 'download', 'settings-reloaded': 'settings',
};

export function Audit(): JSX.Element {
  const [entries, setEntries] = useState<readonly AuditEntry[] | null>(null);
  const [next, setNext] = useState<number | undefined>();
  const [error, setError] = useState<string | null>(null);
  const load = async (before?: number): Promise<void> => {
    try {
      const page = await admin.audit(before);
      setEntries(seen => [...(before === undefined ? [] : seen ?? []), ...page.entries]);
      setNext(page.next);
    } catch (failure) {
      setError(wordsOf(failure));
    }
  };
  useEffect(() => void load(), []);
  return (
    <>
      {error !== null && <p class="banner error" role="alert">{error}</p>}
      {entries?.length === 0 && <p class="hint none">{a('no-rows')}</p>}
      <ol class="audit">
        {entries?.map(entry => (
          <li key={entry.number} class={entry.act === 'login-refused' ? 'quiet' : ''}>
            <Icon name={signs[entry.act] ?? 'info'} />
            <div>
              <p>{sentenceOf(entry)}</p>
              <p class="hint">
                <time dateTime={entry.time}>{dateText(new Date(entry.time))}</time>
                {entry.address !== undefined && <> · <span class="mono">{entry.address}</span></>}
                {entry.detail !== undefined && entry.detail !== '' && <> · {entry.detail}</>}
              </p>
            </div>
          </li>
        ))}
      </ol>
      {next !== undefined && <button type="button" class="secondary" onClick={() => void load(next)}>{a('before')}</button>}
    </>
  );
}

/** `keeper suspended ana` */
export function sentenceOf(entry: AuditEntry): string {
  const key = `act.${entry.act}`;
  const act = isText(key) ? a(key, { account: entry.account ?? a('somebody'), room: entry.room ?? '–' }) : entry.act;
  const by = entry.by === 'operator' ? a('operator') : entry.by;
  return by === undefined ? act : `${by} ${act}`;
}
