import { Api, Unreachable } from '../protocol/api.ts';
import { browser } from '../protocol/connection.ts';
import { go } from '../routes.ts';
import { Chat, type News } from '../state/chat.ts';
import { Signal } from '../state/signal.ts';
import { forget, read, write } from '../storage/local.ts';
import { memoryOf } from '../storage/memory.ts';
import { inLocalStorage, openOutboxStore } from '../storage/outboxStore.ts';
import { byHeartbeats, byLocks, joinTabs, tabName } from '../storage/tabs.ts';
import { lang, t } from '../texts/texts.ts';
import { arrived, clearNotices } from './notify.ts';
import { asksProfile, dialog, pane, searchText, toast, toasts, wordsOf } from './ui.ts';

export type Session =
  | { state: 'starting' }
  /** `notice`: why one is here again. */
  | { state: 'out'; notice: string | null }
  | { state: 'in'; chat: Chat };

export const session = new Signal<Session>({ state: 'starting' });
export const api = new Api(() => lang.value);

/** Whose page this is by the cookie; without a network, whose it was. */
export async function startSession(): Promise<void> {
  try {
    const me = await api.me();
    if (me === null)
      session.value = { state: 'out', notice: null };
    else
      await enter(me.login);
  } catch (error) {
    const login = read('login');
    if (error instanceof Unreachable && login !== null)
      await enter(login);
    else
      session.value = { state: 'out', notice: wordsOf(error instanceof Unreachable ? new Error(t('offline.login')) : error) };
  }
}

export async function logIn(login: string, password: string): Promise<void> {
  await api.logIn(login, password);
  await startSession();
}

async function enter(login: string): Promise<void> {
  write('login', login);
  const store = await openOutboxStore().catch(inLocalStorage);
  const liveness = 'locks' in navigator
    ? byLocks(navigator.locks)
    : byHeartbeats(Date.now, (milliseconds, beat) => { setInterval(beat, milliseconds); });
  const tabs = await joinTabs(store, liveness, tabName);
  const chat = new Chat({
    ...browser(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`),
    now: Date.now,
    // A hidden page gets no frames, and its badge should still count.
    draw: act => document.visibilityState === 'visible' ? requestAnimationFrame(act) : setTimeout(act, 100),
    memory: memoryOf(store, tabs),
    tab: tabs.name,
  }, () => lang.value, login);
  chat.isWatched = () => document.visibilityState === 'visible' && document.hasFocus();
  chat.onNews = news => tell(chat, news);
  chat.onArrived = what => arrived(chat, what);
  chat.link.subscribe(() => {
    const link = chat.link.value;
    if (link.state === 'stopped' && link.reason !== 'Quit' && link.reason !== 'new')
      stopped(chat, link.reason);
  });
  await chat.start();
  session.value = { state: 'in', chat };
  // What a closed tab left may be there only after its locks are gone.
  setInterval(() => void tabs.adopt(chat.login).then(items => chat.take(items.filter(i => chat.outbox.find(i.id) === null && i.state === 'waiting'))).catch(() => undefined), 30_000);
}

function stopped(chat: Chat, reason: string): void {
  const notices: Readonly<Record<string, string>> = { Refused: t('stopped.refused'), Revoked: t('stopped.revoked'), LoginTimeout: t('stopped.other', { reason }), ProtocolError: t('stopped.other', { reason }), Flood: t('stopped.flood') };
  if (reason === 'Refused' || reason === 'Revoked')
    out(chat, notices[reason]!);
  else
    toast(notices[reason] ?? t('stopped.other', { reason }), { isError: true, lasts: true, action: { label: t('retry'), act: () => chat.connection.start() } });
}

/** Back to the first page. What was not sent stays for the next login of the same person. */
function out(chat: Chat, notice: string | null): void {
  chat.end();
  clearNotices();
  write('login', null);
  dialog.value = null;
  pane.value = null;
  asksProfile.value = false;
  searchText.value = '';
  toasts.value = [];
  go({ at: 'list' }, true);
  session.value = { state: 'out', notice };
}

export async function endSession(): Promise<void> {
  const now = session.value;
  try {
    await api.logOut();
  } catch (error) {
    toast(error instanceof Unreachable ? t('offline.command') : wordsOf(error), { isError: true });
    return;
  }
  if (now.state === 'in')
    out(now.chat, null);
}

/** Asks once more, as it can't be undone. */
export function eraseAccount(password: string): void {
  const now = session.value;
  if (now.state !== 'in')
    return;
  const { chat } = now;
  dialog.value = {
    kind: 'ask', title: t('erase.title'), text: t('erase.sure', { login: chat.login }), action: t('erase'), isDanger: true,
    act: async () => {
      await chat.request({ t: 'del-account', password }).catch((error: unknown) => {
        if (error instanceof Error && error.name === 'ConnectionLost')
          return; // the last words are `closing`
        throw error;
      });
      forget(chat.login);
      out(chat, t('erase.done'));
    },
  };
}

function tell(chat: Chat, news: News): void {
  switch (news.what) {
    case 'text': toast(news.text, { isError: news.isError === true }); break;
    case 'room-closed': toast(news.by === null ? t('room.closed', { room: news.room }) : t('room.closed.by', { room: news.room, by: news.by })); break;
    case 'kicked': toast(news.reason === null ? t('kicked.you', { room: news.room, by: news.by }) : t('kicked.you.reason', { room: news.room, by: news.by, reason: news.reason }), { lasts: true }); break;
    case 'invited': toast(t('invited.you', news), { lasts: true, action: { label: t('enter'), act: () => void chat.enter(news.room).catch(error => toast(wordsOf(error), { isError: true })) } }); break;
    case 'room-gone': toast(news.error, { isError: true }); break;
    case 'incomplete-profile':
      if (read(`of.${chat.login}.profile-asked`) !== null)
        break;
      asksProfile.value = true;
      break;
  }
}
