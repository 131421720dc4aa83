import { Signal } from '../state/signal.ts';
import type { AdminText } from './texts.ts';

export const places = ['overview', 'people', 'rooms', 'sessions', 'audit', 'settings'] as const satisfies readonly AdminText[];

export type Place = typeof places[number];

/** Which part of the page is shown, as the address says: `/admin#people`. */
export const place = new Signal<Place>('overview');

export function placeOf(hash: string): Place {
  const name = hash.replace(/^#\/?/, '');
  return places.find(p => p === name) ?? 'overview';
}

export function followPlace(): void {
  const follow = (): void => { place.value = placeOf(location.hash); };
  addEventListener('hashchange', follow);
  follow();
}
