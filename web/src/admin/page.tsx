import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Me } from '../protocol/api.ts';
import { Unreachable } from '../protocol/api.ts';
import { lang, t } from '../texts/texts.ts';
import { AskDialog } from '../view/dialogs/ask.tsx';
import { useSignal } from '../view/hooks.ts';
import { Icon, Mark, type IconName } from '../view/icons.tsx';
import { Field, Password } from '../view/parts.tsx';
import { chooseLang, chooseTheme, theme } from '../view/prefs.ts';
import { Toasts } from '../view/toasts.tsx';
import { dialog, wordsOf } from '../view/ui.ts';
import { admin } from './api.ts';
import { Audit } from './audit.tsx';
import { Overview } from './overview.tsx';
import { People } from './people.tsx';
import { place, places, type Place } from './places.ts';
import { Rooms } from './rooms.tsx';
import { Sessions } from './sessions.tsx';
import { Settings } from './settings.tsx';
import { a } from './texts.ts';

const icons: Readonly<Record<Place, IconName>> = { overview: 'clock', people: 'people', rooms: 'hash', sessions: 'link', audit: 'shield', settings: 'settings' };

type Who = { at: 'asking' } | { at: 'away'; error: string } | { at: 'nobody' } | { at: 'here'; me: Me };

export function Page(): JSX.Element {
  const [who, setWho] = useState<Who>({ at: 'asking' });
  const language = useSignal(lang);
  const ask = async (): Promise<void> => {
    try {
      const me = await admin.me();
      setWho(me === null ? { at: 'nobody' } : { at: 'here', me });
    } catch (failure) {
      setWho({ at: 'away', error: failure instanceof Unreachable ? t('offline.login') : wordsOf(failure) });
    }
  };
  useEffect(() => void ask(), []);
  useEffect(() => { document.title = `${a('administration')} · Parley`; }, [language]);

  if (who.at === 'asking')
    return <div class="starting"><Mark /></div>;
  if (who.at === 'away')
    return <main class="login"><div class="login-card"><p class="banner error" role="alert">{who.error}</p><button type="button" class="primary" onClick={() => void ask()}>{t('retry')}</button></div></main>;
  if (who.at === 'nobody')
    return <LogIn onDone={ask} notice={null} />;
  if (who.me.role !== 'administrator')
    return <LogIn onDone={ask} notice={a('none-of-yours', { name: who.me.login })} />;
  return <Parts me={who.me} onLogOut={() => setWho({ at: 'nobody' })} />;
}

function Parts({ me, onLogOut }: { me: Me; onLogOut: () => void }): JSX.Element {
  const here = useSignal(place);
  const asked = useSignal(dialog);
  const look = useSignal(theme);
  const language = useSignal(lang);
  const isDark = look === 'dark' || (look === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
  const logOut = async (): Promise<void> => {
    await admin.logOut().catch(() => undefined);
    onLogOut();
  };
  return (
    <div class="admin">
      <a class="skip" href="#main" onClick={event => { event.preventDefault(); document.getElementById('main')?.focus(); }}>{a(here)}</a>
      <header class="admin-head">
        <Mark size={32} />
        <strong>{a('administration')}</strong>
        <span class="who-am-i">{me.login}</span>
        <button type="button" class="icon-button" aria-label={language === 'es' ? 'EN: English' : 'ES: Español'} title={language === 'es' ? 'English' : 'Español'} onClick={() => chooseLang(language === 'es' ? 'en' : 'es')}><span class="lang" lang={language === 'es' ? 'en' : 'es'}>{language === 'es' ? 'EN' : 'ES'}</span></button>
        <button type="button" class="icon-button" aria-label={t(isDark ? 'theme.to.light' : 'theme.to.dark')} title={t(isDark ? 'theme.to.light' : 'theme.to.dark')} onClick={() => chooseTheme(isDark ? 'light' : 'dark')}><Icon name={isDark ? 'sun' : 'moon'} /></button>
        <a class="icon-button" href="/" aria-label={a('to-chat')} title={a('to-chat')}><Icon name="back" /></a>
        <button type="button" class="icon-button" aria-label={t('log-out')} title={t('log-out')} onClick={() => void logOut()}><Icon name="leave" /></button>
      </header>
      <nav class="admin-nav" aria-label={a('administration')}>
        {places.map(one => <a key={one} href={`#${one}`} aria-current={one === here ? 'page' : undefined}><Icon name={icons[one]} /><span>{a(one)}</span></a>)}
      </nav>
      <main id="main" tabIndex={0}>
        <h1>{a(here)}</h1>
        {here === 'overview' && <Overview />}
        {here === 'people' && <People me={me.login} />}
        {here === 'rooms' && <Rooms />}
        {here === 'sessions' && <Sessions />}
        {here === 'audit' && <Audit />}
        {here === 'settings' && <Settings />}
      </main>
      {asked?.kind === 'ask' && <AskDialog key={asked.title} ask={asked} />}
      {asked === null && <Toasts />}
    </div>
  );
}

function LogIn({ onDone, notice }: { onDone: () => Promise<void>; notice: string | null }): JSX.Element {
  const [error, setError] = useState<string | null>(notice);
  const [busy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    setBusy(true);
    try {
      await admin.logIn(String(data.get('login') ?? '').trim(), String(data.get('password') ?? ''));
      await onDone();
    } catch (failure) {
      setError(failure instanceof Unreachable ? t('offline.login') : wordsOf(failure));
    }
    setBusy(false);
  };
  return (
    <main class="login">
      <div class="login-card">
        <header><Mark size={56} /><h1>{a('administration')}</h1><p>{a('log-in-as')}</p></header>
        {error !== null && <p class="banner error" role="alert"><Icon name="warning" />{error}</p>}
        <form onSubmit={event => void submit(event)}>
          <Field label={t('login')}><input name="login" required autocomplete="username" autocapitalize="none" spellcheck={false} maxLength={32} autofocus /></Field>
          <Password label={t('password')} name="password" autocomplete="current-password" />
          <button type="submit" class="primary" disabled={busy}>{busy ? t('wait') : t('log-in')}</button>
        </form>
        <p class="switch-form"><a href="/">{a('to-chat')}</a></p>
      </div>
    </main>
  );
}
