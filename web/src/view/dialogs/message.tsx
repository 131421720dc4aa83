import type { JSX } from 'preact';
import type { MsgEntry } from '../../protocol/frames.ts';
import type { Conversation } from '../../state/conversation.ts';
import { stripControls } from '../../markdown/irc.ts';
import { dateText, fullText } from '../../texts/dates.ts';
import { t } from '../../texts/texts.ts';
import { useChat, useSignal } from '../hooks.ts';
import { Sheet } from '../sheet.tsx';

/** What a message said before. */
export function EditsDialog({ conversation, message }: { conversation: Conversation; message: MsgEntry }): JSX.Element {
  useSignal(conversation.version);
  const versions = [{ time: message.time, text: message.text }, ...conversation.annotations.edits(message.position)].reverse();
  return (
    <Sheet title={t('edits')}>
      <ol class="versions">
        {versions.map((version, i) => (
          <li key={version.time}>
            <span class="hint">{dateText(new Date(version.time))}{i === 0 ? ` · ${t('edits.now')}` : i === versions.length - 1 ? ` · ${t('edits.first')}` : ''}</span>
            <p class="plain">{stripControls(version.text)}</p>
          </li>
        ))}
      </ol>
    </Sheet>
  );
}

/** Where and when a message stands, by the server's clock and by this one. */
export function DetailsDialog({ message }: { message: MsgEntry }): JSX.Element {
  const clock = useSignal(useChat().clock);
  const rows: (readonly [string, string])[] = [
    [t('details.from'), message.from],
    [t('details.local'), fullText(new Date(message.time))],
    [t('server-time'), message.time],
    [t('details.position'), message.position === 0 ? t('passing') : `${message.room ?? message.to ?? ''} · ${message.position}`],
    ...(message.id === undefined ? [] : [[t('details.id'), message.id] as const]),
    [t('details.offset'), clock === null ? '—' : `${(-clock.offset / 1000).toFixed(3)} s ± ${(clock.error / 1000).toFixed(3)} s`],
  ];
  return (
    <Sheet title={t('details')} size="small">
      <dl class="facts">{rows.map(([label, value]) => <div key={label}><dt>{label}</dt><dd>{value}</dd></div>)}</dl>
    </Sheet>
  );
}
