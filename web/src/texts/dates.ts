import { lang, t } from './texts.ts';

const cache = new Map<string, Intl.DateTimeFormat>();

function format(kind: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = lang.value + kind;
  let found = cache.get(key);
  if (found === undefined)
    cache.set(key, found = new Intl.DateTimeFormat(lang.value === 'es' ? 'es' : 'en-GB', options));
  return found;
}

/** `14:02` */
export function clockText(time: Date): string {
  return format('clock', { hour: '2-digit', minute: '2-digit' }).format(time);
}

/** The local day, `2026-11-21`: equal for times of one day. */
export function dayOf(time: Date): string {
  return `${time.getFullYear()}-${String(time.getMonth() + 1).padStart(2, '0')}-${String(time.getDate()).padStart(2, '0')}`;
}

/** `Today`, `Yesterday`, `Friday 20 November`, with the year if it is another. */
export function dayText(time: Date, now: Date): string {
  const days = Math.round((midnight(now) - midnight(time)) / 86_400_000);
  if (days === 0)
    return t('today');
  if (days === 1)
    return t('yesterday');
  const text = time.getFullYear() === now.getFullYear()
    ? format('day', { weekday: 'long', day: 'numeric', month: 'long' }).format(time)
    : format('year', { day: 'numeric', month: 'long', year: 'numeric' }).format(time);
  return text.charAt(0).toLocaleUpperCase(lang.value) + text.slice(1);
}

/** For lists: the clock of today's, the day of others. */
export function shortText(time: Date, now: Date): string {
  return dayOf(time) === dayOf(now) ? clockText(time) : format('short', { day: 'numeric', month: 'short' }).format(time);
}

export function fullText(time: Date): string {
  return format('full', { dateStyle: 'full', timeStyle: 'medium' }).format(time);
}

export function dateText(time: Date): string {
  return format('date', { dateStyle: 'medium', timeStyle: 'short' }).format(time);
}

function midnight(time: Date): number {
  return new Date(time.getFullYear(), time.getMonth(), time.getDate()).getTime();
}
