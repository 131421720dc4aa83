import type { JSX } from 'preact';
import { lang } from '../texts/texts.ts';
import { ChatContext, useSignal } from './hooks.ts';
import { Mark } from './icons.tsx';
import { Login } from './login.tsx';
import { session } from './session.ts';
import { Shell } from './shell.tsx';
import { Toasts } from './toasts.tsx';
import { dialog } from './ui.ts';

export function Root(): JSX.Element {
  const now = useSignal(session);
  const over = useSignal(dialog);
  // Every text is drawn anew in another language.
  useSignal(lang);
  return (
    <>
      {now.state === 'starting' && <div class="starting"><Mark size={64} /></div>}
      {now.state === 'out' && <Login notice={now.notice} />}
      {now.state === 'in' && <ChatContext.Provider value={now.chat}><Shell key={now.chat.login} /></ChatContext.Provider>}
      {over === null && <Toasts />}
    </>
  );
}
