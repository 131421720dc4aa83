import type { JSX } from 'preact';
import { t } from '../texts/texts.ts';
import { useSignal } from './hooks.ts';
import { Icon } from './icons.tsx';
import { announced, dismiss, toasts } from './ui.ts';

export function Toasts(): JSX.Element {
  const shown = useSignal(toasts);
  const words = useSignal(announced);
  return (
    <>
      <div class="hidden" role="log" aria-live="polite" aria-label={t('announcements')}>{words}</div>
      <div class="toasts" role="status" aria-live="polite">
        {shown.map(toast => (
          <div key={toast.n} class={`toast${toast.isError ? ' error' : ''}`}>
            {toast.isError && <Icon name="warning" />}
            <span>{toast.text}</span>
            {toast.action !== undefined && <button type="button" class="text" onClick={() => { dismiss(toast.n); toast.action!.act(); }}>{toast.action.label}</button>}
            <button type="button" class="icon-button" aria-label={t('close')} onClick={() => dismiss(toast.n)}><Icon name="close" /></button>
          </div>
        ))}
      </div>
    </>
  );
}
