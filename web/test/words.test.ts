import { describe, expect, it } from 'vitest';
import { attachmentOf, attachmentText, sizeText } from '../src/state/attachments.ts';
import { clientName } from '../src/state/clientName.ts';
import { foldName, sameName } from '../src/state/fold.ts';
import { excerpt, highlight, searchWords } from '../src/state/highlight.ts';
import { complete, mentionAt, mentions } from '../src/state/mentions.ts';
import { Typing } from '../src/state/typing.ts';
import { countUnread, badge } from '../src/state/unread.ts';
import { Timeline } from '../src/state/timeline.ts';
import { behind, joinRequest } from '../src/state/resume.ts';
import { hashOf, parseRoute, type PageRoute } from '../src/routes.ts';
import { en } from '../src/texts/en.ts';
import { es } from '../src/texts/es.ts';
import { has, lang, plural, preferred, t } from '../src/texts/texts.ts';

describe('mentions', () => {
  it('are the name as a word, with or without @, whatever the case and accents', () => {
    for (const text of ['@ana', 'oye ANA, ven', '(ana)', 'ána', '¿ana?'])
      expect(mentions(text, 'Ana'), text).toBe(true);
    for (const text of ['banana', 'anabel', 'susana', 'ana_2', ''])
      expect(mentions(text, 'Ana'), text).toBe(false);
  });

  it('are completed behind an @ at the caret', () => {
    expect(mentionAt('hola @ev', 8)).toEqual({ start: 5, typed: 'ev' });
    expect(mentionAt('@', 1)).toEqual({ start: 0, typed: '' });
    expect(mentionAt('a@b', 3)).toBeNull();
    expect(mentionAt('hola @ev que', 12)).toBeNull();
    expect(complete('or', ['dr.ortega', 'orlando', 'eva'])).toEqual(['orlando', 'dr.ortega']);
    expect(complete('pena', ['Peña'])).toEqual(['Peña']);
  });
});

describe('search', () => {
  it('finds words as the server does: without case and accents, ñ kept', () => {
    expect(searchWords('Presión arterial: 120/80, año')).toEqual(['presion', 'arterial', '120', '80', 'año']);
    expect(searchWords('ﬁebre ＡＢＣ')).toEqual(['fiebre', 'abc']);
  });

  it('marks whole words only', () => {
    expect(highlight('La PRESIÓN y la presionada', 'presion')).toEqual([
      { text: 'La ', hit: false }, { text: 'PRESIÓN', hit: true }, { text: ' y la presionada', hit: false }]);
    expect(highlight('ano año', 'año').filter(p => p.hit).map(p => p.text)).toEqual(['año']);
  });

  it('loses nothing of the text', () => {
    const text = 'e\u0301 a b\u0303 c—d_e 👍 f';
    expect(highlight(text, 'e c f').map(p => p.text).join('')).toBe(text);
    expect(highlight('', 'a')).toEqual([{ text: '', hit: false }]);
  });

  it('shows a long text around its first hit', () => {
    const shown = excerpt(`${'palabra '.repeat(50)}dosis ${'más '.repeat(80)}`, 'dosis');
    expect(shown[0]!.text.startsWith('…')).toBe(true);
    expect(shown.some(p => p.hit && p.text === 'dosis')).toBe(true);
    expect(shown.map(p => p.text).join('').length).toBeLessThan(240);
  });
});

describe('shared files', () => {
  const origin = 'https://chat.example';
  it('are told by the form of their text', () => {
    expect(attachmentOf('foto (1).jpg (1,2 MB) https://chat.example/files/0a1b/foto%20(1).jpg', origin)).toEqual(
      { name: 'foto (1).jpg', size: '1,2 MB', url: '/files/0a1b/foto%20(1).jpg', id: '0a1b', isPicture: true, comment: '' });
    expect(attachmentOf('mirad esto\ninforme.pdf (3 kB) https://chat.example/files/0a1b/informe.pdf', origin)).toMatchObject({ comment: 'mirad esto', isPicture: false });
  });

  it.each([
    'informe.pdf (3 kB) https://evil.example/files/0a1b/informe.pdf',
    'informe.pdf (3 kB) https://chat.example/other/0a1b/informe.pdf',
    'informe.pdf (3 kB) https://chat.example/files/0a1b/../../api/v1/logout',
    'informe.pdf (3 kB) https://chat.example/files/0a1b/x?y=1',
    'informe.pdf (3 kB) javascript:alert(1)',
    'informe.pdf https://chat.example/files/0a1b/informe.pdf',
    'informe.pdf (3 kB) https://chat.example/files/0a1b/informe.pdf and more',
    'informe.pdf (3 kB) https://chat.example@evil.example/files/0a1b/informe.pdf',
  ])('are not anything else: %s', text => {
    expect(attachmentOf(text, origin)).toBeNull();
  });

  it('read back as they were written', () => {
    const text = attachmentText('a b.png', '12 kB', 'https://chat.example/files/x/a%20b.png', ' dos\nlíneas ');
    expect(attachmentOf(text, origin)).toMatchObject({ name: 'a b.png', size: '12 kB', comment: 'dos\nlíneas' });
  });

  it('have a size that people read', () => {
    expect([sizeText(999, 'en'), sizeText(1_400_000, 'es'), sizeText(34_000, 'en')]).toEqual(['999 B', '1,4 MB', '34 kB']);
  });
});

describe('typing', () => {
  it('lasts six seconds from the last sign', () => {
    const typing = new Typing();
    typing.signal('bob', 'active', 0);
    typing.signal('eva', 'active', 3_000);
    expect(typing.who(5_999)).toEqual(['bob', 'eva']);
    expect(typing.who(6_000)).toEqual(['eva']);
    typing.signal('eva', 'done', 6_100);
    expect(typing.who(6_200)).toEqual([]);
    expect(typing.next(6_200)).toBeNull();
  });
});

describe('unread', () => {
  const timeline = (): Timeline => {
    const made = new Timeline(10);
    ['bob', 'ana', 'bob', 'bob'].forEach((from, i) => made.append({ t: 'msg', room: 'uci', conversation: 1, position: 11 + i, from, time: '', text: i === 3 ? 'ana?' : 'x' }));
    return made;
  };

  it('is what others said past the marker', () => {
    expect(countUnread(timeline(), 10, 'ana', false)).toEqual({ count: 3, mentions: 1, atLeast: false });
    expect(countUnread(timeline(), 13, 'ana', false)).toEqual({ count: 1, mentions: 1, atLeast: false });
    expect(countUnread(timeline(), 14, 'ana', false).count).toBe(0);
  });

  it('may be more when the marker lies before what was read', () => {
    const unread = countUnread(timeline(), 3, 'ana', true);
    expect(unread).toEqual({ count: 3, mentions: 3, atLeast: true });
    expect(badge(unread)).toBe('3+');
    expect(badge({ count: 250, mentions: 0, atLeast: false })).toBe('99+');
    expect(badge({ count: 0, mentions: 0, atLeast: true })).toBe('');
  });

  it('leaves out what was taken back', () => {
    const made = timeline();
    made.append({ t: 'redact', room: 'uci', conversation: 1, position: 15, from: 'bob', time: '', target: 14 });
    expect(countUnread(made, 10, 'ana', false)).toMatchObject({ count: 2, mentions: 0 });
  });
});

describe('the plan after a lost connection', () => {
  it('asks for what follows the last position seen, and anew for a room that was not read', () => {
    expect(joinRequest({ kind: 'room', name: 'uci', id: 7, to: 12, isLoaded: true })).toEqual({ t: 'join', room: 'uci', after: 12, conversation: 7 });
    expect(joinRequest({ kind: 'room', name: 'uci', id: 0, to: 0, isLoaded: false }, 'k')).toEqual({ t: 'join', room: 'uci', key: 'k' });
  });

  it('asks for private conversations that have gone on', () => {
    const known = { bob: { kind: 'private' as const, name: 'bob', id: 9, to: 3, isLoaded: true }, eva: { kind: 'private' as const, name: 'eva', id: 8, to: 5, isLoaded: true } };
    expect(behind([{ conversation: 9, with: 'bob', head: 6 }, { conversation: 8, with: 'eva', head: 5 }, { conversation: 4, with: 'luis', head: 2 }], name => known[name as 'bob'])).toEqual([{ name: 'bob', after: 3 }]);
  });
});

describe('programs of sessions', () => {
  it('are named in few words', () => {
    expect(clientName('Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36')).toBe('Chrome · Linux');
    expect(clientName('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1')).toBe('Safari · iPhone');
    expect(clientName('Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0')).toBe('Firefox · Windows');
    expect(clientName('parley chat 0.1.0')).toBe('parley chat 0.1.0');
    expect(clientName('Mozilla/9')).toBe('Mozilla/9');
  });
});

describe('names', () => {
  it('are the same whatever the case and composition', () => {
    expect(sameName('JOSÉ', 'jose\u0301')).toBe(true);
    expect(sameName('ana', 'aña')).toBe(false);
    expect(foldName(' Sala  de  Espera ')).toBe('sala de espera');
  });
});

describe('addresses', () => {
  const page: PageRoute = { path: 'admin', title: 'settings', load: () => Promise.reject(new Error()) };
  it('lead to conversations and pages, and unknown ones to the list', () => {
    expect(parseRoute('#/room/Laboratorio%203')).toEqual({ at: 'conversation', kind: 'room', name: 'Laboratorio 3' });
    expect(parseRoute('#/admin', [page])).toEqual({ at: 'page', page });
    for (const hash of ['', '#', '#/', '#/x', '#/room/', '#/room/%zz'])
      expect(parseRoute(hash, [page])).toEqual({ at: 'list' });
    for (const name of ['a/b', 'ñandú', 'x#y'])
      expect(parseRoute(hashOf({ at: 'conversation', kind: 'private', name }))).toEqual({ at: 'conversation', kind: 'private', name });
  });
});

describe('texts', () => {
  it('are the same keys in both languages, none empty, with the same places to fill in', () => {
    expect(Object.keys(es).sort()).toEqual(Object.keys(en).sort());
    const places = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(m => m[0]).sort();
    for (const key of Object.keys(en) as (keyof typeof en)[]) {
      expect(en[key], key).not.toBe('');
      expect(es[key], key).not.toBe('');
      expect(places(es[key]), key).toEqual(places(en[key]));
    }
  });

  it('are filled in and go by number', () => {
    lang.value = 'es';
    expect(plural('people.count', 1)).toBe('1 persona');
    expect(plural('people.count', 12_345)).toBe('12.345 personas');
    lang.value = 'en';
    expect(t('notice.kicked', { by: 'ana', login: '{by}' })).toBe('ana put {by} out');
    expect(has('hasOwnProperty')).toBe(false);
  });

  it('are in the first language of the browser that there is', () => {
    expect(preferred(['fr', 'es-CO', 'en'])).toBe('es');
    expect(preferred(['EN-us'])).toBe('en');
    expect(preferred(['de'])).toBe('en');
  });
});
