import { describe, expect, it } from 'vitest';
import { Heights, slice } from '../src/state/heights.ts';
import { random as generator } from './random.ts';

describe('heights of rows', () => {
  it('agree with plain sums after any changes', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const random = generator(seed);
      const heights = new Heights(50);
      let plain: number[] = [];
      for (let round = 0; round < 60; round++) {
        switch (random(4)) {
          case 0: { const n = random(30); const guess = heights.guess; heights.append(n); plain.push(...new Array<number>(n).fill(guess)); break; }
          case 1: { const n = random(30); const guess = heights.guess; heights.prepend(n); plain = [...new Array<number>(n).fill(guess), ...plain]; break; }
          case 2: if (plain.length > 2) { const n = random(2); heights.append(-n); plain.length -= n; } break;
          default: for (let i = 0; i < 20 && plain.length > 0; i++) { const at = random(plain.length); const h = 10 + random(200); heights.measure(at, h); plain[at] = h; }
        }
        expect(heights.length).toBe(plain.length);
        let sum = 0;
        let worst = 0;
        for (let i = 0; i <= plain.length; i++) {
          worst = Math.max(worst, Math.abs(heights.offset(i) - sum));
          sum += plain[i] ?? 0;
        }
        expect(worst).toBeLessThan(1e-6);
        const pixel = random(Math.max(1, Math.floor(sum)));
        const at = heights.at(pixel);
        if (plain.length > 0) {
          expect(heights.offset(at)).toBeLessThanOrEqual(pixel + 1e-6);
          expect(heights.offset(at + 1)).toBeGreaterThan(pixel - 1e-6);
        }
      }
    }
  });

  it('draws all that is in the window and little more, of a hundred thousand rows', () => {
    const heights = new Heights(60);
    heights.append(100_000);
    const random = generator(7);
    for (let i = 0; i < 100_000; i += 3)
      heights.measure(i, 20 + random(300));
    for (let round = 0; round < 200; round++) {
      const fromBottom = random(Math.floor(heights.total - 800));
      const drawn = slice(heights, fromBottom, 800, 400);
      const bottom = heights.total - fromBottom;
      expect(drawn.before).toBeLessThanOrEqual(bottom - 800);
      expect(heights.total - drawn.behind).toBeGreaterThanOrEqual(bottom);
      expect(drawn.last - drawn.first).toBeLessThan(110);
      expect(drawn.before + (heights.offset(drawn.last) - heights.offset(drawn.first)) + drawn.behind).toBeCloseTo(heights.total, 4);
    }
  });

  it('measured from below, older rows and better guesses above move nothing that is seen', () => {
    const heights = new Heights(60);
    heights.append(500);
    const seen = (fromBottom: number): number => { const { last } = slice(heights, fromBottom, 800, 0); return heights.length - last; };
    const before = seen(3_000);
    heights.prepend(80);
    for (let i = 0; i < 80; i++)
      heights.measure(i, 200);
    expect(seen(3_000)).toBe(before);
  });

  it('draws nothing of nothing', () => {
    expect(slice(new Heights(50), 0, 800, 400)).toEqual({ first: 0, last: 0, before: 0, behind: 0 });
    expect(new Heights(50).at(10)).toBe(-1);
  });
});
