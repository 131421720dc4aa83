import { Arguments } from './arguments.ts';
import { ruleNamed } from './rules.ts';

/** What a line asks for. Positions and counts are integers from 1 up. */
export type Action =
  | { do: 'post'; text: string }
  | { do: 'create' | 'delete'; room: string }
  | { do: 'enter'; room: string; key?: string }
  | { do: 'home' | 'rooms' | 'privates' | 'rules' | 'tokens' | 'ping' | 'time' | 'exit' }
  | { do: 'keep'; room: string | null }
  | { do: 'users'; scope: 'online' | 'all' | 'room'; room: string | null }
  | { do: 'private'; to: string; orTo?: string; text: string | null }
  | { do: 'last'; count: number }
  | { do: 'search'; query: string }
  | { do: 'edit' | 'react'; position: number; text: string }
  | { do: 'redact'; position: number; reason: string }
  | { do: 'id'; id: string; inner: Action }
  /** Absent: asks. Empty: takes it away. */
  | { do: 'topic'; text?: string }
  | { do: 'kick'; login: string; reason: string | null }
  | { do: 'invite'; login: string }
  | { do: 'rule'; rule: string; on: boolean; value: string | null }
  | { do: 'away'; text: string | null }
  | { do: 'always-on'; on: boolean }
  | { do: 'profile'; login: string | null }
  | { do: 'set-profile'; givenNames?: string; surnames?: string; age?: number; gender?: string }
  | { do: 'edit-profile' }
  | { do: 'passwd'; old: string; next: string }
  | { do: 'revoke'; id: string | null }
  | { do: 'del-account'; password: string }
  | { do: 'lang'; lang: 'en' | 'es' }
  | { do: 'help'; command: string | null }
  | Refused;

export type Refused = { do: 'refused'; why: 'unknown' | 'room-missing' | 'text-missing' | 'invalid' | 'usage-show' | 'not-available' | 'other-door' | 'logged-in'; command: string };

type Build = (args: Arguments, command: string) => Action;

export interface CommandRow {
  /** Names without `#`, the first as it is shown. */
  names: readonly string[];
  /** How it is used, behind `#` and its name. */
  usage: string;
  build: Build;
  /** Takes its argument without a space between, in exactly this spelling. */
  glued?: boolean;
  /** Not offered: it belongs to a door of lines, or is none yet. */
  hidden?: boolean;
}

const refused = (why: Refused['why'], command: string): Refused => ({ do: 'refused', why, command });

const room = (build: (room: string) => Action): Build => (args, command) => {
  const name = args.longName();
  return name === '' ? refused('room-missing', command) : build(name);
};
const person = (build: (login: string, text: string | null) => Action): Build => (args, command) => {
  const login = args.next()?.replace(/,+$/, '') ?? '';
  return login === '' ? refused('invalid', command) : build(login, args.rest === '' ? null : args.rest);
};
const positioned = (build: (position: number, text: string, command: string) => Action): Build => (args, command) => {
  const position = integer(args.next(), Number.MAX_SAFE_INTEGER);
  return position === null ? refused('invalid', command) : build(position, args.rest, command);
};
const rule = (rule: string, on: boolean): Build => person(value => ({ do: 'rule', rule, on, value }));
const anyRule = (on: boolean): Build => (args, command) => {
  const name = args.next();
  const value = args.next();
  return name === null || name === '' ? refused('invalid', command) : { do: 'rule', rule: ruleNamed(name), on, value: value === '' ? null : value };
};
const elsewhere: Build = (_, command) => refused('other-door', command);
const loggedIn: Build = (_, command) => refused('logged-in', command);
const notYet: Build = (_, command) => refused('not-available', command);

/** The table of docs/protocol/line.md, in its order. */
export const commands: readonly CommandRow[] = [
  { names: ['cR'], usage: '<room>', build: room(r => ({ do: 'create', room: r })), glued: true },
  { names: ['gR'], usage: '<room> [| key]', build: enter, glued: true },
  { names: ['eR'], usage: '', build: () => ({ do: 'home' }) },
  { names: ['lR', 'IR'], usage: '', build: () => ({ do: 'rooms' }) },
  { names: ['dR'], usage: '<room>', build: room(r => ({ do: 'delete', room: r })), glued: true },
  { names: ['keep'], usage: '[room]', build: args => ({ do: 'keep', room: args.longName() || null }) },
  { names: ['show', 'showusers'], usage: 'users [all|room]', build: showUsers },
  { names: ['aR'], usage: '', build: () => ({ do: 'users', scope: 'room', room: null }) },
  { names: ['who'], usage: '[room]', build: args => ({ do: 'users', scope: 'room', room: args.longName() || null }) },
  { names: ['\\private', '/private', 'private'], usage: '<user> text', build: privateTo },
  { names: ['privates'], usage: '', build: () => ({ do: 'privates' }) },
  { names: ['last'], usage: '[n]', build: last },
  { names: ['search'], usage: 'words', build: (args, command) => args.rest === '' ? refused('invalid', command) : { do: 'search', query: args.rest } },
  { names: ['edit'], usage: '<n> text', build: positioned((position, text, c) => text === '' ? refused('text-missing', c) : { do: 'edit', position, text }) },
  { names: ['redact'], usage: '<n> [reason]', build: positioned((position, reason) => ({ do: 'redact', position, reason })) },
  { names: ['react', 'reaccionar'], usage: '<n> emoji', build: positioned((position, text, c) => text === '' ? refused('text-missing', c) : { do: 'react', position, text }) },
  { names: ['id'], usage: '<id> line', build: identified, hidden: true },
  { names: ['topic', 'tema'], usage: '[text]', build: args => args.rest === '' ? { do: 'topic' } : { do: 'topic', text: args.rest === '""' || args.rest === '<>' ? '' : args.rest } },
  { names: ['kick', 'expulsar'], usage: '<user> [reason]', build: person((login, reason) => ({ do: 'kick', login, reason })) },
  { names: ['invite', 'invitar'], usage: '<user>', build: person(login => ({ do: 'invite', login })) },
  { names: ['ban', 'vetar'], usage: '<user|mask>', build: rule('ban', true) },
  { names: ['unban', 'readmitir'], usage: '<user|mask>', build: rule('ban', false) },
  { names: ['mute', 'silenciar'], usage: '<user|mask>', build: rule('mute', true) },
  { names: ['unmute'], usage: '<user|mask>', build: rule('mute', false) },
  { names: ['op'], usage: '<user>', build: rule('operator', true) },
  { names: ['deop'], usage: '<user>', build: rule('operator', false) },
  { names: ['voice', 'voz'], usage: '<user>', build: rule('voice', true) },
  { names: ['devoice'], usage: '<user>', build: rule('voice', false) },
  { names: ['rules', 'reglas'], usage: '', build: () => ({ do: 'rules' }) },
  { names: ['rule', 'regla'], usage: '<rule> [value]', build: anyRule(true) },
  { names: ['unrule'], usage: '<rule> [value]', build: anyRule(false) },
  { names: ['away', 'ausente'], usage: '[text]', build: args => ({ do: 'away', text: args.rest || null }) },
  { names: ['always-on', 'siempre-conectado'], usage: 'on|off', build: onOff(on => ({ do: 'always-on', on })) },
  { names: ['me'], usage: '[user]', build: args => ({ do: 'profile', login: args.next() }) },
  { names: ['profile', 'perfil'], usage: '[names | surnames | age | gender]', build: profile },
  { names: ['passwd'], usage: '<old> <new>', build: passwords },
  { names: ['tokens'], usage: '', build: () => ({ do: 'tokens' }) },
  { names: ['revoke'], usage: '[id]', build: args => ({ do: 'revoke', id: args.next() }) },
  { names: ['del-account'], usage: '<password>', build: (args, command) => args.rest === '' ? refused('invalid', command) : { do: 'del-account', password: args.rest } },
  { names: ['lang', 'idioma'], usage: 'es|en', build: language },
  { names: ['time', 'hora'], usage: '', build: () => ({ do: 'time' }) },
  { names: ['ping'], usage: '', build: () => ({ do: 'ping' }) },
  { names: ['help', 'ayuda', '?'], usage: '[command]', build: args => ({ do: 'help', command: args.next()?.replace(/^#/, '') ?? null }) },
  { names: ['exit'], usage: '', build: () => ({ do: 'exit' }) },
  { names: ['echo'], usage: 'on|off', build: elsewhere, hidden: true },
  { names: ['codes'], usage: 'on|off', build: elsewhere, hidden: true },
  { names: ['proto'], usage: 'json', build: elsewhere, hidden: true },
  { names: ['cancel'], usage: '', build: elsewhere, hidden: true },
  { names: ['login'], usage: '', build: loggedIn, hidden: true },
  { names: ['register'], usage: '', build: loggedIn, hidden: true },
  { names: ['urgent'], usage: '', build: notYet, hidden: true },
  { names: ['ack'], usage: '', build: notYet, hidden: true },
  { names: ['turn'], usage: '', build: notYet, hidden: true },
];

const byName = new Map(commands.flatMap(c => c.names.map(n => [n.toLowerCase(), c] as const)));

export function findCommand(name: string): CommandRow | undefined {
  return byName.get(name.toLowerCase());
}

/**
 * A line as typed to what is meant by it; null for a line of spaces. docs/protocol/line.md, "Grammar".
 */
export function parseLine(line: string): Action | null {
  if (line.trim() === '')
    return null;
  if (line.startsWith('##'))
    return { do: 'post', text: line.slice(1) };
  if (line.startsWith('#'))
    return isHashText(line) ? { do: 'post', text: line } : parseCommand(line.slice(1));
  return isBarePrivate(line) ? parseCommand(line) : { do: 'post', text: line };
}

/** Whether what is being typed is a command so far, and not a message. */
export function isCommand(line: string): boolean {
  const action = parseLine(line);
  return action !== null && action.do !== 'post';
}

function parseCommand(line: string): Action {
  const end = line.search(/[\s<"]/);
  const word = end < 0 ? line : line.slice(0, end);
  const rest = end < 0 ? '' : line.slice(end);
  const command = findCommand(word.replace(/[.:]+$/, ''));
  if (command !== undefined)
    return command.build(new Arguments(rest), shown(command));
  const dashed = dashedPrivate(word, rest);
  if (dashed !== null)
    return dashed;
  for (const glued of commands)
    if (glued.glued === true && word.startsWith(glued.names[0]!))
      return glued.build(new Arguments(line.slice(glued.names[0]!.length)), shown(glued));
  return refused('unknown', `#${word.length <= 32 ? word : word.slice(0, 32) + '…'}`);
}

function shown(command: CommandRow): string {
  return `#${command.names[0]}`;
}

/** People write "# of beds" and "#1"; anything else may be a command mistyped, with a password in it. */
function isHashText(line: string): boolean {
  return line.length === 1 || /^#[ \t0-9]/.test(line);
}

function isBarePrivate(line: string): boolean {
  return /^[\\/]private(?:$|[ \t<"-])/i.test(line);
}

function enter(args: Arguments, command: string): Action {
  const all = args.rest;
  const bar = all.indexOf('|');
  const name = new Arguments(bar < 0 ? all : all.slice(0, bar)).longName();
  if (name === '')
    return refused('room-missing', command);
  const key = bar < 0 ? '' : new Arguments(all.slice(bar + 1)).rest;
  return key === '' ? { do: 'enter', room: name } : { do: 'enter', room: name, key };
}

function showUsers(args: Arguments, command: string): Action {
  const next = (): string | undefined => args.next()?.toLowerCase().replace(/\.+$/, '');
  let scope = next();
  if (scope === 'users' || scope === 'user' || scope === 'usuarios')
    scope = next();
  switch (scope) {
    case undefined: case '': case 'online': return { do: 'users', scope: 'online', room: null };
    case 'all': case 'todos': return { do: 'users', scope: 'all', room: null };
    case 'room': case 's': case 'sala': return { do: 'users', scope: 'room', room: null };
    default: return refused('usage-show', command);
  }
}

function privateTo(args: Arguments): Action {
  const to = args.next()?.replace(/[:,]+$/, '') ?? '';
  return to === '' ? refused('invalid', '#\\private') : { do: 'private', to, text: args.rest || null };
}

/** `#private-ana hola`: the person may be called `-ana` or `ana`. */
function dashedPrivate(word: string, rest: string): Action | null {
  const match = /^[\\/]?private(-.*)$/i.exec(word);
  if (match === null)
    return null;
  const action = privateTo(new Arguments(match[1]! + rest));
  return action.do === 'private' && /^-./.test(action.to) ? { ...action, orTo: action.to.slice(1) } : action;
}

function last(args: Arguments, command: string): Action {
  const word = args.next();
  if (word === null)
    return { do: 'last', count: 20 };
  const count = integer(word, 1000);
  return count === null ? refused('invalid', command) : { do: 'last', count };
}

function identified(args: Arguments, command: string): Action {
  const id = args.next();
  if (id === null || !/^[\x21-\x7e]{1,64}$/.test(id))
    return refused('invalid', command);
  const inner = parseLine(args.rest);
  if (inner === null)
    return refused('text-missing', command);
  return inner.do === 'post' || (inner.do === 'private' && inner.text !== null) ? { do: 'id', id, inner } : refused('invalid', command);
}

function onOff(build: (on: boolean) => Action): Build {
  return (args, command) => {
    switch (args.next()?.toLowerCase()) {
      case 'on': case 'sí': case 'si': case 'yes': return build(true);
      case 'off': case 'no': return build(false);
      default: return refused('invalid', command);
    }
  };
}

function profile(args: Arguments, command: string): Action {
  if (args.rest === '')
    return { do: 'edit-profile' };
  const [givenNames, surnames, age, gender] = args.rest.split('|').map(p => p.trim());
  const years = age === undefined || age === '' ? null : integer(age, 150);
  if (age !== undefined && age !== '' && years === null)
    return refused('invalid', command);
  return {
    do: 'set-profile',
    ...(givenNames ? { givenNames } : {}), ...(surnames ? { surnames } : {}),
    ...(years === null ? {} : { age: years }), ...(gender ? { gender } : {}),
  };
}

function passwords(args: Arguments, command: string): Action {
  const old = args.next();
  const next = args.next();
  return old === null || next === null ? refused('invalid', command) : { do: 'passwd', old, next };
}

function language(args: Arguments, command: string): Action {
  const name = args.next()?.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  if (name === 'es' || name === 'espanol' || name === 'spanish')
    return { do: 'lang', lang: 'es' };
  return name === 'en' || name === 'english' || name === 'ingles' ? { do: 'lang', lang: 'en' } : refused('invalid', command);
}

function integer(word: string | null, max: number): number | null {
  if (word === null || !/^\d{1,16}$/.test(word))
    return null;
  const n = Number(word);
  return n >= 1 && n <= max ? n : null;
}
