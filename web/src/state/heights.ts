/**
 * Heights of the rows of a long list: measured where a row was drawn, guessed elsewhere. Sums are kept in
 * a Fenwick tree, so that finding and changing take time in the logarithm of the number of rows.
 */
export class Heights {
  #tree: Float64Array = new Float64Array(1);
  #heights: number[] = [];
  #measured = 0;
  #measuredSum = 0;
  #isMeasured: boolean[] = [];
  readonly #guess: number;

  /** @param guess pixels of a row not yet drawn, until there are enough measures to tell */
  constructor(guess: number) {
    this.#guess = guess;
  }

  get length(): number {
    return this.#heights.length;
  }

  get total(): number {
    return this.offset(this.length);
  }

  /** Pixels; what rows not yet drawn are taken for. */
  get guess(): number {
    return this.#measured < 20 ? this.#guess : this.#measuredSum / this.#measured;
  }

  /** Where a row begins, in pixels from the top of the list; of `length`, where the list ends. */
  offset(index: number): number {
    let sum = 0;
    for (let i = Math.min(index, this.length); i > 0; i -= i & -i)
      sum += this.#tree[i]!;
    return sum;
  }

  height(index: number): number {
    return this.#heights[index] ?? 0;
  }

  isMeasured(index: number): boolean {
    return this.#isMeasured[index] ?? false;
  }

  /** The row that covers the pixel; the last one past the end, -1 when there is none. */
  at(pixel: number): number {
    let index = 0;
    let left = pixel;
    for (let step = highestBit(this.length); step > 0; step >>= 1) {
      const next = index + step;
      if (next <= this.length && this.#tree[next]! <= left) {
        index = next;
        left -= this.#tree[next]!;
      }
    }
    return Math.min(index, this.length - 1);
  }

  /** @returns by how many pixels the row has changed */
  measure(index: number, height: number): number {
    const old = this.#heights[index];
    if (old === undefined)
      return 0;
    if (this.#isMeasured[index]) {
      this.#measuredSum += height - old;
    } else {
      this.#isMeasured[index] = true;
      this.#measured++;
      this.#measuredSum += height;
    }
    const change = height - old;
    if (change !== 0) {
      this.#heights[index] = height;
      for (let i = index + 1; i <= this.length; i += i & -i)
        this.#tree[i]! += change;
    }
    return change;
  }

  /** Rows come at the end (or leave there, when negative). */
  append(count: number): void {
    if (count > 0) {
      const guess = this.guess;
      for (let i = 0; i < count; i++) {
        this.#heights.push(guess);
        this.#isMeasured.push(false);
      }
    } else {
      for (let i = this.length + count; i < this.length; i++)
        this.#forget(i);
      this.#heights.length += count;
      this.#isMeasured.length += count;
    }
    this.#build();
  }

  /** Rows come before the first (or leave there, when negative). */
  prepend(count: number): void {
    if (count > 0) {
      this.#heights = [...new Array<number>(count).fill(this.guess), ...this.#heights];
      this.#isMeasured = [...new Array<boolean>(count).fill(false), ...this.#isMeasured];
    } else {
      for (let i = 0; i < -count; i++)
        this.#forget(i);
      this.#heights.splice(0, -count);
      this.#isMeasured.splice(0, -count);
    }
    this.#build();
  }

  #forget(index: number): void {
    if (!this.#isMeasured[index])
      return;
    this.#measured--;
    this.#measuredSum -= this.#heights[index]!;
  }

  #build(): void {
    const length = this.length;
    if (this.#tree.length <= length || this.#tree.length > 4 * length + 1024)
      this.#tree = new Float64Array(Math.max(64, 2 * length + 1));
    const tree = this.#tree;
    for (let i = 1; i <= length; i++)
      tree[i] = this.#heights[i - 1]!;
    for (let i = 1; i <= length; i++) {
      const parent = i + (i & -i);
      if (parent <= length)
        tree[parent]! += tree[i]!;
    }
  }
}

/** What is drawn of a list: rows `first` to `last` (excluded), with so much empty space before and behind. */
export interface Slice { first: number; last: number; before: number; behind: number }

/**
 * @param fromBottom pixels between the lower edge of the window and the end of the list
 * @param height of the window in pixels
 * @param overscan pixels drawn beyond both edges
 */
export function slice(heights: Heights, fromBottom: number, height: number, overscan: number): Slice {
  if (heights.length === 0)
    return { first: 0, last: 0, before: 0, behind: 0 };
  const total = heights.total;
  const bottom = total - Math.max(0, fromBottom);
  const first = Math.max(0, heights.at(Math.max(0, bottom - height - overscan)));
  const last = Math.min(heights.length, heights.at(Math.max(0, bottom + overscan)) + 1);
  const before = heights.offset(first);
  return { first, last, before, behind: total - heights.offset(last) };
}

function highestBit(n: number): number {
  return n === 0 ? 0 : 2 ** (31 - Math.clz32(n));
}
