import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { run } from '../../commands/run.ts';
import { Refusal, type UserInfo, type UsersPage } from '../../protocol/frames.ts';
import type { Conversation } from '../../state/conversation.ts';
import { foldLoose } from '../../state/fold.ts';
import { byPresence } from '../../state/people.ts';
import { t } from '../../texts/texts.ts';
import { useChat } from '../hooks.ts';
import { PersonRow } from '../peoplePane.tsx';
import { closeDialog, Sheet } from '../sheet.tsx';
import { wordsOf } from '../ui.ts';

const MostRows = 200;

/** Everybody, to write to one. */
export function PeopleDialog(): JSX.Element {
  const chat = useChat();
  return <Pick title={t('people')} pick={login => { closeDialog(); chat.showPrivate(login); }} />;
}

export function InviteDialog({ conversation }: { conversation: Conversation }): JSX.Element {
  const chat = useChat();
  return <Pick title={t('invite.to', { room: conversation.name })} isLeftOut={login => conversation.members?.has(login) === true}
    pick={login => { void run(chat, { do: 'invite', login }).then(done => { if (done) closeDialog(); }); }} />;
}

function Pick({ title, pick, isLeftOut }: { title: string; pick: (login: string) => void; isLeftOut?: (login: string) => boolean }): JSX.Element {
  const chat = useChat();
  const [people, setPeople] = useState<UserInfo[] | null>(null);
  const [counts, setCounts] = useState<{ online: number; registered: number } | null>(null);
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<string | null>(null);

  const load = async (scope: 'all' | 'online'): Promise<void> => {
    const all: UserInfo[] = [];
    let after: string | undefined;
    do {
      const page: UsersPage = await chat.request({ t: 'users', scope, limit: 1000, ...(after === undefined ? {} : { after }) });
      all.push(...page.users);
      setCounts(page);
      after = page.next;
    } while (after !== undefined && all.length < 5_000);
    chat.people.putAll(all, false);
    setPeople(all.filter(p => p.login !== chat.login).sort(byPresence));
  };
  useEffect(() => {
    // Some servers show all accounts to their moderators only.
    load('all').catch((failure: unknown) => failure instanceof Refusal ? load('online') : Promise.reject(failure)).catch((failure: unknown) => setError(wordsOf(failure)));
  }, []);

  const wanted = foldLoose(typed.trim());
  const shown = (people ?? []).filter(p => foldLoose(p.login).includes(wanted) && isLeftOut?.(p.login) !== true);
  return (
    <Sheet title={title}>
      <form class="row-form" onSubmit={event => { event.preventDefault(); if (typed.trim() !== '') pick(shown.length === 1 ? shown[0]!.login : typed.trim()); }}>
        <input type="search" aria-label={t('people.find')} placeholder={t('people.find')} autocapitalize="none" onInput={event => setTyped(event.currentTarget.value)} autofocus />
      </form>
      {error !== null && <p class="banner error" role="alert">{error}</p>}
      {counts !== null && <p class="hint">{t('people.counts', counts)}</p>}
      <ul class="cards">{shown.slice(0, MostRows).map(p => <PersonRow key={p.login} person={p} onPick={() => pick(p.login)} />)}</ul>
    </Sheet>
  );
}
