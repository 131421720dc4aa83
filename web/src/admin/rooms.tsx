import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { foldName } from '../state/fold.ts';
import { dateText } from '../texts/dates.ts';
import { useAnswer } from '../view/hooks.ts';
import { dialog, toast, wordsOf } from '../view/ui.ts';
import { admin, type Room } from './api.ts';
import { countText } from './numbers.ts';
import { Table } from './table.tsx';
import { a, isText } from './texts.ts';

export function Rooms(): JSX.Element {
  const answer = useAnswer(() => admin.rooms(), 0);
  const [filter, setFilter] = useState('');
  const rows = (answer.value ?? []).filter(row => foldName(row.name).includes(foldName(filter)));
  const keep = async (room: Room): Promise<void> => {
    try {
      await admin.keep(room.name);
    } catch (failure) {
      toast(wordsOf(failure), { isError: true });
    }
    answer.reload();
  };
  const remove = (room: Room): void => {
    dialog.value = {
      kind: 'ask', title: a('delete-room.title', { room: room.name }), text: a('delete-room.text'), action: a('delete-room'), isDanger: true,
      act: async () => { await admin.deleteRoom(room.name); answer.reload(); },
    };
  };
  return (
    <>
      <div class="bar-of-page"><input type="search" value={filter} onInput={event => setFilter(event.currentTarget.value)} placeholder={a('filter')} aria-label={a('filter')} /></div>
      {answer.error !== null && <p class="banner error" role="alert">{answer.error}</p>}
      {answer.value !== null && (
        <Table<Room> label={a('rooms')} rows={rows} keyOf={row => row.id} columns={[
          { title: a('room'), isHead: true, show: row => <b>{row.name}</b> },
          { title: a('people-in'), isNumber: true, show: row => row.people ?? '–' },
          { title: a('entries'), isNumber: true, show: row => countText(row.head) },
          { title: a('owner'), show: row => row.owner ?? '–' },
          { title: a('lifetime'), show: row => { const key = `lifetime.${row.lifetime}`; return isText(key) ? a(key) : row.lifetime; } },
          { title: a('created'), show: row => dateText(new Date(row.created)) },
          { title: '', show: row => row.lifetime === 'default' ? null : (
            <span class="row-actions">
              {row.lifetime !== 'kept' && <button type="button" class="text" onClick={() => void keep(row)} aria-label={`${a('keep')}: ${row.name}`}>{a('keep')}</button>}
              <button type="button" class="text danger-text" onClick={() => remove(row)} aria-label={`${a('delete-room')}: ${row.name}`}>{a('delete-room')}</button>
            </span>
          ) },
        ]} />
      )}
    </>
  );
}
