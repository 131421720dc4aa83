import type { JSX } from 'preact';
import { run } from '../../commands/run.ts';
import type { Action } from '../../commands/parse.ts';
import { rules, rulesFully } from '../../commands/rules.ts';
import type { Profile } from '../../protocol/frames.ts';
import { dateText } from '../../texts/dates.ts';
import { t } from '../../texts/texts.ts';
import { useAnswer, useChat, useSignal } from '../hooks.ts';
import { Icon } from '../icons.tsx';
import { Avatar } from '../parts.tsx';
import { closeDialog, Sheet } from '../sheet.tsx';
import { ruleName } from '../rowTexts.ts';
import { dialog, focusComposer } from '../ui.ts';

/** Somebody: what all may know, and what may be done in the room that is open. */
export function PersonDialog({ login }: { login: string }): JSX.Element {
  const chat = useChat();
  const room = useSignal(chat.open);
  useSignal(chat.people.version);
  const { value: profile, error } = useAnswer(() => chat.request<Profile>({ t: 'profile', login }), login);
  const person = chat.people.get(login);
  const isMe = login === chat.login;
  const name = [profile?.givenNames, profile?.surnames].filter(Boolean).join(' ');
  const role = chat.me.value?.role ?? 'user';
  const own = room?.ranks.get(chat.login);
  const owns = room?.owner === chat.login || role !== 'user';
  const isRoom = room?.kind === 'room' && !isMe;
  const mayPut = isRoom && (owns || rules(own));
  const mayRank = isRoom && (owns || rulesFully(own));
  const rank = room?.ranks.get(login);
  const isIn = room?.members?.has(login) === true;
  const act = (action: Action) => () => { void run(chat, action).then(done => { if (done) closeDialog(); }); };
  const rankButton = (rule: string): JSX.Element => {
    const has = rank === rule;
    return <button type="button" class="secondary" aria-pressed={has} onClick={act({ do: 'rule', rule, on: !has, value: login })}>{has ? t('rank.take', { rank: ruleName(rule) }) : t('rank.give', { rank: ruleName(rule) })}</button>;
  };
  return (
    <Sheet title={login} size="small">
      <div class="person-head">
        <Avatar name={login} state={person?.state ?? 'offline'} />
        <div>
          <strong>{name === '' ? login : name}</strong>
          <span class="hint">{person?.away !== undefined ? t('presence.away.text', { text: person.away }) : t(`presence.${person?.state ?? 'offline'}`)}{person?.guest === true ? ` · ${t('guest')}` : ''}{profile !== null && profile.role !== 'user' ? ` · ${t(`role.${profile.role}`)}` : ''}</span>
          {profile !== null && <span class="hint">{t('member.since', { date: dateText(new Date(profile.created)) })}</span>}
          {error !== null && person?.guest !== true && <span class="hint">{error}</span>}
        </div>
      </div>
      {!isMe && (
        <div class="stack">
          <button type="button" class="primary" onClick={() => { closeDialog(); chat.showPrivate(login); }}><Icon name="send" />{t('private.write')}</button>
          {room?.kind === 'room' && <button type="button" class="secondary" onClick={() => { closeDialog(); dispatchEvent(new CustomEvent('parley-insert', { detail: `@${login} ` })); focusComposer(); }}>{t('mention')}</button>}
        </div>
      )}
      {isMe && <div class="stack"><button type="button" class="primary" onClick={() => { dialog.value = { kind: 'settings', part: 'profile' }; }}>{t('profile.edit')}</button></div>}
      {(mayPut || mayRank) && (
        <section class="moderation">
          <h3>{t('moderation', { room: room!.name })}</h3>
          <div class="grid">
            {mayPut && isIn && rankButton('voice')}
            {mayRank && isIn && rankButton('half-operator')}
            {mayRank && isIn && rankButton('operator')}
            {mayPut && !isIn && <button type="button" class="secondary" onClick={act({ do: 'invite', login })}>{t('invite')}</button>}
            {mayPut && <button type="button" class="secondary" onClick={act({ do: 'rule', rule: 'mute', on: true, value: login })}>{t('mute')}</button>}
            {mayPut && <button type="button" class="secondary" onClick={act({ do: 'rule', rule: 'mute', on: false, value: login })}>{t('unmute')}</button>}
            {mayPut && isIn && <button type="button" class="danger" onClick={() => { dialog.value = { kind: 'ask', title: t('kick.title', { login, room: room!.name }), label: t('reason'), action: t('kick'), isDanger: true, act: async reason => { await run(chat, { do: 'kick', login, reason: reason === '' ? null : reason }); } }; }}>{t('kick')}</button>}
            {mayPut && <button type="button" class="danger" onClick={() => { dialog.value = { kind: 'ask', title: t('ban.title', { login, room: room!.name }), text: t('ban.text'), action: t('ban'), isDanger: true, act: async () => { if (await run(chat, { do: 'rule', rule: 'ban', on: true, value: login }) && isIn) await run(chat, { do: 'kick', login, reason: null }); } }; }}>{t('ban')}</button>}
          </div>
        </section>
      )}
    </Sheet>
  );
}
