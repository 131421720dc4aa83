import { describe, expect, it } from 'vitest';
import { FakeServer, settle } from './fakeServer.ts';

describe('a chat', () => {
  it('enters the default room at first and remembers it', async () => {
    const server = new FakeServer();
    server.room('principal', 7, { default: true });
    const { chat, memory } = await server.connect('ana');
    expect(chat.open.value?.name).toBe('principal');
    expect(memory.roomsOf['ana']).toEqual([{ room: 'principal' }]);
  });

  it('enters a room that is asked for before the link is there, after those it was in', async () => {
    const server = new FakeServer();
    server.room('principal', 7, { default: true });
    server.room('planta-3', 8);
    const { chat } = await server.connect('ana', undefined, early => void early.enter('planta-3'));
    expect(chat.open.value?.name).toBe('planta-3');
    expect(chat.find('room', 'principal')).toBeDefined();
  });

  it('says that there is no link to who asks while it is made and fails', async () => {
    const server = new FakeServer();
    server.room('principal', 7, { default: true });
    const { chat } = await server.connect('ana');
    server.isDown = true;
    server.cut('ana');
    const asked: string[] = [];
    server.tick(1_000);
    expect(chat.link.value.state).toBe('connecting');
    chat.request({ t: 'ping' }).catch((error: Error) => asked.push(error.name));
    await settle();
    expect(asked).toEqual(['ConnectionLost']);
  });

  it('shows what is said in the order of positions, once', async () => {
    const server = new FakeServer();
    server.room('uci', 7, { default: true });
    server.say('uci', 'bob', 'uno');
    const { chat } = await server.connect('ana');
    server.say('uci', 'bob', 'dos');
    await settle();
    expect(server.texts(chat, 'uci')).toEqual(['uno', 'dos']);
  });

  it('sends once what it says, and shows it as kept when the server has it', async () => {
    const server = new FakeServer();
    server.room('uci', 7, { default: true });
    const { chat, memory } = await server.connect('ana');
    chat.post(chat.open.value!, 'hola');
    expect(chat.pendingOf(chat.open.value!)).toHaveLength(1);
    await settle();
    expect(server.texts(chat, 'uci')).toEqual(['hola']);
    expect(chat.pendingOf(chat.open.value!)).toEqual([]);
    expect(memory.outbox.size).toBe(0);
  });

  it('sends again under the same id after a link that broke before the answer, and there is one message', async () => {
    const server = new FakeServer();
    server.room('uci', 7, { default: true });
    const { chat } = await server.connect('ana');
    server.swallowsAnswers = true;
    chat.post(chat.open.value!, 'hola');
    await settle();
    expect(server.log('uci').length).toBe(1);
    server.swallowsAnswers = false;
    server.cut('ana');
    server.tick(60_000);
    await settle();
    expect(server.texts(chat, 'uci')).toEqual(['hola']);
    expect(server.log('uci').length).toBe(1);
    expect(chat.outbox.items).toEqual([]);
  });

  it('keeps what a stopping node left unanswered and sends it to the next one at once', async () => {
    const server = new FakeServer();
    server.room('uci', 7, { default: true });
    const { chat, memory } = await server.connect('ana');
    server.swallowsAnswers = true;
    chat.post(chat.open.value!, 'hola');
    await settle();
    server.swallowsAnswers = false;
    server.say('uci', 'bob', 'qué tal', { isLost: true });
    server.tell('ana', { t: 'closing', reason: 'ServerStopping', retryAfter: 60 });
    await settle();
    expect([...memory.outbox.values()].map(i => i.text)).toEqual(['hola']);
    server.tick(250);
    await settle();
    expect(server.requests('post').map(f => f['id'])).toEqual(Array(2).fill(server.requests('post')[0]!['id']));
    expect(server.texts(chat, 'uci')).toEqual(['hola', 'qué tal']);
    expect(server.log('uci')).toHaveLength(2);
    expect([chat.outbox.items, memory.outbox.size]).toEqual([[], 0]);
  });

  it.each([221, 238])('stays in a room whose join was refused by %s for now', async code => {
    const server = new FakeServer();
    server.room('uci', 7, { default: true });
    const { chat } = await server.connect('ana');
    server.refusesJoins = code;
    server.cut('ana');
    server.tick(1_000);
    await settle();
    expect(chat.find('room', 'uci')).toBeDefined();
    server.refusesJoins = null;
    server.tick(2_000);
    await settle();
    server.say('uci', 'bob', 'hola');
    await settle();
    expect(server.texts(chat, 'uci')).toEqual(['hola']);
  });

  it('keeps what was said without a link, across a reload, and sends it once', async () => {
    const server = new FakeServer();
    server.room('uci', 7, { default: true });
    const first = await server.connect('ana');
    server.isDown = true;
    server.cut('ana');
    first.chat.post(first.chat.open.value!, 'uno');
    first.chat.post(first.chat.open.value!, 'dos');
    await settle();
    expect(first.memory.outbox.size).toBe(2);
    first.chat.end();
    server.isDown = false;
    const second = await server.connect('ana', first.memory);
    await settle();
    expect(server.texts(second.chat, 'uci')).toEqual(['uno', 'dos']);
    expect(first.memory.outbox.size).toBe(0);
  });

  it('resumes each room behind the last position it saw', async () => {
    const server = new FakeServer();
    server.room('uci', 7, { default: true });
    server.say('uci', 'bob', 'uno');
    const { chat } = await server.connect('ana');
    server.cut('ana');
    server.say('uci', 'bob', 'dos');
    server.say('uci', 'bob', 'tres');
    server.tick(60_000);
    await settle();
    expect(server.texts(chat, 'uci')).toEqual(['uno', 'dos', 'tres']);
    expect(server.requests('join').at(-1)).toMatchObject({ room: 'uci', after: 1, conversation: 7 });
  });

  it('begins anew in a room that was made again under its name', async () => {
    const server = new FakeServer();
    server.room('uci', 7, { default: true });
    server.say('uci', 'bob', 'antes');
    const { chat } = await server.connect('ana');
    server.cut('ana');
    server.room('uci', 8, { default: true });
    server.say('uci', 'bob', 'después');
    server.tick(60_000);
    await settle();
    expect(server.texts(chat, 'uci')).toEqual(['después']);
  });

  it('leaves a room that is gone, with a word', async () => {
    const server = new FakeServer();
    server.room('principal', 1, { default: true });
    server.room('uci', 7);
    const { chat, memory } = await server.connect('ana');
    await chat.enter('uci');
    const told: unknown[] = [];
    chat.onNews = news => told.push(news);
    server.cut('ana');
    server.remove('uci');
    server.tick(60_000);
    await settle();
    expect(chat.find('room', 'uci')).toBeUndefined();
    expect(memory.roomsOf['ana']).toEqual([{ room: 'principal' }]);
    expect(told).toMatchObject([{ what: 'room-gone', room: 'uci' }]);
  });

  it('closes a gap by history before it shows what is behind it', async () => {
    const server = new FakeServer();
    server.room('uci', 7, { default: true });
    const { chat } = await server.connect('ana');
    server.say('uci', 'bob', 'uno', { isLost: true });
    server.say('uci', 'bob', 'dos');
    await settle();
    expect(server.texts(chat, 'uci')).toEqual(['uno', 'dos']);
  });

  it('catches up private conversations by their heads', async () => {
    const server = new FakeServer();
    server.room('principal', 1, { default: true });
    const { chat } = await server.connect('ana');
    server.sayPrivate('bob', 'ana', 'uno');
    await settle();
    server.cut('ana');
    server.sayPrivate('bob', 'ana', 'dos');
    server.tick(60_000);
    await settle();
    expect(chat.find('private', 'bob')!.live.items.map(i => i.t === 'msg' && i.text)).toEqual(['uno', 'dos']);
  });

  it('counts what others said past the marker, and mentions', async () => {
    const server = new FakeServer();
    server.room('principal', 1, { default: true });
    server.room('uci', 7);
    const { chat } = await server.connect('ana');
    const uci = await chat.enter('uci');
    await settle();
    chat.show(chat.find('room', 'principal')!);
    server.say('uci', 'bob', 'uno');
    server.say('uci', 'bob', 'oye @Ana');
    server.say('uci', 'ana', 'mío');
    await settle();
    expect(uci.unread).toMatchObject({ count: 2, mentions: 1 });
    chat.show(uci);
    uci.atEnd = true;
    chat.seen(uci);
    expect(uci.unread.count).toBe(0);
    server.tick(1_000);
    await settle();
    expect(server.requests('mark-read').at(-1)).toMatchObject({ room: 'uci', position: 3 });
  });

  it('takes for read what another device read', async () => {
    const server = new FakeServer();
    server.room('principal', 1, { default: true });
    server.room('uci', 7);
    const { chat } = await server.connect('ana');
    const uci = await chat.enter('uci');
    await settle();
    chat.show(chat.find('room', 'principal')!);
    server.say('uci', 'bob', 'uno');
    server.say('uci', 'bob', 'dos');
    await settle();
    expect(uci.unread.count).toBe(2);
    server.tell('ana', { t: 'read', room: 'uci', conversation: 7, position: 1 });
    await settle();
    expect(uci.unread.count).toBe(1);
    server.tell('ana', { t: 'read', room: 'uci', conversation: 7, position: 2 });
    await settle();
    expect(uci.unread.count).toBe(0);
  });

  it('does not count for somebody new what was said before', async () => {
    const server = new FakeServer();
    server.room('uci', 7, { default: true });
    for (let i = 0; i < 30; i++)
      server.say('uci', 'bob', `m${i}`);
    const { chat } = await server.connect('ana');
    await settle();
    expect(chat.find('room', 'uci')!.unread.count).toBe(0);
  });

  it('has nothing to wait for in a room where nothing was said', async () => {
    const server = new FakeServer();
    server.room('uci', 7, { default: true });
    const { chat } = await server.connect('ana');
    await settle();
    expect(chat.find('room', 'uci')).toMatchObject({ isLoaded: true, reachedStart: true });
    expect(server.requests('history').filter(request => request['room'] === 'uci')).toEqual([]);
  });

  it('reads older pages until the first entry', async () => {
    const server = new FakeServer();
    server.room('uci', 7, { default: true });
    for (let i = 1; i <= 300; i++)
      server.say('uci', 'bob', `m${i}`);
    const { chat } = await server.connect('ana');
    const uci = chat.find('room', 'uci')!;
    await settle();
    for (let i = 0; i < 10 && uci.live.from > 1; i++) {
      await chat.loadOlder(uci);
      await settle();
    }
    expect(server.texts(chat, 'uci')).toEqual(Array.from({ length: 300 }, (_, i) => `m${i + 1}`));
    const asked = server.requests('history').length;
    await chat.loadOlder(uci);
    expect(server.requests('history').length).toBe(asked);
  });

  it('jumps to a place in the middle and grows back to the end', async () => {
    const server = new FakeServer();
    server.room('uci', 7, { default: true });
    for (let i = 1; i <= 400; i++)
      server.say('uci', 'bob', `m${i}`);
    const { chat } = await server.connect('ana');
    const uci = chat.find('room', 'uci')!;
    await settle();
    await chat.jump(uci, 100);
    expect(uci.context?.message(100)?.text).toBe('m100');
    expect(uci.goTo.value).toEqual({ position: 100, at: 'middle' });
    for (let i = 0; i < 10 && uci.context !== null; i++)
      await chat.loadNewer(uci);
    expect(uci.context).toBeNull();
    const positions = uci.live.items.map(i => i.t === 'msg' ? i.position : 0);
    expect(positions).toEqual(Array.from({ length: positions.length }, (_, i) => positions[0]! + i));
    expect(positions.at(-1)).toBe(400);
  });

  it('shows a refused message as failed, and sends it again under its id', async () => {
    const server = new FakeServer();
    server.room('uci', 7, { default: true });
    const { chat } = await server.connect('ana');
    server.refuses = { code: 244, text: 'No puedes hablar en uci' };
    chat.post(chat.open.value!, 'hola');
    await settle();
    const [failed] = chat.pendingOf(chat.open.value!);
    expect(failed).toMatchObject({ state: 'failed', error: 'No puedes hablar en uci' });
    server.refuses = null;
    chat.retry(failed!.id);
    await settle();
    expect(server.texts(chat, 'uci')).toEqual(['hola']);
    expect(new Set(server.requests('post').map(r => r['id'])).size).toBe(1);
  });

  it('waits as long as a busy server says and tries again', async () => {
    const server = new FakeServer();
    server.room('uci', 7, { default: true });
    const { chat } = await server.connect('ana');
    server.refuses = { code: 220, text: 'busy', args: { seconds: '3' } };
    chat.post(chat.open.value!, 'hola');
    await settle();
    server.refuses = null;
    server.tick(2_000);
    await settle();
    expect(server.log('uci')).toHaveLength(0);
    server.tick(1_500);
    await settle();
    expect(server.log('uci')).toHaveLength(1);
    expect(chat.outbox.items).toEqual([]);
  });

  it('takes an own reaction back by its entry', async () => {
    const server = new FakeServer();
    server.room('uci', 7, { default: true });
    server.say('uci', 'bob', 'uno');
    const { chat } = await server.connect('ana');
    const uci = chat.open.value!;
    await settle();
    chat.react(uci, 1, '👍');
    await settle();
    expect(uci.annotations.reactions(1, 'ana')).toEqual([{ text: '👍', from: ['ana'], own: 2 }]);
    chat.react(uci, 1, '👍');
    await settle();
    expect(server.requests('redact').at(-1)).toMatchObject({ room: 'uci', position: 2 });
    expect(uci.annotations.reactions(1, 'ana')).toEqual([]);
  });

  it('shows who types, until they say it or six seconds have passed', async () => {
    const server = new FakeServer();
    server.room('uci', 7, { default: true });
    const { chat } = await server.connect('ana');
    const uci = chat.open.value!;
    const typing = { t: 'signal', from: 'bob', room: 'uci', tags: { '+typing': 'active' } };
    server.tell('ana', typing);
    await settle();
    expect(uci.typing.who(chat.now)).toEqual(['bob']);
    server.tick(6_500);
    expect(uci.typing.who(chat.now)).toEqual([]);
    server.tell('ana', typing);
    await settle();
    server.say('uci', 'bob', 'ya');
    await settle();
    expect(uci.typing.who(chat.now)).toEqual([]);
  });

  it('finds the default room by any of its names', async () => {
    const server = new FakeServer();
    server.room('default', 1, { default: true });
    const { chat } = await server.connect('ana');
    chat.show(null);
    await chat.enter('principal');
    expect(chat.open.value?.name).toBe('default');
  });

  it('leaves a room it was put out of', async () => {
    const server = new FakeServer();
    server.room('principal', 1, { default: true });
    server.room('uci', 7);
    const { chat } = await server.connect('ana');
    await chat.enter('uci');
    server.tell('ana', { t: 'kicked', room: 'uci', conversation: 7, login: 'ana', by: 'bob', reason: 'ruido' });
    await settle();
    expect(chat.find('room', 'uci')).toBeUndefined();
    expect(chat.open.value?.name).toBe('principal');
  });
});
