import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Unreachable } from '../protocol/api.ts';
import { lang, t } from '../texts/texts.ts';
import { useSignal } from './hooks.ts';
import { Icon, Mark } from './icons.tsx';
import { Field, Password } from './parts.tsx';
import { chooseLang } from './prefs.ts';
import { api, logIn, startSession } from './session.ts';
import { wordsOf } from './ui.ts';

export function Login({ notice }: { notice: string | null }): JSX.Element {
  const [isNew, setNew] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const language = useSignal(lang);
  const first = useRef<HTMLInputElement>(null);
  // A browser heeds autofocus once a page, and the form changes in it.
  useEffect(() => first.current?.focus(), [isNew]);

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string): string => String(data.get(name) ?? '');
    const optional = (name: string): Record<string, string> => text(name).trim() === '' ? {} : { [name]: text(name).trim() };
    setBusy(true);
    setError(null);
    try {
      if (isNew) {
        await api.register({
          login: text('login').trim(), password: text('password'), lang: lang.value,
          ...optional('givenNames'), ...optional('surnames'), ...optional('gender'),
          ...(text('age') === '' ? {} : { age: Number(text('age')) }),
        });
        await startSession();
      } else {
        await logIn(text('login').trim(), text('password'));
      }
    } catch (failure) {
      setError(failure instanceof Unreachable ? t('offline.login') : wordsOf(failure));
      setBusy(false);
    }
  };

  return (
    <main class="login">
      <div class="login-card">
        <header>
          <Mark size={56} />
          <h1>Parley</h1>
          <p>{isNew ? t('register.lead') : t('login.lead')}</p>
        </header>
        {notice !== null && error === null && <p class="banner" role="status">{notice}</p>}
        {error !== null && <p class="banner error" role="alert"><Icon name="warning" />{error}</p>}
        <form key={isNew ? 'new' : 'known'} onSubmit={event => void submit(event)}>
          <Field label={t('login')}>
            <input ref={first} name="login" required autocomplete="username" autocapitalize="none" spellcheck={false} maxLength={32} />
          </Field>
          <Password label={t('password')} name="password" autocomplete={isNew ? 'new-password' : 'current-password'} />
          {isNew && (
            <fieldset class="optional">
              <legend>{t('optional')}</legend>
              <div class="columns">
                <Field label={t('givenNames')}><input name="givenNames" autocomplete="given-name" maxLength={100} /></Field>
                <Field label={t('surnames')}><input name="surnames" autocomplete="family-name" maxLength={100} /></Field>
                <Field label={t('age')}><input name="age" type="number" inputMode="numeric" min={1} max={150} /></Field>
                <Field label={t('gender')}><input name="gender" autocomplete="sex" maxLength={100} /></Field>
              </div>
              <p class="hint">{t('profile.privacy')}</p>
            </fieldset>
          )}
          <button type="submit" class="primary" disabled={busy}>{busy ? t('wait') : isNew ? t('register') : t('log-in')}</button>
        </form>
        <p class="switch-form">
          {isNew ? t('have-account') : t('no-account')}{' '}
          <button type="button" class="text" onClick={() => { setNew(!isNew); setError(null); }}>{isNew ? t('log-in') : t('register')}</button>
        </p>
      </div>
      <div class="lang-switch">
        <button type="button" class="text" lang="es" aria-pressed={language === 'es'} onClick={() => chooseLang('es')}>Español</button>
        <button type="button" class="text" lang="en" aria-pressed={language === 'en'} onClick={() => chooseLang('en')}>English</button>
      </div>
    </main>
  );
}
