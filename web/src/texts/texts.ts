import { Signal } from '../state/signal.ts';
import { en } from './en.ts';
import { es } from './es.ts';

export type Lang = 'en' | 'es';
export type TextKey = keyof typeof en;
export type TextValues = Readonly<Record<string, string | number>>;
/** Keys of texts with a number: `key.one` and `key.other`. */
export type PluralKey = { [K in TextKey]: K extends `${infer Base}.one` ? Base : never }[TextKey];

const all: Readonly<Record<Lang, Readonly<Record<TextKey, string>>>> = { en, es };

export const lang = new Signal<Lang>('en');

export function t(key: TextKey, values?: TextValues): string {
  return fill(all[lang.value][key], values);
}

export function plural(key: PluralKey, n: number, values?: TextValues): string {
  const form = new Intl.PluralRules(lang.value).select(n) === 'one' ? 'one' : 'other';
  return fill(all[lang.value][`${key}.${form}` as TextKey], { n: new Intl.NumberFormat(lang.value).format(n), ...values });
}

export function has(key: string): key is TextKey {
  return Object.hasOwn(en, key);
}

function fill(template: string, values: TextValues | undefined): string {
  return values === undefined ? template : template.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** The first language of the browser's that there is; English if none is. */
export function preferred(languages: readonly string[]): Lang {
  for (const language of languages) {
    const name = language.slice(0, 2).toLowerCase();
    if (name === 'es' || name === 'en')
      return name;
  }
  return 'en';
}
