/** Milliseconds after which somebody who said nothing more is taken to have stopped. */
export const TypingLasts = 6_000;
/** Milliseconds between two words that one is typing. */
export const TypingEvery = 3_000;

/** Who is typing, and until when; the clock is the caller's, Unix milliseconds. */
export class Typing {
  readonly #until = new Map<string, number>();

  signal(login: string, state: string, now: number): void {
    if (state === 'active')
      this.#until.set(login, now + TypingLasts);
    else
      this.#until.delete(login);
  }

  /** They said it, or went. */
  stopped(login: string): void {
    this.#until.delete(login);
  }

  who(now: number): string[] {
    return [...this.#until].filter(([, until]) => until > now).map(([login]) => login);
  }

  /** When the next of them is to be taken for gone; null when nobody types. */
  next(now: number): number | null {
    let next: number | null = null;
    for (const [login, until] of this.#until) {
      if (until <= now)
        this.#until.delete(login);
      else if (next === null || until < next)
        next = until;
    }
    return next;
  }
}
