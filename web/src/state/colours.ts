/** Number of colours for names; the sheet has a `--name-N` for each in both themes. */
export const NameColours = 12;

/** The colour of a name: the same everywhere and always. */
export function nameColour(name: string): number {
  let hash = 2166136261;
  for (const char of name.normalize('NFC').toLowerCase())
    hash = Math.imul(hash ^ char.codePointAt(0)!, 16777619);
  hash ^= hash >>> 15;
  return (hash >>> 0) % NameColours;
}

/** One or two letters that stand for a name. */
export function initials(name: string): string {
  const words = name.split(/[\s._-]+/u).filter(w => w !== '');
  const first = [...(words[0] ?? '?')][0] ?? '?';
  const second = words.length > 1 ? [...words[1]!][0]! : '';
  return (first + second).toLocaleUpperCase();
}

/** WCAG 2 contrast of two colours `#rrggbb`, 1 to 21. */
export function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map(i => {
    const c = parseInt(colour.slice(i, i + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
