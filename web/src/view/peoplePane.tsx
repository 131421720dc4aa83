import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { rules } from '../commands/rules.ts';
import type { UserInfo } from '../protocol/frames.ts';
import type { Conversation } from '../state/conversation.ts';
import { foldLoose } from '../state/fold.ts';
import { byPresence } from '../state/people.ts';
import { plural, t } from '../texts/texts.ts';
import { useChat, useSignal } from './hooks.ts';
import { Avatar, IconButton } from './parts.tsx';
import { ruleName } from './rowTexts.ts';
import { dialog, pane } from './ui.ts';

/** Rows drawn at a time; a field finds the others. */
const MostRows = 300;

export function PeoplePane({ conversation }: { conversation: Conversation }): JSX.Element {
  const chat = useChat();
  useSignal(conversation.version);
  useSignal(chat.people.version);
  const [typed, setTyped] = useState('');
  useEffect(() => { void chat.loadMembers(conversation); }, [conversation]);
  const members = conversation.kind === 'private'
    ? [chat.login, conversation.name].map(login => chat.people.get(login) ?? { login, state: 'offline' as const })
    : [...conversation.members?.values() ?? []].map(m => chat.people.get(m.login) ?? m);
  const wanted = foldLoose(typed);
  const found = members.filter(m => foldLoose(m.login).includes(wanted)).sort(byPresence);
  return (
    <aside class="side" aria-label={t('people')}>
      <header class="main-head">
        <div class="main-title"><h2>{t('people')}</h2><span class="under">{plural('people.count', members.length)}</span></div>
        <IconButton icon="close" label={t('close')} keys="Esc" onClick={() => { pane.value = null; }} />
      </header>
      {members.length > 12 && <div class="side-field"><input type="search" aria-label={t('people.find')} placeholder={t('people.find')} onInput={event => setTyped(event.currentTarget.value)} /></div>}
      <ul class="people">
        {found.slice(0, MostRows).map(person => <PersonRow key={person.login} person={person} rank={conversation.ranks.get(person.login)} isOwner={conversation.owner === person.login} />)}
      </ul>
      {found.length > MostRows && <p class="hint side-hint">{t('people.more', { n: found.length - MostRows })}</p>}
    </aside>
  );
}

export function PersonRow({ person, rank, isOwner, onPick }: { person: UserInfo; rank?: string | undefined; isOwner?: boolean; onPick?: () => void }): JSX.Element {
  const chat = useChat();
  const badge = isOwner === true ? ruleName('owner') : rank !== undefined && (rules(rank) || rank === 'voice') ? ruleName(rank) : null;
  return (
    <li>
      <button type="button" class="entry" onClick={onPick ?? (() => { dialog.value = { kind: 'person', login: person.login }; })}>
        <Avatar name={person.login} state={person.state} />
        <span class="entry-text">
          <span class="entry-name"><span>{person.login}{person.login === chat.login && <span class="hint"> ({t('you.lower')})</span>}</span></span>
          <span class="entry-preview"><span>{person.state === 'away' && person.away !== undefined ? t('presence.away.text', { text: person.away }) : t(`presence.${person.state}`)}{person.guest === true ? ` · ${t('guest')}` : ''}</span></span>
        </span>
        {badge !== null && <span class="tag">{badge}</span>}
      </button>
    </li>
  );
}
