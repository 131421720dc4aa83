import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Role } from '../protocol/frames.ts';
import { foldName } from '../state/fold.ts';
import { dateText } from '../texts/dates.ts';
import { t } from '../texts/texts.ts';
import { useAnswer } from '../view/hooks.ts';
import { Icon } from '../view/icons.tsx';
import { Avatar, Field } from '../view/parts.tsx';
import { Menu, Sheet } from '../view/sheet.tsx';
import { dialog, toast, wordsOf } from '../view/ui.ts';
import { admin, type Account } from './api.ts';
import { makePassword } from './numbers.ts';
import { Table } from './table.tsx';
import { a } from './texts.ts';

const roles: readonly Role[] = ['user', 'moderator', 'administrator'];

export function People({ me }: { me: string }): JSX.Element {
  const answer = useAnswer(() => admin.accounts(), 0);
  const [filter, setFilter] = useState('');
  const [menu, setMenu] = useState<{ account: Account; at: DOMRect } | null>(null);
  const [secret, setSecret] = useState<{ login: string | null } | null>(null);
  const rows = (answer.value ?? []).filter(row => foldName(row.login).includes(foldName(filter)));

  const act = async (work: Promise<void>, done?: string): Promise<void> => {
    try {
      await work;
      if (done !== undefined)
        toast(done);
    } catch (failure) {
      toast(wordsOf(failure), { isError: true });
    }
    answer.reload();
  };
  const asking = (title: string, text: string, action: string, work: () => Promise<void>): void => {
    dialog.value = { kind: 'ask', title, text, action, isDanger: true, act: async () => { await work(); answer.reload(); } };
  };

  return (
    <>
      <div class="bar-of-page">
        <input type="search" value={filter} onInput={event => setFilter(event.currentTarget.value)} placeholder={a('filter')} aria-label={a('filter')} />
        <button type="button" class="primary" onClick={() => setSecret({ login: null })}><Icon name="plus" />{a('make')}</button>
      </div>
      {answer.error !== null && <p class="banner error" role="alert">{answer.error}</p>}
      {answer.value !== null && (
        <Table<Account> label={a('people')} rows={rows} keyOf={row => row.id} columns={[
          { title: t('login'), isHead: true, show: row => <span class="who"><Avatar name={row.login} small /><span>{row.login}</span>{row.suspended === true && <span class="tag warn">{a('suspended')}</span>}{(row.sessions ?? 0) > 0 && row.suspended !== true && <span class="tag">{a('online')}</span>}</span> },
          { title: a('role'), show: row => (
            <select value={row.role} disabled={row.login === me} aria-label={`${a('role')}: ${row.login}`} onChange={event => void act(admin.setRole(row.login, event.currentTarget.value as Role))}>
              {roles.map(role => <option key={role} value={role}>{a(`role.${role}`)}</option>)}
            </select>
          ) },
          { title: a('sessions'), isNumber: true, show: row => row.sessions ?? '–' },
          { title: a('created'), show: row => dateText(new Date(row.created)) },
          { title: '', show: row => (
            <button type="button" class="icon-button" aria-label={a('actions', { name: row.login })} aria-haspopup="menu"
              onClick={event => setMenu({ account: row, at: event.currentTarget.getBoundingClientRect() })}><Icon name="more" /></button>
          ) },
        ]} />
      )}
      {menu !== null && (
        <Menu label={a('actions', { name: menu.account.login })} at={menu.at} onClose={() => setMenu(null)} head={<p class="menu-head">{menu.account.login}</p>} items={[
          { icon: 'key', label: a('set-password'), act: () => setSecret({ login: menu.account.login }) },
          { icon: 'leave', label: a('end-sessions'), act: () => asking(a('end-sessions.title', { name: menu.account.login }), a('end-sessions.text'), a('end-sessions'), () => admin.endSessions(menu.account.login)) },
          menu.account.login === me ? null : menu.account.suspended === true
            ? { icon: 'check', label: a('restore'), act: () => void act(admin.suspend(menu.account.login, false)) }
            : { icon: 'lock', label: a('suspend'), isDanger: true, act: () => asking(a('suspend.title', { name: menu.account.login }), a('suspend.text'), a('suspend'), () => admin.suspend(menu.account.login, true)) },
        ]} />
      )}
      {secret !== null && <Secret login={secret.login} onClose={() => { setSecret(null); answer.reload(); }} />}
    </>
  );
}

/** A new password for somebody, or a whole new account (`login` null). */
function Secret({ login, onClose }: { login: string | null; onClose: () => void }): JSX.Element {
  const [password, setPassword] = useState('');
  const [error, setError] = useState<string | null>(null);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    const name = login ?? String(data.get('login') ?? '').trim();
    try {
      if (login === null)
        await admin.make(name, password, String(data.get('role') ?? 'user') as Role);
      else
        await admin.setPassword(name, password);
      toast(a(login === null ? 'make.done' : 'password.done', { name }));
      onClose();
    } catch (failure) {
      setError(wordsOf(failure));
    }
  };
  return (
    <Sheet title={login === null ? a('make') : `${a('set-password')}: ${login}`} size="small" onClose={onClose}>
      <form class="stack" onSubmit={event => void submit(event)}>
        {login === null && <Field label={t('login')}><input name="login" required autocomplete="off" autocapitalize="none" spellcheck={false} maxLength={32} autofocus /></Field>}
        <Field label={a('password.new')} hint={a('password.hint')} error={error}>
          <span class="password">
            <input name="password" required autocomplete="off" spellcheck={false} maxLength={1024} value={password} onInput={event => setPassword(event.currentTarget.value)} class="mono" />
            <button type="button" class="text" onClick={() => setPassword(makePassword())}>{a('make-password')}</button>
          </span>
        </Field>
        {login === null && (
          <Field label={a('role')}>
            <select name="role" defaultValue="user">{roles.map(role => <option key={role} value={role}>{a(`role.${role}`)}</option>)}</select>
          </Field>
        )}
        <div class="buttons">
          <button type="button" class="secondary" onClick={onClose}>{t('cancel')}</button>
          <button type="submit" class="primary">{login === null ? a('make') : a('set-password')}</button>
        </div>
      </form>
    </Sheet>
  );
}
