import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { run } from '../commands/run.ts';
import { go, pages } from '../routes.ts';
import type { Conversation } from '../state/conversation.ts';
import { badge } from '../state/unread.ts';
import { shortText } from '../texts/dates.ts';
import { plural, t } from '../texts/texts.ts';
import { useChat, useSignal } from './hooks.ts';
import { Icon } from './icons.tsx';
import { Avatar, IconButton } from './parts.tsx';
import { previewText, roomText } from './rowTexts.ts';
import { closeDialog, Menu } from './sheet.tsx';
import { endSession } from './session.ts';
import { write } from '../storage/local.ts';
import { asksProfile, dialog } from './ui.ts';

export function Sidebar(): JSX.Element {
  const chat = useChat();
  const list = useSignal(chat.list);
  const open = useSignal(chat.open);
  useSignal(chat.people.version);
  const rooms = list.filter(c => c.kind === 'room');
  const privates = list.filter(c => c.kind === 'private');
  return (
    <nav class="sidebar" aria-label={t('conversations')}>
      <header class="sidebar-head">
        <h1>{chat.server.value?.server ?? 'Parley'}</h1>
        <IconButton icon="search" label={t('palette')} keys="Ctrl K" onClick={() => { dialog.value = { kind: 'palette', text: '' }; }} />
      </header>
      <div class="sidebar-lists">
        <section aria-label={t('rooms')}>
          <div class="section-head">
            <h2>{t('rooms')}</h2>
            <IconButton icon="plus" label={t('rooms.browse')} onClick={() => { dialog.value = { kind: 'rooms' }; }} />
          </div>
          <ul>{rooms.map(c => <Entry key={c.key} conversation={c} isOpen={c === open} />)}</ul>
        </section>
        <section aria-label={t('privates')}>
          <div class="section-head">
            <h2>{t('privates')}</h2>
            <IconButton icon="plus" label={t('private.new')} onClick={() => { dialog.value = { kind: 'people' }; }} />
          </div>
          {privates.length === 0
            ? <p class="hint sidebar-hint">{t('privates.none')}</p>
            : <ul>{privates.map(c => <Entry key={c.key} conversation={c} isOpen={c === open} />)}</ul>}
        </section>
      </div>
      <AskProfile />
      <Own />
    </nav>
  );
}

function Entry({ conversation, isOpen }: { conversation: Conversation; isOpen: boolean }): JSX.Element {
  const chat = useChat();
  useSignal(conversation.version);
  const { unread, last } = conversation;
  const isRoom = conversation.kind === 'room';
  const state = isRoom ? undefined : chat.people.state(conversation.name);
  const typing = conversation.typing.who(chat.now);
  return (
    <li>
      <button type="button" class={`entry${isOpen ? ' open' : ''}${unread.count > 0 ? ' unread' : ''}`} aria-current={isOpen ? 'page' : undefined} onClick={() => chat.show(conversation)}>
        {isRoom ? <span class="room-sign"><Icon name="hash" /></span> : <Avatar name={conversation.name} {...(state === undefined ? {} : { state })} />}
        <span class="entry-text">
          <span class="entry-name"><span>{isRoom ? roomText(conversation.name) : conversation.name}</span>{last !== null && <time>{shortText(new Date(last.time), new Date(chat.now))}</time>}</span>
          <span class="entry-preview">
            <span>{typing.length > 0 ? <em>{typingText(typing)}</em>
              : last === null ? (isRoom && conversation.topic !== '' ? conversation.topic : ' ')
              : `${isRoom || last.from === chat.login ? `${last.from === chat.login ? t('you') : last.from}: ` : ''}${previewText(conversation.live.textOf(last)).slice(0, 80)}`}</span>
            {unread.count > 0 && (
              <span class={`badge${unread.mentions > 0 ? ' mention' : ''}`}>
                <span aria-hidden="true">{unread.mentions > 0 && isRoom ? '@' : ''}{badge(unread)}</span>
                <span class="hidden">{plural('unread', unread.count)}{unread.mentions > 0 ? `, ${plural('mentions', unread.mentions)}` : ''}</span>
              </span>
            )}
          </span>
        </span>
      </button>
    </li>
  );
}

export function typingText(names: readonly string[]): string {
  return names.length === 1 ? t('typing.one', { name: names[0]! })
    : names.length === 2 ? t('typing.two', { a: names[0]!, b: names[1]! })
    : t('typing.many');
}

/** Asked once in this browser; the menu has it for ever. */
function AskProfile(): JSX.Element | null {
  const chat = useChat();
  if (!useSignal(asksProfile))
    return null;
  const done = (): void => {
    write(`of.${chat.login}.profile-asked`, 'yes');
    asksProfile.value = false;
  };
  return (
    <div class="ask-profile">
      <p>{t('profile.incomplete')}</p>
      <div>
        <button type="button" class="text" onClick={() => { done(); dialog.value = { kind: 'settings', part: 'profile' }; }}>{t('profile.complete')}</button>
        <button type="button" class="text" onClick={done}>{t('later')}</button>
      </div>
    </div>
  );
}

/** Oneself: presence and the menu of all that is one's own. */
function Own(): JSX.Element {
  const chat = useChat();
  const link = useSignal(chat.link);
  const away = useSignal(chat.away);
  const [at, setAt] = useState<DOMRect | null>(null);
  const role = chat.me.value?.role ?? 'user';
  const settings = (part: 'profile' | 'look' | 'sessions' | 'account') => (): void => { dialog.value = { kind: 'settings', part }; };
  return (
    <footer class="self">
      <button type="button" class="own-button" aria-haspopup="menu" onClick={event => setAt(event.currentTarget.getBoundingClientRect())}>
        <Avatar name={chat.login} state={link.state !== 'ready' ? 'offline' : away === null ? 'active' : 'away'} />
        <span class="entry-text">
          <span class="entry-name"><span>{chat.login}</span></span>
          <span class="entry-preview"><span>{link.state !== 'ready' ? t('link.off') : away ?? t('presence.active')}</span></span>
        </span>
        <Icon name="settings" />
      </button>
      {at !== null && (
        <Menu at={at} label={t('own.menu')} onClose={() => setAt(null)} items={[
          { icon: 'person', label: t('profile'), act: settings('profile') },
          away === null
            ? { icon: 'away', label: t('away.set'), act: () => { dialog.value = { kind: 'ask', title: t('away.set'), label: t('away.text'), value: t('away.default'), action: t('away.set'), act: async text => { if (await run(chat, { do: 'away', text: text || t('away.default') })) closeDialog(); } }; } }
            : { icon: 'check', label: t('away.end'), act: () => void run(chat, { do: 'away', text: null }) },
          { icon: 'sun', label: t('settings.look'), act: settings('look') },
          { icon: 'key', label: t('settings.sessions'), act: settings('sessions') },
          { icon: 'shield', label: t('settings.account'), act: settings('account') },
          ...pages.filter(p => p.role === undefined || p.role === role || role === 'administrator').map(page => ({ icon: 'settings' as const, label: t(page.title), act: () => go({ at: 'page', page }) })),
          { icon: 'check', label: t('read.all'), act: () => chat.markAllRead() },
          { icon: 'help', label: t('help'), keys: '?', act: () => { dialog.value = { kind: 'help' }; } },
          { icon: 'leave', label: t('log-out'), act: () => void endSession() },
        ]} />
      )}
    </footer>
  );
}

