import { describe, expect, it } from 'vitest';
import sheet from '../src/view/style.css?raw';
import { contrast, initials, nameColour, NameColours } from '../src/state/colours.ts';

function pair(name: string): [string, string] {
  const match = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\);`).exec(sheet);
  if (match === null)
    throw new Error(`no colour ${name}`);
  return [match[1]!, match[2]!];
}

/** As `color-mix(in srgb, a part, b)`. */
function mix(a: string, b: string, part: number): string {
  return '#' + [1, 3, 5].map(i => Math.round(parseInt(a.slice(i, i + 2), 16) * part + parseInt(b.slice(i, i + 2), 16) * (1 - part)).toString(16).padStart(2, '0')).join('');
}

describe.each([['light', 0], ['dark', 1]] as const)('by %s', (_, theme) => {
  const colour = (name: string): string => pair(name)[theme];

  it.each(Array.from({ length: NameColours }, (_, i) => i))('name colour %i is read on every ground it stands on', i => {
    const name = colour(`name-${i}`);
    for (const ground of ['surface', 'hover', 'ground', 'accent-soft'])
      expect(contrast(name, colour(ground)), ground).toBeGreaterThanOrEqual(4.5);
    expect(contrast(name, mix(name, colour('surface'), 0.14)), 'its own avatar').toBeGreaterThanOrEqual(4.5);
  });

  it.each([
    ['text', 'surface'], ['text', 'ground'], ['text', 'raised'], ['text', 'sunk'], ['text', 'accent-soft'], ['text', 'mark'],
    ['muted', 'surface'], ['muted', 'ground'], ['muted', 'raised'], ['muted', 'sunk'], ['muted', 'hover'], ['muted', 'accent-soft'],
    ['accent', 'surface'], ['accent', 'ground'], ['accent', 'accent-soft'], ['accent', 'raised'], ['on-accent', 'accent'], ['on-accent', 'accent-hover'],
    ['danger', 'surface'], ['danger', 'danger-soft'], ['danger', 'raised'], ['on-warn', 'warn-soft'],
  ])('%s is read on %s', (front, ground) => {
    expect(contrast(colour(front), colour(ground))).toBeGreaterThanOrEqual(4.5);
  });

  it('the edges of fields are seen', () => {
    expect(contrast(colour('edge'), colour('surface'))).toBeGreaterThanOrEqual(3);
  });
});

describe('the colour of a name', () => {
  it('is always the same, whatever the case', () => {
    expect(nameColour('Ana')).toBe(nameColour('ana'));
  });

  it('is one of all of them, about as often', () => {
    const counts = new Array<number>(NameColours).fill(0);
    for (let i = 0; i < 1_200; i++)
      counts[nameColour(`user${i}`)]!++;
    expect(Math.min(...counts)).toBeGreaterThan(50);
  });

  it('goes with one or two letters', () => {
    expect([initials('ana'), initials('eva.lopez'), initials('ñandú'), initials('👩‍⚕️ x'), initials('')]).toEqual(['A', 'EL', 'Ñ', '👩X', '?']);
  });
});
