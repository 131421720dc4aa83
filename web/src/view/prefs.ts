import { Signal } from '../state/signal.ts';
import { read, write } from '../storage/local.ts';
import { lang, preferred, type Lang } from '../texts/texts.ts';

export type Theme = 'system' | 'light' | 'dark';

export const theme = new Signal<Theme>('system');
/** Whether this browser tells of mentions and private messages when nobody looks. */
export const notifies = new Signal(false);

export function loadPrefs(): void {
  const remembered = read('theme');
  theme.value = remembered === 'light' || remembered === 'dark' ? remembered : 'system';
  const language = read('lang');
  lang.value = language === 'en' || language === 'es' ? language : preferred(navigator.languages);
  notifies.value = read('notify') === 'on' && 'Notification' in window && Notification.permission === 'granted';
  theme.subscribe(applyTheme);
  lang.subscribe(applyLang);
  applyTheme();
  applyLang();
}

export function chooseTheme(to: Theme): void {
  write('theme', to === 'system' ? null : to);
  theme.value = to;
}

export function chooseLang(to: Lang): void {
  write('lang', to);
  lang.value = to;
}

/** Asks the browser, so only on a click. @returns whether it will be told */
export async function chooseNotifications(on: boolean): Promise<boolean> {
  const granted = on && 'Notification' in window && await Notification.requestPermission() === 'granted';
  write('notify', granted ? 'on' : null);
  notifies.value = granted;
  return granted === on;
}

function applyTheme(): void {
  const root = document.documentElement;
  if (theme.value === 'system')
    delete root.dataset['theme'];
  else
    root.dataset['theme'] = theme.value;
}

function applyLang(): void {
  document.documentElement.lang = lang.value;
}
