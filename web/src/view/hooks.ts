import { createContext } from 'preact';
import { useContext, useEffect, useLayoutEffect, useReducer, useState } from 'preact/hooks';
import type { Chat } from '../state/chat.ts';
import type { Readable } from '../state/signal.ts';

/** The value of a signal; draws again when it changes. */
export function useSignal<T>(signal: Readable<T>): T {
  const [, again] = useReducer<number, void>(n => n + 1, 0);
  useLayoutEffect(() => {
    const seen = signal.value;
    const end = signal.subscribe(() => again());
    if (!Object.is(seen, signal.value))
      again();
    return end;
  }, [signal]);
  return signal.value;
}

export const ChatContext = createContext<Chat | null>(null);

export function useChat(): Chat {
  const chat = useContext(ChatContext);
  if (chat === null)
    throw new Error('no chat here');
  return chat;
}

export function useMedia(query: string): boolean {
  const [matches, set] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query);
    const listen = (): void => set(media.matches);
    listen();
    media.addEventListener('change', listen);
    return () => media.removeEventListener('change', listen);
  }, [query]);
  return matches;
}

/** One pane at a time. */
export const phone = '(max-width: 719px)';
/** Rooms, conversation and people side by side. */
export const wide = '(min-width: 1100px)';

/** An answer asked for when the component comes, and again when `key` changes. */
export function useAnswer<T>(ask: () => Promise<T>, key: unknown): { value: T | null; error: string | null; reload(): void } {
  const [state, set] = useState<{ value: T | null; error: string | null }>({ value: null, error: null });
  const [round, reload] = useReducer<number, void>(n => n + 1, 0);
  useEffect(() => {
    let isCurrent = true;
    ask().then(
      value => { if (isCurrent) set({ value, error: null }); },
      (error: unknown) => { if (isCurrent) set(s => ({ ...s, error: error instanceof Error ? error.message : String(error) })); });
    return () => { isCurrent = false; };
  }, [key, round]);
  return { ...state, reload: () => reload() };
}
