/** Rules of a room by their names on the wire. docs/protocol/line.md, "Rules of a room". */
export const flags = ['invite-only', 'moderated', 'no-external', 'secret', 'topic-locked', 'no-ctcp', 'accounts-only', 'accounts-speak'] as const;
export const values = ['key', 'limit'] as const;
export const lists = ['ban', 'mute', 'exception', 'invitation'] as const;
export const ranks = ['voice', 'half-operator', 'operator', 'administrator', 'owner'] as const;

const spanish: Readonly<Record<string, string>> = {
  'solo-invitados': 'invite-only', 'moderada': 'moderated', 'sin-externos': 'no-external', 'secreta': 'secret',
  'tema-fijo': 'topic-locked', 'sin-ctcp': 'no-ctcp', 'solo-cuentas': 'accounts-only', 'hablan-cuentas': 'accounts-speak',
  'clave': 'key', 'aforo': 'limit', 'veto': 'ban', 'silencio': 'mute', 'excepcion': 'exception', 'invitacion': 'invitation',
  'voz': 'voice', 'semioperador': 'half-operator', 'operador': 'operator', 'administrador': 'administrator', 'dueno': 'owner',
};

/** The name on the wire of a rule as somebody writes it, in English or Spanish, with or without accents; unknown ones as they are. */
export function ruleNamed(word: string): string {
  const plain = word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return spanish[plain] ?? plain;
}

/** A rank that may put order: kick, ban, mute, give voice. */
export function rules(rank: string | undefined): boolean {
  return rank !== undefined && rank !== 'voice';
}

/** A rank that may change the rules themselves. */
export function rulesFully(rank: string | undefined): boolean {
  return rank === 'operator' || rank === 'administrator' || rank === 'owner';
}
