import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { run } from '../commands/run.ts';
import { go } from '../routes.ts';
import type { Conversation } from '../state/conversation.ts';
import { plural, t } from '../texts/texts.ts';
import { Composer } from './composer.tsx';
import { phone, useChat, useMedia, useSignal } from './hooks.ts';
import { Icon } from './icons.tsx';
import { copy } from './messageMenu.tsx';
import { MessageList } from './messageList.tsx';
import { Avatar, IconButton } from './parts.tsx';
import { roomText } from './rowTexts.ts';
import { closeDialog, Menu, type MenuItem } from './sheet.tsx';
import { typingText } from './sidebar.tsx';
import { dialog, pane, toast, wordsOf } from './ui.ts';

export function ConversationPane({ conversation }: { conversation: Conversation }): JSX.Element {
  return (
    <>
      <Head conversation={conversation} />
      <LinkBanner />
      <MessageList conversation={conversation} />
      <TypingLine conversation={conversation} />
      <Composer conversation={conversation} />
    </>
  );
}

function Head({ conversation }: { conversation: Conversation }): JSX.Element {
  const chat = useChat();
  useSignal(conversation.version);
  useSignal(chat.people.version);
  const beside = useSignal(pane);
  const isPhone = useMedia(phone);
  const [at, setAt] = useState<DOMRect | null>(null);
  const isRoom = conversation.kind === 'room';
  const Title = isPhone ? 'h1' : 'h2'; // alone on the page, or beside the list's
  const person = isRoom ? undefined : chat.people.get(conversation.name);
  const state = isRoom ? undefined : person?.state ?? 'offline';
  const under = isRoom
    ? conversation.topic !== '' ? conversation.topic : conversation.people === 0 ? '\u00a0' : plural('people.count', conversation.people)
    : person?.away ?? t(`presence.${state!}`);
  return (
    <header class="main-head">
      {isPhone && <IconButton icon="back" label={t('back')} onClick={() => go({ at: 'list' })} />}
      {!isRoom && <Avatar name={conversation.name} {...(state === undefined ? {} : { state })} />}
      <div class="main-title">
        <Title>{isRoom && <Icon name="hash" />}<span>{isRoom ? roomText(conversation.name) : conversation.name}</span></Title>
        {isRoom
          ? <button type="button" class="bare under" title={`${conversation.topic}\n${t('topic.change')}`.trim()} onClick={() => askTopic(conversation)}>{under}</button>
          : <span class="under">{under}</span>}
      </div>
      <IconButton icon="search" label={t('search')} keys="Ctrl ⇧ F" pressed={beside === 'search'} onClick={() => { pane.value = beside === 'search' ? null : 'search'; }} />
      {isRoom && (
        <button type="button" class="icon-button people-button" aria-label={plural('people.count', conversation.people)} title={t('people')} aria-pressed={beside === 'people'} onClick={() => { pane.value = beside === 'people' ? null : 'people'; }}>
          <Icon name="people" /><span aria-hidden="true">{conversation.people === 0 ? '' : conversation.people}</span>
        </button>
      )}
      <IconButton icon="more" label={isRoom ? t('room.menu') : t('private.menu')} onClick={event => setAt((event.currentTarget as HTMLElement).getBoundingClientRect())} />
      {at !== null && <Menu at={at} label={isRoom ? t('room.menu') : t('private.menu')} onClose={() => setAt(null)} items={isRoom ? roomItems() : privateItems()} />}
    </header>
  );

  function askTopic(room: Conversation): void {
    dialog.value = {
      kind: 'ask', title: t('topic.change'), label: t('topic'), value: room.topic, action: t('save'),
      act: async text => { if (await run(chat, { do: 'topic', text: text.trim() })) closeDialog(); },
    };
  }

  function roomItems(): (MenuItem | null)[] {
    const { name } = conversation;
    const owns = conversation.owner === chat.login || chat.me.value?.role === 'administrator';
    return [
      { icon: 'edit', label: t('topic.change'), act: () => askTopic(conversation) },
      { icon: 'person', label: t('invite'), act: () => { dialog.value = { kind: 'invite', conversation }; } },
      { icon: 'shield', label: t('room.rules'), act: () => { dialog.value = { kind: 'room', conversation }; } },
      { icon: 'link', label: t('room.link'), act: () => void copy(location.href) },
      owns && !conversation.isKept && !conversation.isDefault ? { icon: 'pin', label: t('room.keep'), act: () => void run(chat, { do: 'keep', room: name }) } : null,
      conversation.isDefault ? null : { icon: 'leave', label: t('room.leave'), act: () => void chat.leave(conversation).catch(error => toast(wordsOf(error), { isError: true })) },
      owns && !conversation.isDefault ? {
        icon: 'trash', label: t('room.delete'), isDanger: true, act: () => {
          dialog.value = { kind: 'ask', title: t('room.delete.title', { room: name }), text: t('room.delete.text'), action: t('room.delete'), isDanger: true, act: async () => { if (await run(chat, { do: 'delete', room: name })) closeDialog(); } };
        },
      } : null,
    ];
  }

  function privateItems(): (MenuItem | null)[] {
    const login = conversation.name;
    return [
      { icon: 'info', label: t('profile.of', { login }), act: () => { dialog.value = { kind: 'person', login }; } },
      { icon: 'search', label: t('search'), act: () => { pane.value = 'search'; } },
    ];
  }
}

function TypingLine({ conversation }: { conversation: Conversation }): JSX.Element {
  const chat = useChat();
  useSignal(conversation.version);
  const names = conversation.typing.who(chat.now);
  return <div class="typing" role="status">{names.length > 0 && <><i class="dots" aria-hidden="true"><b /><b /><b /></i>{typingText(names)}</>}</div>;
}

/** There is no link: since when it matters little, what happens to one's words much. */
function LinkBanner(): JSX.Element | null {
  const chat = useChat();
  const link = useSignal(chat.link);
  const [shows, setShows] = useState(false);
  const isOff = link.state !== 'ready';
  // A link that comes back at once is not worth a word.
  useEffect(() => {
    if (!isOff) {
      setShows(false);
      return;
    }
    const timer = setTimeout(() => setShows(true), 1_200);
    return () => clearTimeout(timer);
  }, [isOff]);
  if (!shows || !isOff)
    return null;
  return (
    <div class="link-banner" role="status">
      <Icon name="warning" />
      <span>{link.state === 'stopped' ? t('link.stopped') : link.state === 'connecting' ? t('link.connecting') : t('link.waiting')}</span>
      {link.state === 'waiting' && <button type="button" class="text" onClick={() => chat.connection.retryNow()}>{t('link.now')}</button>}
      {link.state === 'stopped' && <button type="button" class="text" onClick={() => chat.connection.start()}>{t('retry')}</button>}
    </div>
  );
}
