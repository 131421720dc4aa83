import type { Chat } from '../state/chat.ts';
import { dialog, focusComposer, pane } from './ui.ts';

/** Keys that work everywhere; those of the composer and of messages are theirs. @returns ends it */
export function followKeys(chat: Chat): () => void {
  const listen = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing)
      return;
    const isTyping = event.target instanceof HTMLElement && (event.target.matches('input, textarea, select') || event.target.isContentEditable);
    const isFree = dialog.value === null && document.querySelector('dialog[open]') === null;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      dialog.value = dialog.value?.kind === 'palette' ? null : { kind: 'palette', text: '' };
    } else if (!isFree) {
      return;
    } else if ((event.ctrlKey || event.metaKey) && event.shiftKey && event.key.toLowerCase() === 'f') {
      event.preventDefault();
      pane.value = 'search';
    } else if ((event.ctrlKey || event.metaKey) && event.shiftKey && event.key.toLowerCase() === 'u') {
      event.preventDefault();
      pane.value = pane.value === 'people' ? null : 'people';
    } else if (event.altKey && !event.ctrlKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault();
      step(chat, event.key === 'ArrowDown' ? 1 : -1, event.shiftKey);
    } else if (event.key === 'Escape') {
      if (pane.value !== null)
        pane.value = null;
      else if (chat.open.value !== null)
        chat.jumpToEnd(chat.open.value);
      focusComposer();
    } else if (!isTyping && event.key === '?') {
      event.preventDefault();
      dialog.value = { kind: 'help' };
    } else if (!isTyping && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey && event.key !== ' '
      && !(event.target instanceof HTMLElement && event.target.closest('article, button, [role=menu]') !== null)) {
      focusComposer(); // and the letter goes there
    }
  };
  addEventListener('keydown', listen);
  return () => removeEventListener('keydown', listen);
}

function step(chat: Chat, way: 1 | -1, unreadOnly: boolean): void {
  const all = chat.list.value;
  const now = chat.open.value === null ? -1 : all.indexOf(chat.open.value);
  for (let i = 1; i <= all.length; i++) {
    const next = all[(now + way * i + all.length * 2) % all.length]!;
    if (!unreadOnly || next.unread.count > 0) {
      chat.show(next);
      return;
    }
  }
}
