import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { commands, isCommand, parseLine, type Action } from '../../commands/parse.ts';
import { run } from '../../commands/run.ts';
import { foldLoose } from '../../state/fold.ts';
import { badge } from '../../state/unread.ts';
import { t } from '../../texts/texts.ts';
import { commandHint } from '../composer.tsx';
import { useChat } from '../hooks.ts';
import { Icon, type IconName } from '../icons.tsx';
import { chooseLang, chooseTheme } from '../prefs.ts';
import { Avatar } from '../parts.tsx';
import { roomText } from '../rowTexts.ts';
import { closeDialog, Sheet } from '../sheet.tsx';
import { dialog, pane, type Dialog } from '../ui.ts';
import { lang } from '../../texts/texts.ts';

interface Choice { key: string; label: string; hint: string; icon: IconName | null; person?: string; act: () => void; stays?: boolean }

const MostChoices = 40;

/** Rooms, people, things to do, and commands, found by typing. */
export function Palette({ text: first }: { text: string }): JSX.Element {
  const chat = useChat();
  const [text, setText] = useState(first);
  const [chosen, setChosen] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLUListElement>(null);

  useLayoutEffect(() => { input.current!.focus(); input.current!.setSelectionRange(first.length, first.length); }, []);
  useLayoutEffect(() => { list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' }); }, [chosen]);

  const show = (next: Dialog) => (): void => { dialog.value = next; };
  const perform = (action: Action) => (): void => { closeDialog(); void run(chat, action); };
  const type = (line: string): void => { setText(line); setChosen(0); };
  const put = (line: string) => (): void => { type(line); input.current!.value = line; input.current!.focus(); };

  const choices = (): Choice[] => {
    if (text.startsWith('#') || isCommand(text)) {
      const word = text.split(/\s/u)[0]!.toLowerCase();
      const named = commands.filter(c => c.hidden !== true && c.names.some(n => `#${n}`.toLowerCase().startsWith(word)))
        .map((c): Choice => ({ key: c.names[0]!, label: `#${c.names[0]} ${c.usage}`, hint: commandHint(c.names[0]!), icon: 'hash', stays: true, act: put(`#${c.names[0]} `) }));
      const action = parseLine(text.trim());
      if (action === null || action.do === 'post')
        return named;
      // What can be done as it stands comes first; what lacks something is offered to be completed.
      const line: Choice = { key: 'line', label: text.trim(), hint: t('palette.run'), icon: 'send', act: perform(action) };
      return action.do === 'refused' && action.why !== 'unknown' ? [...named, line] : action.do === 'refused' ? named.length > 0 ? named : [line] : [line, ...named.filter(n => n.label.trim() !== text.trim())];
    }
    const wanted = foldLoose(text.replace(/^@/u, '').trim());
    const onlyPeople = text.startsWith('@');
    const match = (label: string): boolean => foldLoose(label).includes(wanted);
    const rooms = onlyPeople ? [] : chat.list.value.filter(c => c.kind === 'room' && (match(c.name) || match(roomText(c.name))))
      .map((c): Choice => ({ key: c.key, label: roomText(c.name), hint: badge(c.unread), icon: 'hash', act: () => { closeDialog(); chat.show(c); } }));
    const known = new Set(chat.list.value.filter(c => c.kind === 'private').map(c => c.name));
    const people = [...known, ...[...chat.people.names()].filter(n => !known.has(n) && n !== chat.login)].filter(match)
      .map((login): Choice => ({ key: `@${login}`, label: login, hint: t(`presence.${chat.people.state(login)}`), icon: null, person: login, act: () => { closeDialog(); chat.showPrivate(login); } }));
    const actions: Choice[] = onlyPeople ? [] : ([
      ['plus', t('room.new'), show({ kind: 'create' })],
      ['hash', t('rooms.browse'), show({ kind: 'rooms' })],
      ['people', t('people.all'), show({ kind: 'people' })],
      ['people', t('people'), () => { closeDialog(); pane.value = 'people'; }],
      ['search', t('search'), () => { closeDialog(); pane.value = 'search'; }],
      ['shield', t('room.rules'), perform({ do: 'rules' })],
      ['away', chat.away.value === null ? t('away.set') : t('away.end'), perform({ do: 'away', text: chat.away.value === null ? t('away.default') : null })],
      ['check', t('read.all'), () => { closeDialog(); chat.markAllRead(); }],
      ['person', t('profile'), show({ kind: 'settings', part: 'profile' })],
      ['bell', t('settings.look'), show({ kind: 'settings', part: 'look' })],
      ['key', t('settings.sessions'), show({ kind: 'settings', part: 'sessions' })],
      ['lock', t('settings.account'), show({ kind: 'settings', part: 'account' })],
      ['sun', t('theme.to.light'), () => { closeDialog(); chooseTheme('light'); }],
      ['moon', t('theme.to.dark'), () => { closeDialog(); chooseTheme('dark'); }],
      ['edit', lang.value === 'es' ? 'English' : 'Español', () => { closeDialog(); chooseLang(lang.value === 'es' ? 'en' : 'es'); }],
      ['clock', t('command.time'), perform({ do: 'time' })],
      ['help', t('help'), show({ kind: 'help' })],
      ['leave', t('log-out'), perform({ do: 'exit' })],
    ] as const).filter(([, label]) => match(label)).map(([icon, label, act]): Choice => ({ key: `!${label}`, label, hint: '', icon, act }));
    const other: Choice[] = wanted !== '' && rooms.length === 0 && !onlyPeople
      ? [{ key: 'join', label: t('palette.enter', { name: text.trim() }), hint: '', icon: 'hash', act: perform({ do: 'enter', room: text.trim() }) }] : [];
    return (wanted === '' ? [...rooms, ...people.slice(0, 8), ...actions] : [...rooms, ...people, ...actions, ...other]).slice(0, MostChoices);
  };

  const shown = choices();
  const now = Math.min(chosen, shown.length - 1);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setChosen((now + (event.key === 'ArrowDown' ? 1 : -1) + shown.length) % Math.max(1, shown.length));
    } else if ((event.key === 'Enter' || (event.key === 'Tab' && shown[now]?.stays === true)) && !event.isComposing) {
      event.preventDefault();
      shown[now]?.act();
    }
  };
  return (
    <Sheet title={t('palette')} bare>
      <div class="palette">
        <div class="palette-field">
          <Icon name="search" />
          <input ref={input} type="text" defaultValue={first} placeholder={t('palette.hint')} aria-label={t('palette.hint')} autocomplete="off" autocapitalize="none" spellcheck={false}
            role="combobox" aria-expanded="true" aria-controls="palette-list" aria-activedescendant={now >= 0 ? `choice-${now}` : undefined}
            onInput={event => type(event.currentTarget.value)} onKeyDown={onKeyDown} />
          <kbd class="only-desk">Esc</kbd>
        </div>
        <ul id="palette-list" ref={list} role="listbox" aria-label={t('palette')}>
          {shown.map((choice, i) => (
            <li key={choice.key} id={`choice-${i}`} role="option" aria-selected={i === now} onClick={choice.act} onMouseMove={() => { if (i !== now) setChosen(i); }}>
              {choice.icon === null ? <Avatar name={choice.person!} small state={chat.people.state(choice.person!)} /> : <Icon name={choice.icon} />}
              <span>{choice.label}</span><span class="hint">{choice.hint}</span>
            </li>
          ))}
        </ul>
        {shown.length === 0 && <p class="hint palette-none">{t('palette.none')}</p>}
      </div>
    </Sheet>
  );
}
