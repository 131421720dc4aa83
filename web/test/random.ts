/** Chance with a seed that a failed test can show (mulberry32). @returns whole numbers from 0 to below n */
export function random(seed: number): (n: number) => number {
  let state = seed;
  return n => {
    state = state + 0x6d2b79f5 | 0;
    let mixed = Math.imul(state ^ state >>> 15, 1 | state);
    mixed = mixed + Math.imul(mixed ^ mixed >>> 7, 61 | mixed) ^ mixed;
    return Math.floor(((mixed ^ mixed >>> 14) >>> 0) / 4294967296 * n);
  };
}
