import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { foldName } from '../state/fold.ts';
import { dateText } from '../texts/dates.ts';
import { t } from '../texts/texts.ts';
import { useAnswer } from '../view/hooks.ts';
import { dialog } from '../view/ui.ts';
import { admin, type Session } from './api.ts';
import { bytesText } from './numbers.ts';
import { Table } from './table.tsx';
import { a } from './texts.ts';

export function Sessions(): JSX.Element {
  const answer = useAnswer(() => admin.sessions(), 0);
  const [filter, setFilter] = useState('');
  // A request is over before anybody could end it; a stream of events has a room.
  const rows = (answer.value ?? []).filter(row => (!row.door.startsWith('http') || row.rooms.length > 0) && foldName(row.login ?? '').includes(foldName(filter)));
  const end = (session: Session): void => {
    dialog.value = {
      kind: 'ask', title: a('end-session.title', { name: session.login ?? '–' }), action: a('end'), isDanger: true,
      act: async () => { await admin.endSession(session.id); answer.reload(); },
    };
  };
  return (
    <>
      <div class="bar-of-page"><input type="search" value={filter} onInput={event => setFilter(event.currentTarget.value)} placeholder={a('filter')} aria-label={a('filter')} /></div>
      {answer.error !== null && <p class="banner error" role="alert">{answer.error}</p>}
      {answer.value !== null && (
        <Table<Session> label={a('sessions')} rows={rows} keyOf={row => row.id} columns={[
          { title: t('login'), isHead: true, show: row => <b>{row.login ?? '–'}</b> },
          { title: a('door'), show: row => <span class="tag">{row.door}</span> },
          { title: a('address'), show: row => <span class="mono">{row.address}</span> },
          { title: a('client'), show: row => <span class="clip" title={row.client}>{row.client ?? '–'}</span> },
          { title: a('created'), show: row => dateText(new Date(row.since)) },
          { title: a('rooms-in'), show: row => <span class="clip" title={row.rooms.join(', ')}>{row.rooms.join(', ') || '–'}</span> },
          { title: a('queue'), isNumber: true, show: row => bytesText(row.pendingBytes) },
          { title: '', show: row => <button type="button" class="text danger-text" onClick={() => end(row)} aria-label={`${a('end')}: ${row.login ?? row.id}`}>{a('end')}</button> },
        ]} />
      )}
    </>
  );
}
