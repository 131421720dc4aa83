import type { MsgEntry } from '../protocol/frames.ts';
import type { Conversation } from '../state/conversation.ts';
import { Signal } from '../state/signal.ts';

/** What lies over the page; one at a time. */
export type Dialog =
  | { kind: 'palette'; text: string }
  | { kind: 'rooms' }
  | { kind: 'create' }
  | { kind: 'people' }
  | { kind: 'person'; login: string }
  | { kind: 'room'; conversation: Conversation }
  | { kind: 'settings'; part: SettingsPart }
  | { kind: 'help' }
  | { kind: 'edits'; conversation: Conversation; message: MsgEntry }
  | { kind: 'details'; message: MsgEntry }
  | { kind: 'emoji'; pick: (emoji: string) => void }
  | { kind: 'ask'; title: string; text?: string; label?: string; value?: string; action: string; isDanger?: boolean; isSecret?: boolean; act: (value: string) => Promise<void> | void }
  | { kind: 'invite'; conversation: Conversation };
export type SettingsPart = 'profile' | 'look' | 'sessions' | 'account';

export const dialog = new Signal<Dialog | null>(null);

/** What stands beside the conversation. */
export type Pane = 'people' | 'search' | null;
export const pane = new Signal<Pane>(null);
export const searchText = new Signal('');

export interface Toast { n: number; text: string; isError: boolean; action?: { label: string; act: () => void } }
export const toasts = new Signal<readonly Toast[]>([]);
let toastCount = 0;

const ToastLasts = 6_000;

export function toast(text: string, options: { isError?: boolean; action?: Toast['action']; lasts?: boolean } = {}): void {
  const item: Toast = { n: ++toastCount, text, isError: options.isError === true, ...(options.action === undefined ? {} : { action: options.action }) };
  toasts.value = [...toasts.value.slice(-2), item];
  if (options.lasts !== true)
    setTimeout(() => dismiss(item.n), options.action === undefined ? ToastLasts : 2 * ToastLasts);
}

export function dismiss(n: number): void {
  toasts.value = toasts.value.filter(i => i.n !== n);
}

/** Whether one's profile lacks something, and one was not asked before. */
export const asksProfile = new Signal(false);

/** Read to those who do not see the page, when they are not in the middle of something. */
export const announced = new Signal('');

export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Puts the caret where one writes. */
export function focusComposer(): void {
  document.querySelector<HTMLTextAreaElement>('.composer textarea')?.focus();
}
