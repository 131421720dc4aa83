import type { Arrived, Chat } from '../state/chat.ts';
import { go } from '../routes.ts';
import { announced } from './ui.ts';
import { notifies } from './prefs.ts';
import { previewText, roomText } from './rowTexts.ts';
import { t } from '../texts/texts.ts';

/** Notices of this browser that are still shown. */
const shown = new Set<Notification>();

/** Tells of a message: read aloud where its conversation is open, and on the desk when nobody looks. */
export function arrived(chat: Chat, { conversation, message, isMention }: Arrived): void {
  const text = previewText(message.text);
  if (conversation === chat.open.value && chat.isWatched())
    announced.value = `${message.from}: ${text}`;
  if (!isMention || !notifies.value || (chat.isWatched() && conversation === chat.open.value))
    return;
  const title = conversation.kind === 'room' ? t('notify.room', { from: message.from, room: roomText(conversation.name) }) : message.from;
  try {
    // One for all tabs: the same tag replaces it.
    const notice = new Notification(title, { body: text.slice(0, 200), tag: `${conversation.id}:${message.position}`, icon: '/icon-192.png' });
    shown.add(notice);
    notice.onclose = () => shown.delete(notice);
    notice.onclick = () => {
      focus();
      go({ at: 'conversation', kind: conversation.kind, name: conversation.name });
      notice.close();
    };
  } catch {
    // Browsers of phones take notices from service workers only.
    void navigator.serviceWorker?.ready.then(worker => worker.showNotification(title, {
      body: text.slice(0, 200), tag: `${conversation.id}:${message.position}`, icon: '/icon-192.png',
      data: `#/${conversation.kind}/${encodeURIComponent(conversation.name)}`,
    }));
  }
}

export function clearNotices(): void {
  for (const notice of shown)
    notice.close();
  shown.clear();
}

/** Unread mentions, or a dot for other words, on the tab. */
export function followBadge(chat: Chat): () => void {
  const draw = (): void => {
    let count = 0;
    let some = false;
    for (const conversation of chat.list.value) {
      count += conversation.unread.mentions;
      some ||= conversation.unread.count > 0;
    }
    const open = chat.open.value;
    document.title = `${count > 0 ? `(${count}) ` : some ? '• ' : ''}${open === null ? 'Parley' : `${open.kind === 'room' ? roomText(open.name) : open.name} · Parley`}`;
    icon(count > 0 ? '/icon-unread.svg' : '/icon.svg');
    const app = navigator as Navigator & { setAppBadge?(n: number): Promise<void>; clearAppBadge?(): Promise<void> };
    void (count > 0 ? app.setAppBadge?.(count) : app.clearAppBadge?.())?.catch(() => undefined);
  };
  const ends = [chat.list.subscribe(draw), chat.open.subscribe(draw)];
  draw();
  return () => {
    for (const end of ends)
      end();
    document.title = 'Parley';
    icon('/icon.svg');
  };
}

function icon(href: string): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel=icon]');
  if (link !== null && link.getAttribute('href') !== href)
    link.href = href;
}
