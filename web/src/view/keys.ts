import type { Chat } from '../state/chat.ts';
import { dialog, focusComposer, pane } from './ui.ts';

/** Keys that work everywhere; those of the composer and of messages are theirs. @returns ends it */
export function followKeys(chat: Chat): () => void {
  // Whoever types ahead of a dialog that is still being fetched means the dialog, not the field behind it.
  const isComing = (): boolean => dialog.value !== null && document.querySelector('dialog[open]') === null;
  const type = (change: (text: string) => string): void => {
    if (dialog.value?.kind === 'palette')
      dialog.value = { kind: 'palette', text: change(dialog.value.text) };
  };
  const holdKey = (event: KeyboardEvent): void => {
    if (!isComing() || event.isComposing || event.ctrlKey || event.metaKey || event.altKey)
      return;
    const isText = [...event.key].length === 1;
    if (isField(event.target) && (isText || event.key === 'Backspace'))
      return; // comes as input
    if (event.key === 'Escape')
      dialog.value = null;
    else if (isText)
      type(text => text + event.key);
    else if (event.key !== 'Enter')
      return;
    event.preventDefault();
    event.stopPropagation();
  };
  const holdInput = (event: InputEvent): void => {
    if (!isComing())
      return;
    if (event.inputType === 'deleteContentBackward')
      type(text => [...text].slice(0, -1).join(''));
    else if (event.data !== null)
      type(text => text + event.data);
    event.preventDefault();
    event.stopPropagation();
  };
  const listen = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing)
      return;
    const isTyping = isField(event.target);
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
  addEventListener('keydown', holdKey, { capture: true });
  addEventListener('beforeinput', holdInput, { capture: true });
  addEventListener('keydown', listen);
  return () => {
    removeEventListener('keydown', holdKey, { capture: true });
    removeEventListener('beforeinput', holdInput, { capture: true });
    removeEventListener('keydown', listen);
  };
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.matches('input, textarea, select') || target.isContentEditable);
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
