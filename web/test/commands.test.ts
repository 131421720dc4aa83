import { describe, expect, it } from 'vitest';
import { commands, isCommand, parseLine } from '../src/commands/parse.ts';
import { en } from '../src/texts/en.ts';
import { random } from './random.ts';

describe('a line', () => {
  it.each([
    ['hola', { do: 'post', text: 'hola' }],
    ['##hola', { do: 'post', text: '#hola' }],
    ['# of beds', { do: 'post', text: '# of beds' }],
    ['#1', { do: 'post', text: '#1' }],
    ['#', { do: 'post', text: '#' }],
    ['#cR uci', { do: 'create', room: 'uci' }],
    ['#CR <sala de espera>', { do: 'create', room: 'sala de espera' }],
    ['#cRsala', { do: 'create', room: 'sala' }],
    ['#cR "uci".', { do: 'create', room: 'uci' }],
    ['#cR sala de espera.', { do: 'create', room: 'sala de espera' }],
    ['#crsala', { do: 'refused', why: 'unknown', command: '#crsala' }],
    ['#gracias', { do: 'refused', why: 'unknown', command: '#gracias' }],
    ['#cR', { do: 'refused', why: 'room-missing', command: '#cR' }],
    ['#gR uci', { do: 'enter', room: 'uci' }],
    ['#gR la uci | s3creta', { do: 'enter', room: 'la uci', key: 's3creta' }],
    ['#eR', { do: 'home' }],
    ['#lR', { do: 'rooms' }],
    ['#IR', { do: 'rooms' }],
    ['#dR uci', { do: 'delete', room: 'uci' }],
    ['#keep', { do: 'keep', room: null }],
    ['#show users', { do: 'users', scope: 'online', room: null }],
    ['#show users all', { do: 'users', scope: 'all', room: null }],
    ['#show users s.', { do: 'users', scope: 'room', room: null }],
    ['#showusers', { do: 'users', scope: 'online', room: null }],
    ['#show nonsense', { do: 'refused', why: 'usage-show', command: '#show' }],
    ['#aR', { do: 'users', scope: 'room', room: null }],
    ['#who uci', { do: 'users', scope: 'room', room: 'uci' }],
    ['#\\private<ana> hi', { do: 'private', to: 'ana', text: 'hi' }],
    ['#/private ana, hi', { do: 'private', to: 'ana', text: 'hi' }],
    ['#private "ana" hi there', { do: 'private', to: 'ana', text: 'hi there' }],
    ['\\private<ana> hi', { do: 'private', to: 'ana', text: 'hi' }],
    ['/private ana: hi', { do: 'private', to: 'ana', text: 'hi' }],
    ['#\\private<ana>', { do: 'private', to: 'ana', text: null }],
    ['#private-ana hola', { do: 'private', to: '-ana', orTo: 'ana', text: 'hola' }],
    ['/privately said', { do: 'post', text: '/privately said' }],
    ['#privates', { do: 'privates' }],
    ['#last', { do: 'last', count: 20 }],
    ['#last 50', { do: 'last', count: 50 }],
    ['#last 1001', { do: 'refused', why: 'invalid', command: '#last' }],
    ['#search presión arterial', { do: 'search', query: 'presión arterial' }],
    ['#edit 12 hola', { do: 'edit', position: 12, text: 'hola' }],
    ['#edit 12', { do: 'refused', why: 'text-missing', command: '#edit' }],
    ['#edit 0 hola', { do: 'refused', why: 'invalid', command: '#edit' }],
    ['#redact 12 me equivoqué', { do: 'redact', position: 12, reason: 'me equivoqué' }],
    ['#reaccionar 12 👍', { do: 'react', position: 12, text: '👍' }],
    ['#id c1 hola', { do: 'id', id: 'c1', inner: { do: 'post', text: 'hola' } }],
    ['#id c1 #lR', { do: 'refused', why: 'invalid', command: '#id' }],
    ['#topic', { do: 'topic' }],
    ['#tema guardia de noche', { do: 'topic', text: 'guardia de noche' }],
    ['#topic ""', { do: 'topic', text: '' }],
    ['#kick bob ruido', { do: 'kick', login: 'bob', reason: 'ruido' }],
    ['#invite bob', { do: 'invite', login: 'bob' }],
    ['#vetar bob', { do: 'rule', rule: 'ban', on: true, value: 'bob' }],
    ['#unban bob', { do: 'rule', rule: 'ban', on: false, value: 'bob' }],
    ['#deop bob', { do: 'rule', rule: 'operator', on: false, value: 'bob' }],
    ['#voz bob', { do: 'rule', rule: 'voice', on: true, value: 'bob' }],
    ['#rules', { do: 'rules' }],
    ['#regla Excepción a:bob', { do: 'rule', rule: 'exception', on: true, value: 'a:bob' }],
    ['#rule moderated', { do: 'rule', rule: 'moderated', on: true, value: null }],
    ['#unrule dueño bob', { do: 'rule', rule: 'owner', on: false, value: 'bob' }],
    ['#away comiendo', { do: 'away', text: 'comiendo' }],
    ['#ausente', { do: 'away', text: null }],
    ['#always-on sí', { do: 'always-on', on: true }],
    ['#me', { do: 'profile', login: null }],
    ['#me bob', { do: 'profile', login: 'bob' }],
    ['#profile', { do: 'edit-profile' }],
    ['#perfil Ana | Ruiz | 34 |', { do: 'set-profile', givenNames: 'Ana', surnames: 'Ruiz', age: 34 }],
    ['#passwd "una vieja" nueva123', { do: 'passwd', old: 'una vieja', next: 'nueva123' }],
    ['#tokens', { do: 'tokens' }],
    ['#revoke 4', { do: 'revoke', id: '4' }],
    ['#del-account mi clave', { do: 'del-account', password: 'mi clave' }],
    ['#idioma español', { do: 'lang', lang: 'es' }],
    ['#lang en', { do: 'lang', lang: 'en' }],
    ['#time', { do: 'time' }],
    ['#ping', { do: 'ping' }],
    ['#?', { do: 'help', command: null }],
    ['#exit', { do: 'exit' }],
    ['#turn', { do: 'refused', why: 'not-available', command: '#turn' }],
    ['#echo off', { do: 'refused', why: 'other-door', command: '#echo' }],
    ['#login ana secret', { do: 'refused', why: 'logged-in', command: '#login' }],
  ])('%s', (line, action) => {
    expect(parseLine(line)).toEqual(action);
  });

  it('of spaces is nothing', () => {
    expect(parseLine('  \t')).toBeNull();
  });

  it('that is no command is shown to nobody when it begins like one', () => {
    for (const line of ['#lgin ana secret', '#privat bob hi', '#passw a b'])
      expect(parseLine(line)).toMatchObject({ do: 'refused', why: 'unknown' });
    expect(isCommand('#lgin ana secret')).toBe(true);
    expect(isCommand('## not')).toBe(false);
  });

  it('never fails, whatever is typed', () => {
    const signs = ['#', '\\', '/', 'private', 'cR', '<', '>', '"', '|', ' ', '\t', '\n', '-', '12', 'ñ', '👍', ':'];
    const chance = random(3);
    for (let i = 0; i < 5_000; i++) {
      let line = '';
      for (let n = chance(9); n >= 0; n--)
        line += signs[chance(signs.length)]!;
      expect(() => parseLine(line)).not.toThrow();
    }
  });

  it('is explained in help, for every command that is offered', () => {
    for (const command of commands.filter(c => c.hidden !== true))
      expect(en).toHaveProperty([`command.${command.names[0]!.replace(/^[\\/]/, '')}`]);
  });
});
