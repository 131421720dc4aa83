import type { ComponentType } from 'preact';
import type { Role } from './protocol/frames.ts';
import { Signal } from './state/signal.ts';
import type { TextKey } from './texts/texts.ts';
import type { Kind } from './state/conversation.ts';

/** A page besides the conversations, at `#/PATH`. To add one: a row here, its component loaded when it is first opened. */
export interface PageRoute {
  path: string;
  title: TextKey;
  /** Who finds it in the menu; everybody if absent. The server decides what they may do there. */
  role?: Role;
  load(): Promise<{ default: ComponentType }>;
}

export const pages: readonly PageRoute[] = [];

export type Route =
  | { at: 'list' }
  | { at: 'conversation'; kind: Kind; name: string }
  | { at: 'page'; page: PageRoute };

export function parseRoute(hash: string, table: readonly PageRoute[] = pages): Route {
  const [, first = '', second = ''] = hash.replace(/^#/, '').split('/');
  if ((first === 'room' || first === 'private') && second !== '') {
    try {
      return { at: 'conversation', kind: first, name: decodeURIComponent(second) };
    } catch {
      return { at: 'list' };
    }
  }
  const page = table.find(p => p.path === first);
  return page === undefined ? { at: 'list' } : { at: 'page', page };
}

export function hashOf(route: Route): string {
  switch (route.at) {
    case 'list': return '#/';
    case 'conversation': return `#/${route.kind}/${encodeURIComponent(route.name)}`;
    case 'page': return `#/${route.page.path}`;
  }
}

export const route = new Signal<Route>({ at: 'list' });

export function followLocation(): void {
  const follow = (): void => {
    if (hashOf(route.value) !== location.hash)
      route.value = parseRoute(location.hash);
  };
  addEventListener('hashchange', follow);
  follow();
}

/** @param replace leaves no step back to where one is */
export function go(to: Route, replace = false): void {
  const hash = hashOf(to);
  if (location.hash === hash || (location.hash === '' && hash === '#/'))
    return;
  if (replace)
    history.replaceState(null, '', hash);
  else
    location.hash = hash;
  route.value = to; // the event of the address comes later
}
