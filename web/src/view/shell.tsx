import type { ComponentType, JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { go, route, type PageRoute } from '../routes.ts';
import { sameName } from '../state/fold.ts';
import { lang, t } from '../texts/texts.ts';
import { ConversationPane } from './conversationPane.tsx';
import { startUploads } from './files.ts';
import { phone, useChat, useMedia, useSignal } from './hooks.ts';
import { Icon, Mark } from './icons.tsx';
import { followKeys } from './keys.ts';
import { clearNotices, followBadge } from './notify.ts';
import { PeoplePane } from './peoplePane.tsx';
import { SearchPane } from './searchPane.tsx';
import { Sidebar } from './sidebar.tsx';
import { dialog, pane, toast, wordsOf } from './ui.ts';

/** Rooms, the conversation and what stands beside it; on a phone one of them at a time. */
export function Shell(): JSX.Element {
  const chat = useChat();
  const at = useSignal(route);
  const open = useSignal(chat.open);
  const beside = useSignal(pane);
  const link = useSignal(chat.link);
  const isPhone = useMedia(phone);
  const [dragging, setDragging] = useState(false);

  // Before it is seen: what shows that the page is there must not come before the keys work.
  useLayoutEffect(() => followKeys(chat), [chat]);
  useEffect(() => followBadge(chat), [chat]);

  // What is open follows the address, and the address what was opened.
  useEffect(() => {
    if (at.at === 'conversation') {
      const { kind, name } = at;
      if (chat.open.value?.kind === kind && sameName(chat.open.value.name, name))
        return;
      const known = chat.find(kind, name);
      if (known !== undefined)
        chat.show(known);
      else if (kind === 'private')
        chat.showPrivate(name);
      else if (link.state === 'ready')
        chat.enter(name).catch((error: unknown) => { toast(wordsOf(error), { isError: true }); go({ at: 'list' }, true); });
    } else if (at.at === 'list' && isPhone) {
      chat.show(null);
    } else if (at.at === 'list' && chat.lastOpen !== null) {
      const { kind, name } = chat.open.value ?? chat.lastOpen;
      go({ at: 'conversation', kind, name }, true);
    }
  }, [at, isPhone, link.state === 'ready', open === null]);
  useEffect(() => chat.open.subscribe(() => {
    const now = chat.open.value;
    if (now !== null)
      go({ at: 'conversation', kind: now.kind, name: now.name }, route.value.at === 'list' && !matchMedia(phone).matches);
    else if (route.value.at === 'conversation')
      go({ at: 'list' }, true);
  }), [chat]);

  useEffect(() => {
    const watched = (): void => {
      if (!chat.isWatched()) {
        chat.unwatched();
      } else {
        clearNotices();
        if (chat.open.value !== null)
          chat.seen(chat.open.value);
      }
    };
    const back = (): void => chat.connection.retryNow();
    const visible = (): void => { watched(); if (document.visibilityState === 'visible') back(); };
    addEventListener('focus', watched);
    addEventListener('blur', watched);
    addEventListener('online', back);
    document.addEventListener('visibilitychange', visible);
    return () => {
      removeEventListener('focus', watched);
      removeEventListener('blur', watched);
      removeEventListener('online', back);
      document.removeEventListener('visibilitychange', visible);
    };
  }, [chat]);

  // The server's clock is asked again as often as the server likes.
  useEffect(() => {
    const timer = setInterval(() => { if (chat.connection.isReady) void chat.askTime(); }, Math.max(30, chat.server.value?.resync ?? 60) * 1000);
    return () => clearInterval(timer);
  }, [chat, link.state]);

  const isFirstLang = useRef(true);
  useEffect(() => {
    if (isFirstLang.current && chat.me.value?.lang === lang.value) {
      isFirstLang.current = false;
      return;
    }
    chat.connection.tell({ t: 'lang', lang: lang.value });
  }, [lang.value, link.state === 'ready']);

  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setDragging(false);
    if (open !== null)
      startUploads(chat, open, [...event.dataTransfer?.files ?? []], '');
  };

  const showsList = !isPhone || at.at === 'list';
  const showsMain = !isPhone || at.at !== 'list';
  return (
    <div class={`shell${isPhone ? ' phone' : ''}${beside !== null ? ' beside' : ''}`}
      onDragOver={event => { if (event.dataTransfer?.types.includes('Files')) { event.preventDefault(); setDragging(true); } }}
      onDragLeave={event => { if (event.relatedTarget === null) setDragging(false); }} onDrop={drop}>
      {showsMain && <a class="skip" href="#composer" onClick={event => { event.preventDefault(); document.querySelector<HTMLElement>('.composer textarea')?.focus(); }}>{t('skip')}</a>}
      {showsList && (isPhone ? <main class="list-main"><Sidebar /></main> : <Sidebar />)}
      {showsMain && (at.at === 'page'
        ? <Page page={at.page} />
        : <main class="main">{open === null ? <Nothing /> : <ConversationPane key={open.key} conversation={open} />}</main>)}
      {open !== null && showsMain && beside !== null && (beside === 'people' ? <PeoplePane conversation={open} /> : <SearchPane conversation={open} />)}
      {dragging && open !== null && <div class="drop"><Icon name="attach" /><span>{t('file.drop', { name: open.name })}</span></div>}
      <Over />
    </div>
  );
}

/** Dialogs come after the first picture: they are most of the code and none of what one sees first. */
function Over(): JSX.Element | null {
  const now = useSignal(dialog);
  const [loaded, set] = useState<{ view: ComponentType } | null>(null);
  const isWanted = now !== null;
  useEffect(() => {
    const failed = (): void => {
      if (dialog.value !== null) {
        dialog.value = null;
        toast(t('offline.command'), { isError: true });
      }
    };
    const load = (): void => void import('./dialogs/dialogs.tsx').then(m => set({ view: m.Dialogs }), failed);
    if (loaded !== null)
      return;
    if (isWanted) {
      load();
      return;
    }
    const timer = setTimeout(load, 1_500);
    return () => clearTimeout(timer);
  }, [isWanted, loaded]);
  return loaded !== null && isWanted ? <loaded.view /> : null;
}

function Nothing(): JSX.Element {
  return (
    <div class="nothing">
      <Mark size={72} />
      <p>{t('nothing')}</p>
      <button type="button" class="primary" onClick={() => { dialog.value = { kind: 'rooms' }; }}>{t('rooms.browse')}</button>
    </div>
  );
}

function Page({ page }: { page: PageRoute }): JSX.Element {
  const [View, set] = useState<{ view: ComponentType } | null>(null);
  useEffect(() => { void page.load().then(m => set({ view: m.default })); }, [page]);
  return <main class="main">{View !== null && <View.view />}</main>;
}
