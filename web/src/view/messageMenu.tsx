import type { JSX } from 'preact';
import type { MsgEntry } from '../protocol/frames.ts';
import { rules } from '../commands/rules.ts';
import type { Conversation } from '../state/conversation.ts';
import { t } from '../texts/texts.ts';
import { quickEmoji } from './emoji.ts';
import { useChat } from './hooks.ts';
import { Menu, type MenuItem } from './sheet.tsx';
import { dialog, toast } from './ui.ts';

/** What can be done with a message. */
export function MessageMenu({ conversation, message, at, onClose, onReact }: {
  conversation: Conversation; message: MsgEntry; at: DOMRect; onClose: () => void; onReact: (message: MsgEntry) => void;
}): JSX.Element {
  const chat = useChat();
  const isOwn = message.from === chat.login;
  const isKept = message.position > 0;
  const role = chat.me.value?.role;
  const mayRule = conversation.kind === 'room' && (role !== 'user' || rules(conversation.ranks.get(chat.login)) || conversation.owner === chat.login);
  const text = conversation.shown.textOf(message);
  const items: (MenuItem | null)[] = [
    isKept ? { icon: 'reply', label: t('reply'), keys: 'R', act: () => { conversation.composing.value = { replyTo: message, editing: null }; } } : null,
    isKept ? { icon: 'smile', label: t('react'), keys: '+', act: () => onReact(message) } : null,
    { icon: 'copy', label: t('copy.text'), act: () => void copy(text) },
    isOwn && isKept ? { icon: 'edit', label: t('edit'), keys: 'E', act: () => { conversation.composing.value = { replyTo: null, editing: message }; } } : null,
    !isOwn ? { icon: 'person', label: t('private.with', { login: message.from }), act: () => { chat.showPrivate(message.from); } } : null,
    conversation.annotations.edits(message.position).length > 0 ? { icon: 'clock', label: t('edits'), act: () => { dialog.value = { kind: 'edits', conversation, message }; } } : null,
    { icon: 'info', label: t('details'), act: () => { dialog.value = { kind: 'details', message }; } },
    isKept && (isOwn || mayRule) ? {
      icon: 'trash', label: t('redact'), isDanger: true, act: () => {
        dialog.value = {
          kind: 'ask', title: t('redact.title'), text: t('redact.text'), action: t('redact'), isDanger: true,
          ...(isOwn ? {} : { label: t('reason') }),
          act: reason => { chat.redact(conversation, message.position, reason); },
        };
      },
    } : null,
  ];
  const head = isKept && (
    <div class="quick-emoji">
      {quickEmoji.slice(0, 6).map(emoji => <button key={emoji} type="button" aria-label={`${t('react')} ${emoji}`} onClick={() => { chat.react(conversation, message.position, emoji); onClose(); }}>{emoji}</button>)}
    </div>
  );
  return <Menu items={items} at={at} label={t('message.actions')} onClose={onClose} head={head} />;
}

export async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast(t('copied'));
  } catch {
    toast(t('copy.failed'), { isError: true });
  }
}
