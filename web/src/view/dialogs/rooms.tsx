import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Refusal, type RoomInfo, type RoomsPage } from '../../protocol/frames.ts';
import { foldLoose } from '../../state/fold.ts';
import { plural, t } from '../../texts/texts.ts';
import { useChat } from '../hooks.ts';
import { Icon } from '../icons.tsx';
import { Field } from '../parts.tsx';
import { roomText } from '../rowTexts.ts';
import { closeDialog, Sheet } from '../sheet.tsx';
import { dialog, wordsOf } from '../ui.ts';

const Page = 100;

/** All rooms there are, to enter one or make one. */
export function RoomsDialog(): JSX.Element {
  const chat = useChat();
  const [rooms, setRooms] = useState<RoomInfo[]>([]);
  const [next, setNext] = useState<string | undefined>(undefined);
  const [total, setTotal] = useState<number | null>(null);
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<string | null>(null);

  const load = async (after?: string): Promise<void> => {
    try {
      const page = await chat.request<RoomsPage>({ t: 'rooms', limit: Page, ...(after === undefined ? {} : { after }) });
      setRooms(before => after === undefined ? page.rooms : [...before, ...page.rooms]);
      setNext(page.next);
      setTotal(page.total);
      setError(null);
    } catch (failure) {
      setError(wordsOf(failure));
    }
  };
  useEffect(() => { void load(); }, []);

  const enter = async (room: string): Promise<void> => {
    try {
      await chat.enter(room);
      closeDialog();
    } catch (failure) {
      if (failure instanceof Refusal && failure.code === 242)
        dialog.value = { kind: 'ask', title: t('room.key.title', { room }), label: t('rule.key'), action: t('enter'), act: async key => { await chat.enter(room, key); } };
      else
        setError(wordsOf(failure));
    }
  };

  const wanted = foldLoose(typed.trim());
  const shown = rooms.filter(r => foldLoose(`${r.room} ${r.topic ?? ''}`).includes(wanted) || foldLoose(roomText(r.room)).includes(wanted));
  return (
    <Sheet title={t('rooms')}>
      <form class="row-form" onSubmit={event => { event.preventDefault(); if (typed.trim() !== '') void enter(shown.length === 1 ? shown[0]!.room : typed.trim()); }}>
        <input type="search" aria-label={t('rooms.find')} placeholder={t('rooms.find')} onInput={event => setTyped(event.currentTarget.value)} autofocus />
        <button type="button" class="primary" onClick={() => { dialog.value = { kind: 'create' }; }}><Icon name="plus" />{t('create')}</button>
      </form>
      {error !== null && <p class="banner error" role="alert">{error}</p>}
      {total !== null && <p class="hint">{plural('rooms.count', total)}</p>}
      <ul class="cards">
        {shown.map(room => {
          const isIn = chat.find('room', room.room)?.isLoaded === true;
          return (
            <li key={room.room}>
              <button type="button" class="entry" onClick={() => void enter(room.room)}>
                <span class="room-sign"><Icon name="hash" /></span>
                <span class="entry-text">
                  <span class="entry-name"><span>{roomText(room.room)}</span>{room.yours === true && <span class="tag">{t('yours')}</span>}{room.kept === true && room.default !== true && <Icon name="pin" label={t('kept')} />}</span>
                  <span class="entry-preview"><span>{plural('people.count', room.people)}{room.topic !== undefined ? ` · ${room.topic}` : ''}</span></span>
                </span>
                <span class={isIn ? 'hint' : 'go'}>{isIn ? t('open') : t('enter')}</span>
              </button>
            </li>
          );
        })}
      </ul>
      {shown.length === 0 && total !== null && <p class="hint">{t('rooms.none', { name: typed })}</p>}
      {next !== undefined && <button type="button" class="secondary more" onClick={() => void load(next)}>{t('more.load')}</button>}
    </Sheet>
  );
}

export function CreateDialog(): JSX.Element {
  const chat = useChat();
  const [error, setError] = useState<string | null>(null);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    try {
      const room = await chat.create(String(data.get('room')).trim());
      if (data.get('keep') === 'on') {
        await chat.request({ t: 'keep', room: room.name });
        room.isKept = true;
      }
      closeDialog();
    } catch (failure) {
      setError(wordsOf(failure));
    }
  };
  return (
    <Sheet title={t('room.new')} size="small">
      <form onSubmit={event => void submit(event)}>
        <Field label={t('room.name')} hint={t('room.name.hint')} error={error}><input name="room" required maxLength={63} autocomplete="off" autofocus /></Field>
        <label class="switch">
          <span><span class="label">{t('room.keep')}</span><span class="hint">{t('room.keep.hint')}</span></span>
          <input type="checkbox" role="switch" name="keep" defaultChecked />
        </label>
        <div class="buttons">
          <button type="button" class="secondary" onClick={closeDialog}>{t('cancel')}</button>
          <button type="submit" class="primary">{t('create')}</button>
        </div>
      </form>
    </Sheet>
  );
}
