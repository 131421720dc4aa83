import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { commands, isCommand, parseLine } from '../commands/parse.ts';
import { run } from '../commands/run.ts';
import type { Conversation } from '../state/conversation.ts';
import { complete, mentionAt } from '../state/mentions.ts';
import { drafts } from '../storage/memory.ts';
import { has, t } from '../texts/texts.ts';
import { startUploads, uploads, type UploadState } from './files.ts';
import { useChat, useMedia, useSignal } from './hooks.ts';
import { Icon } from './icons.tsx';
import { Avatar, IconButton, Name } from './parts.tsx';
import { previewText, roomText } from './rowTexts.ts';
import { dialog, focusComposer } from './ui.ts';

const bytes = new TextEncoder();
const MostBytes = 4096;
/** Bytes left from which on they are told. */
const FewLeft = 400;

interface Completion { start: number; typed: string; options: { value: string; hint: string; isPerson: boolean }[] }

export function Composer({ conversation }: { conversation: Conversation }): JSX.Element {
  const chat = useChat();
  const { replyTo, editing } = useSignal(conversation.composing);
  const isTouch = useMedia('(pointer: coarse)');
  const running = useSignal(uploads).filter(u => u.conversation === conversation);
  const area = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const [completion, setCompletion] = useState<Completion | null>(null);
  const [chosen, setChosen] = useState(0);
  const [size, setSize] = useState(0);
  const [isCommandLine, setCommandLine] = useState(false);

  const put = (text: string, caret = text.length): void => {
    const element = area.current!;
    element.value = text;
    element.setSelectionRange(caret, caret);
    changed();
  };

  const changed = (): void => {
    const element = area.current!;
    grow(element);
    setSize(bytes.encode(element.value).length);
    setCommandLine(isCommand(element.value));
    if (editing === null)
      drafts.set(chat.login, conversation.key, element.value);
    setChosen(0);
    setCompletion(completionAt(element));
  };

  const completionAt = (element: HTMLTextAreaElement): Completion | null => {
    const caret = element.selectionStart;
    const mention = mentionAt(element.value, caret);
    if (mention !== null) {
      const names = new Set([...(conversation.members?.keys() ?? []), ...(conversation.kind === 'private' ? [conversation.name] : []), ...chat.people.names()]);
      names.delete(chat.login);
      const options = complete(mention.typed, names).map(value => ({ value: `@${value} `, hint: '', isPerson: true }));
      return options.length === 0 ? null : { ...mention, options };
    }
    const typed = /^#[^\s]*$/u.exec(element.value)?.[0];
    if (typed === undefined || typed === '#' || typed.startsWith('##') || caret !== element.value.length)
      return null;
    const options = commands.filter(c => c.hidden !== true && c.names.some(n => `#${n}`.toLowerCase().startsWith(typed.toLowerCase()))).slice(0, 8)
      .map(c => ({ value: `#${c.names[0]}${c.usage === '' ? '' : c.names[0] === '\\private' ? '<' : ' '}`, hint: commandHint(c.names[0]!), isPerson: false }));
    return options.length === 0 || options.some(o => o.value.trim() === typed) ? null : { start: 0, typed, options };
  };

  const accept = (index: number): void => {
    const option = completion?.options[index];
    if (completion === null || option === undefined)
      return;
    const text = area.current!.value;
    const end = area.current!.selectionStart;
    put(text.slice(0, completion.start) + option.value + text.slice(end), completion.start + option.value.length);
    area.current!.focus();
  };

  // Another conversation, or another thing to write in it.
  useLayoutEffect(() => {
    put(editing === null ? drafts.get(chat.login, conversation.key) : conversation.shown.textOf(editing));
    setCompletion(null);
    if ((editing !== null || replyTo !== null || !isTouch) && document.querySelector('dialog[open]') === null)
      area.current!.focus({ preventScroll: true });
  }, [conversation, editing, replyTo]);

  useEffect(() => {
    const onInsert = (event: Event): void => {
      const element = area.current!;
      element.setRangeText((event as CustomEvent<string>).detail, element.selectionStart, element.selectionEnd, 'end');
      changed();
      element.focus();
    };
    addEventListener('parley-insert', onInsert);
    return () => removeEventListener('parley-insert', onInsert);
  });

  const send = (): void => {
    const text = area.current!.value;
    if (size > MostBytes)
      return;
    if (editing !== null) {
      if (text.trim() !== '' && text !== conversation.shown.textOf(editing))
        chat.edit(conversation, editing.position, text);
      stop();
      return;
    }
    const action = parseLine(text);
    if (action === null)
      return;
    if (action.do === 'post') {
      chat.post(conversation, action.text.replace(/\s+$/u, ''), replyTo?.position);
      clear();
      chat.jumpToEnd(conversation);
    } else {
      void run(chat, action).then(done => { if (done && area.current?.value === text) clear(); });
    }
    if (replyTo !== null && action.do === 'post')
      conversation.composing.value = { replyTo: null, editing: null };
  };

  const clear = (): void => {
    put('');
    drafts.set(chat.login, conversation.key, '');
  };

  const stop = (): void => {
    conversation.composing.value = { replyTo: null, editing: null };
    put(drafts.get(chat.login, conversation.key));
    area.current!.focus();
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing)
      return;
    if (completion !== null) {
      const { length } = completion.options;
      switch (event.key) {
        case 'ArrowDown': event.preventDefault(); setChosen((chosen + 1) % length); return;
        case 'ArrowUp': event.preventDefault(); setChosen((chosen + length - 1) % length); return;
        case 'Tab': event.preventDefault(); accept(chosen); return;
        case 'Enter': if (!event.shiftKey) { event.preventDefault(); accept(chosen); return; } break;
        case 'Escape': event.preventDefault(); event.stopPropagation(); setCompletion(null); return;
      }
    }
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey && (!isTouch || event.ctrlKey)) {
      event.preventDefault();
      send();
    } else if (event.key === 'Escape' && (editing !== null || replyTo !== null)) {
      event.preventDefault();
      event.stopPropagation();
      stop();
    } else if (event.key === 'ArrowUp' && area.current!.value === '' && editing === null) {
      const own = lastOwn(conversation, chat.login);
      if (own !== null) {
        event.preventDefault();
        conversation.composing.value = { replyTo: null, editing: own };
      }
    }
  };

  const onInput = (): void => {
    changed();
    const text = area.current!.value;
    if (editing !== null || text === '' || isCommand(text))
      chat.stoppedTyping(conversation);
    else
      chat.typing(conversation);
  };

  const attach = (files: Iterable<File>): void => {
    const comment = area.current!.value;
    if (startUploads(chat, conversation, [...files], isCommand(comment) ? '' : comment) && !isCommand(comment))
      clear();
  };

  const onPaste = (event: ClipboardEvent): void => {
    const files = [...event.clipboardData?.files ?? []];
    if (files.length > 0) {
      event.preventDefault();
      attach(files);
    }
  };

  const left = MostBytes - size;
  const placeholder = conversation.kind === 'room' ? t('write.room', { room: roomText(conversation.name) }) : t('write.private', { login: conversation.name });
  return (
    <div class="composer-frame">
      {running.map(u => <UploadRow key={u.n} upload={u} />)}
      {(replyTo !== null || editing !== null) && (
        <div class="composing">
          <Icon name={editing !== null ? 'edit' : 'reply'} />
          <div>
            <strong>{editing !== null ? t('editing') : <>{t('replying')} <Name name={replyTo!.from} /></>}</strong>
            <span>{previewText(conversation.shown.textOf(editing ?? replyTo!))}</span>
          </div>
          <IconButton icon="close" label={t('cancel')} onClick={stop} keys="Esc" />
        </div>
      )}
      {completion !== null && (
        <ul class="completions" role="listbox" aria-label={t('suggestions')} id="completions">
          {completion.options.map((option, i) => (
            <li key={option.value} id={`completion-${i}`} role="option" aria-selected={i === chosen} onMouseDown={event => { event.preventDefault(); accept(i); }}>
              {option.isPerson ? <Avatar name={option.value.slice(1)} small state={chat.people.state(option.value.slice(1).trim())} /> : <Icon name="hash" />}
              <span>{option.isPerson ? option.value.slice(1) : option.value}</span><span class="hint">{option.hint}</span>
            </li>
          ))}
        </ul>
      )}
      <form class={`composer${isCommandLine ? ' command' : ''}`} onSubmit={event => { event.preventDefault(); send(); if (isTouch) focusComposer(); }}>
        <input ref={picker} type="file" multiple hidden tabIndex={-1} aria-hidden="true" onChange={event => { attach(event.currentTarget.files ?? []); event.currentTarget.value = ''; }} />
        <IconButton icon="attach" label={t('attach')} onClick={() => picker.current!.click()} disabled={editing !== null} />
        <textarea ref={area} id="composer" rows={1} aria-label={placeholder} placeholder={placeholder} enterkeyhint={isTouch ? 'enter' : 'send'} autocapitalize="sentences" dir="auto"
          onInput={onInput} onKeyDown={onKeyDown} onPaste={onPaste} onBlur={() => setCompletion(null)}
          aria-autocomplete="list" aria-haspopup="listbox" {...(completion === null ? {} : { 'aria-controls': 'completions', 'aria-activedescendant': `completion-${chosen}` })} />
        {left < FewLeft && <span class={`left${left < 0 ? ' over' : ''}`} role="status">{left}</span>}
        <IconButton icon="smile" class="only-desk" label={t('emoji')} onClick={() => { dialog.value = { kind: 'emoji', pick: emoji => dispatchEvent(new CustomEvent('parley-insert', { detail: emoji })) }; }} />
        <button type="submit" class="send" aria-label={t('send')} title={t('send')} disabled={size === 0 || left < 0}><Icon name={editing !== null ? 'check' : 'send'} /></button>
      </form>
    </div>
  );
}

export function commandHint(name: string): string {
  const key = `command.${name.replace(/^[\\/]/, '')}`;
  return has(key) ? t(key) : '';
}

function UploadRow({ upload }: { upload: UploadState }): JSX.Element {
  return (
    <div class={`upload${upload.error !== null ? ' failed' : ''}`}>
      <Icon name={upload.error !== null ? 'warning' : 'file'} />
      <div>
        <span class="file-name">{upload.name}</span>
        {upload.error !== null
          ? <span class="error" role="alert">{upload.error}</span>
          : <progress max={1} value={upload.part} aria-label={`${t('uploading')} ${upload.name}`} />}
      </div>
      {upload.error !== null && upload.retry !== null && <IconButton icon="retry" label={t('retry')} onClick={upload.retry} />}
      <IconButton icon="close" label={upload.error !== null ? t('close') : t('cancel')} onClick={upload.cancel} />
    </div>
  );
}

function grow(element: HTMLTextAreaElement): void {
  if (CSS.supports('field-sizing', 'content'))
    return;
  element.style.height = 'auto';
  element.style.height = `${element.scrollHeight}px`;
}

function lastOwn(conversation: Conversation, me: string) {
  const { items } = conversation.live;
  for (let i = items.length - 1; i >= Math.max(0, items.length - 200); i--) {
    const item = items[i]!;
    if (item.t === 'msg' && item.from === me && item.position > 0 && !conversation.live.isErased(item))
      return item;
  }
  return null;
}
