import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Profile, TokenInfo } from '../../protocol/frames.ts';
import { clientName } from '../../state/clientName.ts';
import { dateText } from '../../texts/dates.ts';
import { lang, t } from '../../texts/texts.ts';
import { useAnswer, useChat, useSignal } from '../hooks.ts';
import { Icon } from '../icons.tsx';
import { Choice, Field, Password, Switch } from '../parts.tsx';
import { chooseLang, chooseNotifications, chooseTheme, notifies, theme } from '../prefs.ts';
import { endSession, eraseAccount } from '../session.ts';
import { Sheet } from '../sheet.tsx';
import { dialog, toast, wordsOf, type SettingsPart } from '../ui.ts';

const parts: readonly SettingsPart[] = ['profile', 'look', 'sessions', 'account'];

export function SettingsDialog({ part }: { part: SettingsPart }): JSX.Element {
  return (
    <Sheet title={t('settings')}>
      <div class="segments tabs" role="group" aria-label={t('settings')}>
        {parts.map(p => <button key={p} type="button" aria-pressed={p === part} onClick={() => { dialog.value = { kind: 'settings', part: p }; }}>{t(`settings.${p}.short`)}</button>)}
      </div>
      {part === 'profile' && <ProfilePart />}
      {part === 'look' && <LookPart />}
      {part === 'sessions' && <SessionsPart />}
      {part === 'account' && <AccountPart />}
    </Sheet>
  );
}

function ProfilePart(): JSX.Element {
  const chat = useChat();
  const { value: profile, error } = useAnswer(() => chat.request<Profile>({ t: 'profile' }), chat);
  const [failure, setFailure] = useState<string | null>(null);
  const save = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string): string => String(data.get(name) ?? '').trim();
    try {
      await chat.request({
        t: 'set-profile', givenNames: text('givenNames'), surnames: text('surnames'), gender: text('gender'),
        ...(text('age') === '' ? {} : { age: Number(text('age')) }),
      });
      setFailure(null);
      toast(t('saved'));
    } catch (refusal) {
      setFailure(wordsOf(refusal));
    }
  };
  if (profile === null)
    return <p class={error === null ? 'hint' : 'banner error'}>{error ?? t('loading')}</p>;
  return (
    <form onSubmit={event => void save(event)}>
      <div class="columns">
        <Field label={t('givenNames')}><input name="givenNames" defaultValue={profile.givenNames ?? ''} maxLength={100} autocomplete="given-name" /></Field>
        <Field label={t('surnames')}><input name="surnames" defaultValue={profile.surnames ?? ''} maxLength={100} autocomplete="family-name" /></Field>
        <Field label={t('age')}><input name="age" type="number" min={1} max={150} defaultValue={profile.age === undefined ? '' : String(profile.age)} /></Field>
        <Field label={t('gender')}><input name="gender" defaultValue={profile.gender ?? ''} maxLength={100} /></Field>
      </div>
      <p class="hint">{t('profile.privacy')}</p>
      {failure !== null && <p class="banner error" role="alert">{failure}</p>}
      <div class="buttons"><button type="submit" class="primary">{t('save')}</button></div>
    </form>
  );
}

function LookPart(): JSX.Element {
  const look = useSignal(theme);
  const language = useSignal(lang);
  const told = useSignal(notifies);
  return (
    <div class="stack">
      <Choice label={t('theme')} value={look} onChange={chooseTheme} options={[['system', t('theme.system')], ['light', t('theme.light')], ['dark', t('theme.dark')]]} />
      <Choice label={t('language')} value={language} onChange={chooseLang} options={[['es', 'Español'], ['en', 'English']]} />
      <Switch label={t('notify')} hint={'Notification' in window ? t('notify.hint') : t('notify.none')} disabled={!('Notification' in window)} checked={told}
        onChange={on => void chooseNotifications(on).then(done => { if (!done) toast(t('notify.denied'), { isError: true }); })} />
    </div>
  );
}

function SessionsPart(): JSX.Element {
  const chat = useChat();
  const { value, error, reload } = useAnswer(() => chat.request<{ tokens: TokenInfo[] }>({ t: 'tokens' }), chat);
  const revoke = async (id: string): Promise<void> => {
    try {
      await chat.request({ t: 'revoke', id });
      reload();
    } catch (failure) {
      toast(wordsOf(failure), { isError: true });
    }
  };
  const others = value?.tokens.filter(s => s.current !== true) ?? [];
  return (
    <div class="stack">
      <p class="hint">{t('sessions.hint')}</p>
      {error !== null && <p class="banner error">{error}</p>}
      <ul class="cards">
        {value?.tokens.map(s => (
          <li key={s.id} class="session">
            <Icon name="key" />
            <span class="entry-text">
              <span class="entry-name"><span title={s.client}>{s.client === undefined ? t('sessions.unknown') : clientName(s.client)}</span>{s.current === true && <span class="tag">{t('sessions.this')}</span>}</span>
              <span class="entry-preview"><span>{t('sessions.used', { date: dateText(new Date(s.lastUsed)) })}</span></span>
            </span>
            {s.current !== true && <button type="button" class="text danger-text" onClick={() => void revoke(s.id)}>{t('sessions.revoke')}</button>}
          </li>
        ))}
      </ul>
      {others.length > 1 && <div class="buttons"><button type="button" class="secondary" onClick={() => void (async () => { for (const s of others) await revoke(s.id); })()}>{t('sessions.revoke-others')}</button></div>}
    </div>
  );
}

function AccountPart(): JSX.Element {
  const chat = useChat();
  const [error, setError] = useState<string | null>(null);
  const change = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const data = new FormData(form);
    try {
      await chat.request({ t: 'passwd', old: String(data.get('old')), new: String(data.get('new')) });
      setError(null);
      form.reset();
      toast(t('password.changed'));
    } catch (failure) {
      setError(wordsOf(failure));
    }
  };
  const erase = (): void => {
    dialog.value = {
      kind: 'ask', title: t('erase.title'), text: t('erase.text'), label: t('password'), isSecret: true, action: t('erase.next'), isDanger: true,
      act: password => eraseAccount(password),
    };
  };
  return (
    <div class="stack">
      <form onSubmit={event => void change(event)}>
        <h3>{t('password.change')}</h3>
        <input type="text" hidden autocomplete="username" value={chat.login} readOnly />
        <div class="columns">
          <Password label={t('password.old')} name="old" autocomplete="current-password" />
          <Password label={t('password.new')} name="new" autocomplete="new-password" />
        </div>
        {error !== null && <p class="banner error" role="alert">{error}</p>}
        <div class="buttons"><button type="submit" class="secondary">{t('password.change')}</button></div>
      </form>
      <section>
        <h3>{t('export')}</h3>
        <p class="hint">{t('export.hint')}</p>
        <a class="button secondary" href="/api/v1/export" download={`parley-${chat.login}.json`}><Icon name="download" />{t('export')}</a>
      </section>
      <section>
        <h3>{t('log-out')}</h3>
        <button type="button" class="secondary" onClick={() => void endSession()}><Icon name="leave" />{t('log-out')}</button>
      </section>
      <section>
        <h3>{t('erase.title')}</h3>
        <p class="hint">{t('erase.text')}</p>
        <button type="button" class="danger" onClick={erase}><Icon name="trash" />{t('erase')}</button>
      </section>
    </div>
  );
}
