import { Fragment, type JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { LogEntry, MsgEntry } from '../protocol/frames.ts';
import type { Conversation } from '../state/conversation.ts';
import { sameName } from '../state/fold.ts';
import { excerpt } from '../state/highlight.ts';
import { dateText } from '../texts/dates.ts';
import { plural, t } from '../texts/texts.ts';
import { useChat, useMedia, useSignal, wide } from './hooks.ts';
import { Avatar, Empty, IconButton, Name } from './parts.tsx';
import { previewText } from './rowTexts.ts';
import { pane, searchText, toast, wordsOf } from './ui.ts';

interface Found { entries: MsgEntry[]; next: number | undefined; complete: boolean }

/** Milliseconds without a key before the server is asked. */
const Pause = 250;

export function SearchPane({ conversation }: { conversation: Conversation }): JSX.Element {
  const chat = useChat();
  const query = useSignal(searchText);
  const isWide = useMedia(wide);
  const [everywhere, setEverywhere] = useState(false);
  const [found, setFound] = useState<Found | null>(null);
  const [error, setError] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);

  useLayoutEffect(() => { input.current?.focus(); input.current?.select(); }, []);
  useEffect(() => {
    if (query.trim() === '') {
      setFound(null);
      return;
    }
    let isCurrent = true;
    const timer = setTimeout(() => {
      chat.search(query.slice(0, 200), everywhere ? null : conversation.target).then(
        results => { if (isCurrent) { setFound({ entries: messages(results.entries), next: results.next, complete: results.complete }); setError(null); } },
        (failure: unknown) => { if (isCurrent) setError(wordsOf(failure)); });
    }, Pause);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [query, everywhere, conversation]);

  const more = async (): Promise<void> => {
    if (found?.next === undefined)
      return;
    try {
      const results = await chat.search(query.slice(0, 200), everywhere ? null : conversation.target, found.next);
      setFound({ entries: [...found.entries, ...messages(results.entries)], next: results.next, complete: results.complete });
    } catch (failure) {
      toast(wordsOf(failure), { isError: true });
    }
  };

  const show = async (entry: MsgEntry): Promise<void> => {
    try {
      const target = entry.room !== undefined
        ? chat.find('room', entry.room) ?? await chat.enter(entry.room)
        : chat.showPrivate(sameName(entry.from, chat.login) ? entry.to! : entry.from);
      await chat.jump(target, entry.position);
      if (!isWide)
        pane.value = null;
    } catch (failure) {
      toast(wordsOf(failure), { isError: true });
    }
  };

  return (
    <aside class="side" aria-label={t('search')}>
      <header class="main-head">
        <div class="main-title"><h2>{t('search')}</h2></div>
        <IconButton icon="close" label={t('close')} keys="Esc" onClick={() => { pane.value = null; }} />
      </header>
      <form class="side-field" role="search" onSubmit={event => event.preventDefault()}>
        <input ref={input} type="search" value={query} maxLength={200} aria-label={t('search.words')} placeholder={t('search.words')} onInput={event => { searchText.value = event.currentTarget.value; }} />
        <div class="segments" role="group" aria-label={t('search.where')}>
          <button type="button" aria-pressed={!everywhere} onClick={() => setEverywhere(false)}>{t('search.here')}</button>
          <button type="button" aria-pressed={everywhere} onClick={() => setEverywhere(true)}>{t('search.everywhere')}</button>
        </div>
      </form>
      <div class="results" role="region" aria-label={t('results')} aria-live="polite">
        {error !== null && <p class="banner error" role="alert">{error}</p>}
        {found === null && error === null && <Empty icon="search">{t('search.hint')}</Empty>}
        {found !== null && found.entries.length === 0 && <Empty icon="search">{t('search.none')}</Empty>}
        {found !== null && found.entries.length > 0 && <p class="hint side-hint">{plural('search.count', found.entries.length)}{found.complete ? '' : ` · ${t('search.incomplete')}`}</p>}
        <ul>
          {found?.entries.map(entry => (
            <li key={`${entry.conversation}:${entry.position}`}>
              <button type="button" class="result" onClick={() => void show(entry)}>
                <Avatar name={entry.from} small />
                <span class="entry-text">
                  <span class="entry-name"><Name name={entry.from} /><time>{dateText(new Date(entry.time))}</time></span>
                  {everywhere && <span class="hint">{entry.room !== undefined ? `# ${entry.room}` : t('private')}</span>}
                  <span class="result-text">{excerpt(previewText(entry.text), query).map((piece, i) => piece.hit ? <mark key={i}>{piece.text}</mark> : <Fragment key={i}>{piece.text}</Fragment>)}</span>
                </span>
              </button>
            </li>
          ))}
        </ul>
        {found?.next !== undefined && <button type="button" class="secondary more" onClick={() => void more()}>{t('more.load')}</button>}
      </div>
    </aside>
  );
}

function messages(entries: readonly LogEntry[]): MsgEntry[] {
  return entries.flatMap((e): MsgEntry[] => e.t === 'msg' ? [e] : e.t === 'edit' ? [{ ...e, t: 'msg', position: e.target }] : []);
}
