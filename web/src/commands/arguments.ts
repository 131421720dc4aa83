/** What follows a command's name, read from the left. docs/protocol/line.md, "Arguments". */
export class Arguments {
  #rest: string;

  constructor(rest: string) {
    this.#rest = rest;
  }

  /** All that is left, trimmed; empty if nothing is. */
  get rest(): string {
    return trim(this.#rest);
  }

  /** The next word, or what stands in brackets or quotes; null if nothing is left. */
  next(): string | null {
    this.#rest = this.#rest.replace(/^[ \t]+/, '');
    if (this.#rest === '')
      return null;
    const enclosed = this.#enclosed();
    if (enclosed !== null)
      return enclosed;
    const end = this.#rest.search(/\s/);
    const word = end < 0 ? this.#rest : this.#rest.slice(0, end);
    this.#rest = this.#rest.slice(word.length);
    return word;
  }

  /** A name that may hold spaces: in brackets or quotes, or all that is left without one final dot or colon. Empty if there is none. */
  longName(): string {
    this.#rest = this.#rest.replace(/^[ \t]+/, '');
    const enclosed = this.#enclosed();
    if (enclosed !== null)
      return enclosed;
    const name = trim(this.#rest).replace(/[.:]$/, '');
    this.#rest = '';
    return trim(name);
  }

  #enclosed(): string | null {
    const open = this.#rest[0];
    if (open !== '<' && open !== '"')
      return null;
    const inside = this.#rest.slice(1);
    const close = inside.indexOf(open === '<' ? '>' : '"');
    if (close < 0) {
      this.#rest = inside; // never closed: read on as if it had not been opened
      return null;
    }
    this.#rest = inside.slice(close + 1);
    return trim(inside.slice(0, close));
  }
}

function trim(text: string): string {
  return text.replace(/^[ \t]+|[ \t]+$/g, '');
}
