import type { JSX } from 'preact';
import type { MsgEntry } from '../protocol/frames.ts';
import { actionOf } from '../markdown/irc.ts';
import { attachmentOf } from '../state/attachments.ts';
import type { Chat } from '../state/chat.ts';
import type { Conversation } from '../state/conversation.ts';
import type { Pending } from '../state/outbox.ts';
import { keyOf, type Item } from '../state/timeline.ts';
import { clockText, dayOf, dayText, fullText } from '../texts/dates.ts';
import { plural, t } from '../texts/texts.ts';
import { AttachmentCard } from './attachment.tsx';
import { Icon } from './icons.tsx';
import { Markdown } from './markdown.tsx';
import { Avatar, Name } from './parts.tsx';
import { itemText, previewText } from './rowTexts.ts';
import { dialog } from './ui.ts';

export type Row = Item | { t: 'pending'; item: Pending };

export function rowKey(row: Row): string {
  return row.t === 'pending' ? `o${row.item.id}` : keyOf(row);
}

export function rowTime(row: Row): Date {
  return new Date(row.t === 'pending' ? row.item.time : row.time);
}

/** Milliseconds within which words of one person stand together. */
const Together = 5 * 60_000;

function speaker(row: Row, me: string): string | null {
  return row.t === 'msg' ? (actionOf(row.text) === null ? row.from : null) : row.t === 'pending' ? me : null;
}

export interface RowContext {
  chat: Chat; conversation: Conversation;
  found: string;
  flash: number | null;
  onMenu: (message: MsgEntry, at: DOMRect) => void;
  onReact: (message: MsgEntry) => void;
}

export function RowView({ row, before, context }: { row: Row; before: Row | undefined; context: RowContext }): JSX.Element {
  const { chat, conversation } = context;
  const time = rowTime(row);
  const isDay = before === undefined ? true : dayOf(rowTime(before)) !== dayOf(time);
  const isNew = isFirstNew(row, before, conversation, chat.login);
  const from = speaker(row, chat.login);
  const isContinued = !isDay && !isNew && from !== null && before !== undefined && speaker(before, chat.login) === from
    && time.getTime() - rowTime(before).getTime() < Together && !(row.t === 'msg' && row.replyTo !== undefined);
  return (
    <>
      {isDay && <div class="day"><span>{dayText(time, new Date(chat.now))}</span></div>}
      {isNew && <div class="new-mark"><span>{t('new')}</span></div>}
      <Body row={row} isContinued={isContinued} context={context} />
    </>
  );
}

function isFirstNew(row: Row, before: Row | undefined, conversation: Conversation, me: string): boolean {
  const after = conversation.newAfter;
  if (after === null || row.t !== 'msg' || row.from === me || row.position <= after)
    return false;
  return !(before?.t === 'msg' && before.position > after && before.from !== me);
}

function Body({ row, isContinued, context }: { row: Row; isContinued: boolean; context: RowContext }): JSX.Element {
  switch (row.t) {
    case 'pending': return <PendingRow item={row.item} isContinued={isContinued} context={context} />;
    case 'msg': return <MessageRow message={row} isContinued={isContinued} context={context} />;
    default: return <div class="notice"><span>{itemText(row)}</span></div>;
  }
}

function MessageRow({ message, isContinued, context }: { message: MsgEntry; isContinued: boolean; context: RowContext }): JSX.Element {
  const { chat, conversation } = context;
  const timeline = conversation.shown;
  const isErased = timeline.isErased(message);
  const edits = timeline.annotations.edits(message.position);
  const waiting = chat.outbox.items.filter(i => i.position === message.position && i.what !== 'post');
  const editing = waiting.findLast(i => i.what === 'edit');
  const text = editing?.text ?? timeline.textOf(message);
  const isOwn = message.from === chat.login;
  const action = isErased ? null : actionOf(text);
  const time = new Date(message.time);
  const reactions = isErased ? [] : timeline.annotations.reactions(message.position, chat.login);
  const known = message.replyTo === undefined ? null : message.replyTo;

  return (
    <article class={`message${isContinued ? ' continued' : ''}${isOwn ? ' own' : ''}${context.flash === message.position ? ' flash' : ''}`}
      tabIndex={-1} data-position={message.position} aria-label={`${message.from}, ${clockText(time)}: ${isErased ? t('erased') : previewText(text)}`}>
      {isContinued
        ? <span class="gutter"><Time message={message} time={time} /></span>
        : <span class="gutter"><button type="button" class="bare" tabIndex={-1} aria-hidden="true" onClick={() => { dialog.value = { kind: 'person', login: message.from }; }}><Avatar name={message.from} /></button></span>}
      <div class="content">
        {!isContinued && (
          <div class="by">
            <Name name={message.from} />
            {message.passing === true && <span class="hint">{t('passing')}</span>}
            {message.notice === true && <span class="tag">{t('program')}</span>}
            <Time message={message} time={time} />
          </div>
        )}
        {message.written !== undefined && <p class="hint written">{t('written', { written: writtenText(new Date(message.written), time), placed: clockText(time) })}</p>}
        {known !== null && <Quote position={known} context={context} />}
        {isErased
          ? <p class="erased">{t('erased')}</p>
          : <div class={`said${action !== null ? ' action' : ''}`}>
              <TextBody text={action === null ? text : `${message.from} ${action}`} context={context} />
              {edits.length > 0 && editing === undefined && (
                <button type="button" class="edited" onClick={() => { dialog.value = { kind: 'edits', conversation, message }; }}>{t('edited')}</button>
              )}
              {waiting.length > 0 && <span class="state" title={t('state.sending')}><Icon name="clock" label={t('state.sending')} /></span>}
              {isOwn && waiting.length === 0 && <span class="state kept" title={t('state.kept')}><Icon name="check" label={t('state.kept')} /></span>}
            </div>}
        {reactions.length > 0 && (
          <div class="reactions">
            {reactions.map(group => (
              <button key={group.text} type="button" class={group.own === null ? '' : 'own'} aria-pressed={group.own !== null}
                title={group.from.join(', ')} aria-label={`${group.text} ${group.from.length}: ${group.from.join(', ')}`}
                onClick={() => chat.react(conversation, message.position, group.text)}>
                <span>{group.text}</span> {group.from.length}
              </button>
            ))}
            <button type="button" class="add" aria-label={t('react')} title={t('react')} onClick={() => context.onReact(message)}><Icon name="smile" /></button>
          </div>
        )}
      </div>
      {!isErased && (
        <div class="tools" role="group" aria-label={t('message.actions')}>
          {message.position > 0 && <button type="button" class="icon-button" tabIndex={-1} aria-label={t('react')} title={t('react')} onClick={() => context.onReact(message)}><Icon name="smile" /></button>}
          {message.position > 0 && <button type="button" class="icon-button" tabIndex={-1} aria-label={t('reply')} title={t('reply')} onClick={() => { conversation.composing.value = { replyTo: message, editing: null }; }}><Icon name="reply" /></button>}
          <button type="button" class="icon-button" tabIndex={-1} aria-label={t('more')} title={t('more')} onClick={event => context.onMenu(message, event.currentTarget.getBoundingClientRect())}><Icon name="more" /></button>
        </div>
      )}
    </article>
  );
}

function writtenText(written: Date, placed: Date): string {
  return dayOf(written) === dayOf(placed) ? clockText(written) : fullText(written);
}

function Time({ message, time }: { message: MsgEntry; time: Date }): JSX.Element {
  return <time dateTime={message.time} title={`${fullText(time)}\n${t('server-time')}: ${message.time}`}>{clockText(time)}</time>;
}

function TextBody({ text, context }: { text: string; context: RowContext }): JSX.Element {
  const { chat, conversation, found } = context;
  const file = attachmentOf(text, location.origin);
  const markdown = (words: string): JSX.Element => (
    <Markdown text={words} me={chat.login} found={found}
      isPerson={name => chat.people.get(name) !== undefined || conversation.members?.has(name) === true || conversation.name === name}
      onPerson={name => { dialog.value = { kind: 'person', login: name }; }} />
  );
  if (file === null)
    return markdown(text);
  return <>{file.comment !== '' && markdown(file.comment)}<AttachmentCard file={file} /></>;
}

function Quote({ position, context }: { position: number; context: RowContext }): JSX.Element {
  const { chat, conversation } = context;
  const quoted = conversation.message(position);
  if (quoted === null)
    void chat.loadQuoted(conversation, position);
  const isErased = quoted !== null && conversation.shown.isErased(quoted);
  return (
    <button type="button" class="quote" onClick={() => void chat.jump(conversation, position)}>
      {quoted === null ? <span class="hint">{t('reply.unknown')}</span> : <>
        <Name name={quoted.from} /> <span>{isErased ? t('erased') : previewText(conversation.shown.textOf(quoted)).slice(0, 140)}</span>
      </>}
    </button>
  );
}

function PendingRow({ item, isContinued, context }: { item: Pending; isContinued: boolean; context: RowContext }): JSX.Element {
  const { chat } = context;
  const failed = item.state === 'failed';
  return (
    <article class={`message own pending${isContinued ? ' continued' : ''}${failed ? ' failed' : ''}`} tabIndex={-1}>
      <span class="gutter">{!isContinued && <Avatar name={chat.login} />}</span>
      <div class="content">
        {!isContinued && <div class="by"><Name name={chat.login} /><time>{clockText(new Date(item.time))}</time></div>}
        {item.replyTo !== undefined && <Quote position={item.replyTo} context={context} />}
        <div class="said">
          <TextBody text={item.text} context={context} />
          {!failed && <span class="state" title={t('state.sending')}><Icon name="clock" label={t('state.sending')} /></span>}
        </div>
        {failed && (
          <div class="failure" role="alert">
            <Icon name="warning" /><span>{item.error ?? t('state.failed')}</span>
            <button type="button" class="text" onClick={() => chat.retry(item.id)}>{t('retry')}</button>
            <button type="button" class="text" onClick={() => chat.discard(item.id)}>{t('discard')}</button>
          </div>
        )}
      </div>
    </article>
  );
}

export function moreText(n: number): string {
  return plural('unread.below', n);
}
