import { ConnectionLost, Refusal, type TimeAnswer, type TopicShown } from '../protocol/frames.ts';
import type { Chat } from '../state/chat.ts';
import type { Conversation } from '../state/conversation.ts';
import { dateText } from '../texts/dates.ts';
import { t } from '../texts/texts.ts';
import { chooseLang } from '../view/prefs.ts';
import { endSession, eraseAccount } from '../view/session.ts';
import { dialog, pane, searchText, toast, wordsOf } from '../view/ui.ts';
import type { Action } from './parse.ts';

/** Carries out what somebody typed or chose. @returns whether it was done; if not, they were told why. */
export async function run(chat: Chat, action: Action): Promise<boolean> {
  try {
    await act(chat, action);
    return true;
  } catch (error) {
    toast(error instanceof ConnectionLost ? t('offline.command') : wordsOf(error), { isError: true });
    if (!(error instanceof Refusal || error instanceof ConnectionLost || error instanceof Misunderstood))
      throw error;
    return false;
  }
}

class Misunderstood extends Error {}

async function act(chat: Chat, action: Action): Promise<void> {
  const open = (): Conversation => {
    if (chat.open.value === null)
      throw new Misunderstood(t('no-room'));
    return chat.open.value;
  };
  const room = (): string => {
    const conversation = open();
    if (conversation.kind !== 'room')
      throw new Misunderstood(t('no-room'));
    return conversation.name;
  };

  switch (action.do) {
    case 'post': chat.post(open(), action.text); break;
    case 'create': await chat.create(action.room); break;
    case 'enter': await chat.enter(action.room, action.key); break;
    case 'home': {
      const conversation = chat.open.value;
      const home = chat.list.value.find(c => c.isDefault);
      if (conversation?.kind === 'room' && !conversation.isDefault)
        await chat.leave(conversation);
      else
        toast(t('home.already'));
      if (home !== undefined)
        chat.show(home);
      break;
    }
    case 'delete': await chat.request({ t: 'delete', room: action.room }); break;
    case 'keep': {
      const name = action.room ?? room();
      await chat.request({ t: 'keep', room: name });
      toast(t('room.kept', { room: name }));
      break;
    }
    case 'rooms': dialog.value = { kind: 'rooms' }; break;
    case 'users':
      if (action.scope !== 'room')
        dialog.value = { kind: 'people' };
      else if (action.room === null || chat.find('room', action.room) === chat.open.value)
        pane.value = 'people';
      else {
        chat.show(chat.find('room', action.room) ?? await chat.enter(action.room));
        pane.value = 'people';
      }
      break;
    case 'private': {
      let { to } = action;
      if (action.orTo !== undefined && await isNobody(chat, to))
        to = action.orTo;
      if (action.text === null || action.text === '') {
        chat.showPrivate(to);
      } else {
        const conversation = chat.showPrivate(to);
        chat.post(conversation, action.text);
      }
      break;
    }
    case 'privates': dialog.value = { kind: 'palette', text: '@' }; break;
    case 'last': {
      const conversation = open();
      while (conversation.live.items.length < action.count) {
        const before = conversation.live.from;
        await chat.loadOlder(conversation);
        if (conversation.live.from === before)
          break;
      }
      const item = conversation.live.items[Math.max(0, conversation.live.items.length - action.count)];
      if (item !== undefined && item.t !== 'notice')
        await chat.jump(conversation, item.position);
      break;
    }
    case 'search': searchText.value = action.query; pane.value = 'search'; break;
    case 'edit': chat.edit(open(), action.position, action.text); break;
    case 'redact': chat.redact(open(), action.position, action.reason); break;
    case 'react': chat.react(open(), action.position, action.text); break;
    case 'id': {
      const target = action.inner.do === 'private' ? { to: action.inner.to } : open().target;
      const text = action.inner.do === 'post' || action.inner.do === 'private' ? action.inner.text ?? '' : '';
      await chat.request({ t: 'post', ...target, text, id: action.id });
      break;
    }
    case 'topic':
      if (action.text === undefined) {
        const shown = await chat.request<TopicShown>({ t: 'show-topic', room: room() });
        const by = shown.by === undefined || shown.time === undefined ? '' : ` (${shown.by}, ${dateText(new Date(shown.time))})`;
        chat.note(open(), shown.topic === '' ? t('topic.none', { room: shown.room }) : t('topic.shown', { room: shown.room, topic: shown.topic }) + by);
      } else {
        await chat.request({ t: 'topic', room: room(), text: action.text });
      }
      break;
    case 'kick': await chat.request({ t: 'kick', room: room(), login: action.login, ...(action.reason === null ? {} : { reason: action.reason }) }); break;
    case 'invite': await chat.request({ t: 'invite', room: room(), login: action.login }); toast(t('invited.done', { login: action.login })); break;
    case 'rule': await chat.request({ t: 'rules', room: room(), changes: [{ rule: action.rule, on: action.on, ...(action.value === null ? {} : { value: action.value }) }] }); toast(t('done')); break;
    case 'rules': room(); dialog.value = { kind: 'room', conversation: open() }; break;
    case 'away': await chat.setAway(action.text); toast(action.text === null ? t('away.back') : t('away.now', { text: action.text })); break;
    case 'always-on': await chat.request({ t: 'always-on', on: action.on }); toast(t('done')); break;
    case 'profile':
      dialog.value = action.login === null ? { kind: 'settings', part: 'profile' } : { kind: 'person', login: action.login };
      break;
    case 'edit-profile': dialog.value = { kind: 'settings', part: 'profile' }; break;
    case 'set-profile': {
      const { do: _, ...fields } = action;
      await chat.request({ t: 'set-profile', ...fields });
      toast(t('saved'));
      break;
    }
    case 'passwd': await chat.request({ t: 'passwd', old: action.old, new: action.next }); toast(t('password.changed')); break;
    case 'tokens': dialog.value = { kind: 'settings', part: 'sessions' }; break;
    case 'revoke': await chat.request({ t: 'revoke', ...(action.id === null ? {} : { id: action.id }) }); toast(t('done')); break;
    case 'del-account': eraseAccount(action.password); break;
    case 'lang': chooseLang(action.lang); break;
    case 'time': {
      const answer = await chat.request<TimeAnswer>({ t: 'time', t0: chat.now });
      await chat.askTime();
      const { offset, error } = chat.clock.value ?? { offset: 0, error: 0 };
      toast(t('time.answer', { time: dateText(new Date(answer.t2)), offset: signed(-offset), error: (error / 1000).toFixed(3) }));
      break;
    }
    case 'ping': {
      const before = performance.now();
      await chat.request({ t: 'ping' });
      toast(t('pong', { ms: Math.round(performance.now() - before) }));
      break;
    }
    case 'help': dialog.value = { kind: 'help' }; break;
    case 'exit': await endSession(); break;
    case 'refused': throw new Misunderstood(t(`refused.${action.why}`, { command: action.command }));
  }
}

async function isNobody(chat: Chat, login: string): Promise<boolean> {
  try {
    await chat.request({ t: 'profile', login });
    return false;
  } catch (error) {
    if (error instanceof Refusal)
      return true;
    throw error;
  }
}

function signed(milliseconds: number): string {
  return (milliseconds >= 0 ? '+' : '−') + (Math.abs(milliseconds) / 1000).toFixed(3);
}
