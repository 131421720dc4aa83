import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../texts/texts.ts';
import { Icon, type IconName } from './icons.tsx';
import { Toasts } from './toasts.tsx';
import { dialog } from './ui.ts';

/** A dialog: a card on a desk, a sheet from below on a phone. Focus goes in and comes back; Esc and a click outside close it. */
export function Sheet({ title, children, onClose = closeDialog, size, bare }: {
  title: string; children: ComponentChildren; onClose?: () => void; size?: 'small' | 'large'; bare?: boolean;
}): JSX.Element {
  const element = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const before = document.activeElement;
    element.current!.showModal();
    return () => {
      if (before instanceof HTMLElement && before.isConnected)
        before.focus({ preventScroll: true });
    };
  }, []);
  return (
    <dialog ref={element} class={`sheet ${size ?? ''} ${bare === true ? 'bare' : ''}`} aria-label={title}
      onCancel={event => { event.preventDefault(); onClose(); }}
      onMouseDown={event => { if (event.target === element.current) onClose(); }}>
      <div class="sheet-inside">
        {bare !== true && (
          <header>
            <h2>{title}</h2>
            <button type="button" class="icon-button" aria-label={t('close')} title={t('close')} onClick={onClose}><Icon name="close" /></button>
          </header>
        )}
        {children}
      </div>
      {/* What lies behind a dialog is out of reach. */}
      <Toasts />
    </dialog>
  );
}

export function closeDialog(): void {
  dialog.value = null;
}

export interface MenuItem { icon: IconName; label: string; act: () => void; isDanger?: boolean; keys?: string }

/** A list of things to do, near to where it was asked for; from below on a phone. */
export function Menu({ items, at, label, onClose, head }: { items: (MenuItem | null)[]; at: DOMRect | null; label: string; onClose: () => void; head?: ComponentChildren }): JSX.Element {
  const element = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const before = document.activeElement;
    const menu = element.current!;
    menu.showModal();
    if (at !== null && matchMedia('(min-width: 720px)').matches) {
      const { width, height } = menu.getBoundingClientRect();
      const below = at.bottom + 4 + height <= innerHeight - 8;
      menu.style.left = `${Math.max(8, Math.min(at.right - width, innerWidth - width - 8))}px`;
      menu.style.top = `${Math.max(8, below ? at.bottom + 4 : Math.min(at.top - height - 4, innerHeight - height - 8))}px`;
    }
    menu.querySelector<HTMLElement>('[role=menuitem]')?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected)
        before.focus({ preventScroll: true });
    };
  }, []);
  const move = (event: KeyboardEvent): void => {
    const all = [...element.current!.querySelectorAll<HTMLElement>('[role=menuitem]')];
    const now = all.indexOf(document.activeElement as HTMLElement);
    const next = event.key === 'ArrowDown' ? now + 1 : event.key === 'ArrowUp' ? now - 1 : event.key === 'Home' ? 0 : event.key === 'End' ? all.length - 1 : null;
    if (next === null)
      return;
    event.preventDefault();
    all[(next + all.length) % all.length]?.focus();
  };
  return (
    <dialog ref={element} class="menu" aria-label={label} onKeyDown={move}
      onCancel={event => { event.preventDefault(); onClose(); }}
      onMouseDown={event => { if (event.target === element.current) onClose(); }}>
      <div class="menu-inside">
        {head}
        <div role="menu" aria-label={label}>
          {items.map(item => item !== null && (
            <button key={item.label} type="button" role="menuitem" tabIndex={-1} class={item.isDanger === true ? 'danger' : ''} onClick={() => { onClose(); item.act(); }}>
              <Icon name={item.icon} /><span>{item.label}</span>{item.keys !== undefined && <kbd>{item.keys}</kbd>}
            </button>
          ))}
        </div>
      </div>
    </dialog>
  );
}
