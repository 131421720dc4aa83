import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks';
import type { MsgEntry } from '../protocol/frames.ts';
import type { Conversation } from '../state/conversation.ts';
import { Heights, slice, type Slice } from '../state/heights.ts';
import type { Timeline } from '../state/timeline.ts';
import { lang, plural, t } from '../texts/texts.ts';
import { useChat, useSignal } from './hooks.ts';
import { Icon } from './icons.tsx';
import { MessageMenu } from './messageMenu.tsx';
import { rowKey, RowView, type Row } from './messageRow.tsx';
import { roomText } from './rowTexts.ts';
import { dialog, focusComposer, searchText, pane } from './ui.ts';

/** Pixels drawn beyond both edges of the window. */
const Overscan = 800;
/** Pixels to the oldest row read, from which on older ones are asked for. */
const ReadAhead = 2_000;
const Guess = 58;
const AtEnd = 24;

/** A row that stays where it is seen: `delta` is how far its lower edge stands above the lower edge of the window. */
interface Anchor { key: string; delta: number }

/**
 * The rows of a conversation, of which only those in view are in the page. The scroller lays its content out
 * from below, so that older rows and better measures above the window move nothing that is seen.
 */
export function MessageList({ conversation }: { conversation: Conversation }): JSX.Element {
  const chat = useChat();
  const version = useSignal(conversation.version);
  const outbox = useSignal(chat.outboxVersion);
  const people = useSignal(chat.people.version);
  useSignal(chat.link);
  const place = useSignal(conversation.goTo);
  const found = useSignal(searchText);
  const beside = useSignal(pane);
  const [, redraw] = useReducer<number, void>(n => n + 1, 0);
  const [flash, setFlash] = useState<number | null>(null);
  const [menu, setMenu] = useState<{ message: MsgEntry; at: DOMRect } | null>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useRef<HTMLDivElement>(null);
  const kept = useRef<{ stamp: string; rows: Map<string, { row: Row; before: Row | undefined; index: number; element: JSX.Element }> }>({ stamp: '', rows: new Map() });
  const list = useRef<{ timeline: Timeline; heights: Heights; prepended: number; drawn: Slice; anchor: Anchor | null } | null>(null);

  const timeline = conversation.shown;
  const pending = conversation.context === null ? chat.pendingOf(conversation) : [];
  const count = timeline.items.length + pending.length;
  const rowAt = (index: number): Row | undefined =>
    index < timeline.items.length ? timeline.items[index] : pending[index - timeline.items.length] && { t: 'pending', item: pending[index - timeline.items.length]! };

  if (list.current?.timeline !== timeline) {
    const isFirst = list.current === null;
    list.current = { timeline, heights: new Heights(Guess), prepended: timeline.prepended, drawn: { first: 0, last: 0, before: 0, behind: 0 }, anchor: list.current?.anchor ?? null };
    const { newAfter } = conversation;
    if (isFirst && newAfter !== null && newAfter >= timeline.from - 1 && conversation.unread.count > 0)
      queueMicrotask(() => { conversation.goTo.value = { position: newAfter + 1, at: 'top' }; });
  }
  const state = list.current;
  if (timeline.prepended !== state.prepended) {
    state.heights.prepend(timeline.prepended - state.prepended);
    state.prepended = timeline.prepended;
  }
  if (count !== state.heights.length)
    state.heights.append(count - state.heights.length);

  const indexOf = (key: string): number => {
    if (key.startsWith('p')) {
      const index = timeline.indexOf(Number(key.slice(1)));
      const row = timeline.items[index];
      return row !== undefined && rowKey(row) === key ? index : -1;
    }
    for (let i = count - 1; i >= Math.max(0, count - 400); i--)
      if (rowKey(rowAt(i)!) === key)
        return i;
    return -1;
  };

  /** Where the window should stand, by the row that must not move. */
  const wantedFromBottom = (): number => {
    const element = scroller.current!;
    if (state.anchor === null)
      return 0;
    const index = indexOf(state.anchor.key);
    if (index < 0)
      return Math.max(0, -element.scrollTop);
    const below = state.heights.total - state.heights.offset(index + 1);
    return Math.max(0, Math.min(below - state.anchor.delta, Math.max(0, state.heights.total - element.clientHeight)));
  };

  const fromBottom = scroller.current === null ? 0 : wantedFromBottom();
  state.drawn = slice(state.heights, fromBottom, scroller.current?.clientHeight ?? 900, Overscan);

  const readMore = (): void => {
    const element = scroller.current!;
    const above = state.heights.total - element.clientHeight + element.scrollTop;
    if (above < ReadAhead)
      void chat.loadOlder(conversation);
    if (conversation.context !== null && -element.scrollTop < ReadAhead)
      void chat.loadNewer(conversation);
  };

  const settle = (): void => {
    const element = scroller.current!;
    for (const child of rows.current!.children) {
      const index = Number((child as HTMLElement).dataset['index']);
      const height = child.getBoundingClientRect().height;
      if (height > 0 && (height !== state.heights.height(index) || !state.heights.isMeasured(index)))
        state.heights.measure(index, height);
    }
    const wanted = wantedFromBottom();
    if (Math.abs(wanted + element.scrollTop) > 0.5)
      element.scrollTop = -wanted;
    const needed = slice(state.heights, wanted, element.clientHeight, Overscan / 2);
    if (needed.first < state.drawn.first || needed.last > state.drawn.last)
      redraw();
    const atEnd = wanted <= AtEnd && conversation.context === null;
    if (atEnd !== conversation.atEnd) {
      conversation.atEnd = atEnd;
      redraw();
    }
    if (atEnd)
      chat.seen(conversation);
  };

  useLayoutEffect(settle);
  useEffect(readMore);

  // A picture that came, another width: what is seen stays.
  useLayoutEffect(() => {
    const observer = new ResizeObserver(() => settleNow.current());
    observer.observe(scroller.current!);
    observer.observe(rows.current!);
    return () => observer.disconnect();
  }, []);
  const settleNow = useRef(settle);
  settleNow.current = settle;

  useLayoutEffect(() => {
    if (place === null)
      return;
    conversation.goTo.value = null;
    if (place === 'end') {
      state.anchor = null;
      settle();
      redraw();
      return;
    }
    const index = timeline.indexOf(place.position);
    const row = rowAt(Math.max(0, index + (place.at === 'top' && (index < 0 || timeline.items[index]?.t === 'msg' && (timeline.items[index] as MsgEntry).position < place.position) ? 1 : 0)));
    if (row === undefined)
      return;
    const height = scroller.current!.clientHeight;
    state.anchor = { key: rowKey(row), delta: place.at === 'middle' ? height / 2 : height - 140 };
    if (place.at === 'middle') {
      setFlash(place.position);
      setTimeout(() => {
        setFlash(null);
      }, 2_000);
    }
    redraw();
  }, [place]);

  const onScroll = (): void => {
    const element = scroller.current!;
    const at = Math.max(0, -element.scrollTop);
    const { heights } = state;
    if (at <= 1 && conversation.context === null) {
      state.anchor = null;
    } else {
      const index = heights.at(Math.max(0, heights.total - at - 1));
      const row = rowAt(index);
      state.anchor = row === undefined ? null : { key: rowKey(row), delta: heights.total - heights.offset(index + 1) - at };
    }
    const needed = slice(heights, at, element.clientHeight, Overscan / 3);
    const atEnd = at <= AtEnd && conversation.context === null;
    if (needed.first < state.drawn.first || needed.last > state.drawn.last || atEnd !== conversation.atEnd) {
      conversation.atEnd = atEnd;
      if (atEnd)
        chat.seen(conversation);
      redraw();
    }
    readMore();
  };

  const act = (message: MsgEntry, key: string): boolean => {
    switch (key) {
      case 'r': conversation.composing.value = { replyTo: message, editing: null }; return true;
      case 'e':
        if (message.from !== chat.login)
          return false;
        conversation.composing.value = { replyTo: null, editing: message };
        return true;
      case '+': react(message); return true;
      default: return false;
    }
  };
  const react = (message: MsgEntry): void => {
    dialog.value = { kind: 'emoji', pick: emoji => chat.react(conversation, message.position, emoji) };
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey)
      return;
    const all = [...rows.current!.querySelectorAll<HTMLElement>('article')];
    const now = all.indexOf((event.target as HTMLElement).closest('article')!);
    if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      event.preventDefault();
      const next = now < 0 ? all.length - 1 : now + (event.key === 'ArrowUp' ? -1 : 1);
      if (next >= all.length)
        focusComposer();
      else
        all[Math.max(0, next)]?.focus();
      return;
    }
    const article = now < 0 ? undefined : all[now];
    const message = article?.dataset['position'] === undefined ? null : timeline.message(Number(article.dataset['position']));
    if (event.key === 'Escape' && article !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      focusComposer();
    } else if (event.key === 'Enter' && message !== null && event.target === article) {
      event.preventDefault();
      setMenu({ message, at: article!.getBoundingClientRect() });
    } else if (message !== null && event.target === article && act(message, event.key)) {
      event.preventDefault();
    }
  };

  const stamp = `${version} ${outbox} ${found} ${flash} ${beside} ${lang.value} ${conversation.newAfter} ${people}`;
  if (kept.current.stamp !== stamp)
    kept.current = { stamp, rows: new Map() };
  const rowsNow: typeof kept.current.rows = new Map();
  const drawn: JSX.Element[] = [];
  const context = { chat, conversation, found: beside === 'search' ? found : '', flash, onMenu: (message: MsgEntry, at: DOMRect) => setMenu({ message, at }), onReact: react };
  for (let i = state.drawn.first; i < state.drawn.last; i++) {
    const row = rowAt(i)!;
    const before = rowAt(i - 1);
    const key = rowKey(row);
    // Scrolling alone changes no row, and a row that is the same object is not compared again.
    const known = kept.current.rows.get(key);
    const element = known?.row === row && known.before === before && known.index === i ? known.element
      : <div key={key} class="row" data-index={i}><RowView row={row} before={before} context={context} /></div>;
    rowsNow.set(key, { row, before, index: i, element });
    drawn.push(element);
  }
  kept.current.rows = rowsNow;
  const isStart = timeline.from <= conversation.first || (timeline === conversation.live && conversation.reachedStart);
  const showsJump = !conversation.atEnd && count > 0;
  const { unread } = conversation;

  return (
    <div class="list">
      <div ref={scroller} class="scroller" role="log" aria-live="off" aria-label={t('messages')} tabIndex={0} onScroll={onScroll} onKeyDown={onKeyDown}>
        <div class="rows-frame">
          <div class="space" style={{ height: `${state.drawn.before}px` }} />
          {state.drawn.first === 0 && count > 0 && !isStart && <span class="loading-older" aria-hidden="true" />}
          <div ref={rows} class="rows">{drawn}</div>
          <div class="space" style={{ height: `${state.drawn.behind}px` }} />
        </div>
      </div>
      {count === 0 && <div class="list-empty">
        {conversation.isLoaded && conversation.reachedStart
          ? <p>{conversation.kind === 'room' ? t('empty.room', { room: roomText(conversation.name) }) : t('empty.private', { login: conversation.name })}</p>
          : conversation.kind === 'private' && conversation.isLoaded ? <p>{t('empty.private', { login: conversation.name })}</p>
          : <Skeleton />}
      </div>}
      {showsJump && (
        <button type="button" class="jump" onClick={() => { chat.jumpToEnd(conversation); focusComposer(); }}
          aria-label={unread.count > 0 ? plural('unread.below', unread.count) : t('jump.end')}>
          <Icon name="down" />{unread.count > 0 && <span>{plural('unread.below', unread.count)}</span>}
        </button>
      )}
      {menu !== null && <MessageMenu conversation={conversation} message={menu.message} at={menu.at} onClose={() => setMenu(null)} onReact={react} />}
    </div>
  );
}

/** The shape of what is to come, so that nothing jumps when it does. */
function Skeleton(): JSX.Element {
  return (
    <div class="skeleton" aria-label={t('loading')} role="status">
      {[68, 42, 55, 80, 36].map(width => <div key={width}><i /><b class={`w${width}`} /></div>)}
    </div>
  );
}
