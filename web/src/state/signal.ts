/** A value that tells when it is another one. */
export interface Readable<T> {
  readonly value: T;
  /** @returns ends the subscription */
  subscribe(listener: () => void): () => void;
}

export class Signal<T> implements Readable<T> {
  #value: T;
  readonly #listeners = new Set<() => void>();

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  set value(value: T) {
    if (Object.is(value, this.#value))
      return;
    this.#value = value;
    for (const listener of [...this.#listeners])
      listener();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** Runs `act` once for all calls until `schedule` lets it: a burst of entries is one drawing. */
export function once(schedule: (act: () => void) => void, act: () => void): () => void {
  let due = false;
  return () => {
    if (due)
      return;
    due = true;
    schedule(() => {
      due = false;
      act();
    });
  };
}
