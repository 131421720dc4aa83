import type { Inline } from './ast.ts';
import { safeHref, trimAddress } from './links.ts';

/** Forms may stand in forms this deep; deeper ones are text. */
const Deepest = 6;
const word = /[\p{L}\p{N}_]/u;

/** One pass from left to right; a sign without its counterpart is text. */
export function parseInline(text: string, depth = 0): Inline[] {
  const found: Inline[] = [];
  let plain = '';
  // Signs that were searched for without success are not searched for again: hostile input stays linear.
  const absent = new Set<string>();
  const flush = (): void => {
    if (plain !== '')
      found.push({ t: 'text', text: plain });
    plain = '';
  };
  const take = (node: Inline): void => {
    flush();
    found.push(node);
  };
  const closing = (sign: string, from: number): number => {
    if (absent.has(sign))
      return -1;
    const at = text.indexOf(sign, from);
    if (at < 0)
      absent.add(sign);
    return at;
  };

  let i = 0;
  while (i < text.length) {
    const char = text[i]!;
    if (char === '\\' && i + 1 < text.length && /[\\`*_[\]()#>~@-]/.test(text[i + 1]!)) {
      plain += text[i + 1]!;
      i += 2;
      continue;
    }
    if (char === '`') {
      const end = closing('`', i + 1);
      const line = text.indexOf('\n', i);
      if (end > i + 1 && (line < 0 || end < line)) {
        take({ t: 'code', text: text.slice(i + 1, end) });
        i = end + 1;
        continue;
      }
    }
    if ((char === '*' || char === '_') && depth < Deepest) {
      const sign = text.startsWith(char + char, i) ? char + char : char;
      const inner = emphasis(text, i, sign, closing);
      if (inner !== null) {
        take({ t: sign.length === 2 ? 'strong' : 'em', children: parseInline(inner.text, depth + 1) });
        i = inner.next;
        continue;
      }
      plain += sign;
      i += sign.length;
      continue;
    }
    if (char === '[' && depth < Deepest) {
      const link = namedLink(text, i, closing);
      if (link !== null) {
        take(link.node);
        i = link.next;
        continue;
      }
    }
    if ((char === 'h' || char === 'H' || char === 'm' || char === 'M') && (i === 0 || !word.test(text[i - 1]!))) {
      const match = /^(?:https?:\/\/|mailto:)[^\s<>"`]+/iu.exec(text.slice(i, i + 2048));
      if (match !== null) {
        const address = trimAddress(match[0]);
        const href = safeHref(address);
        if (href !== null && address.length > 8) {
          take({ t: 'link', href, text: address });
          i += address.length;
          continue;
        }
      }
    }
    if (char === '@' && (i === 0 || !word.test(text[i - 1]!))) {
      const name = /^[\p{L}\p{N}\p{M}_.-]{1,32}/u.exec(text.slice(i + 1, i + 80))?.[0].replace(/[.-]+$/u, '') ?? '';
      if (name !== '') {
        take({ t: 'mention', name });
        i += 1 + name.length;
        continue;
      }
    }
    plain += char;
    i++;
  }
  flush();
  return found;
}

function emphasis(text: string, at: number, sign: string, closing: (sign: string, from: number) => number): { text: string; next: number } | null {
  const before = text[at - 1];
  const first = text[at + sign.length];
  if (first === undefined || /\s/u.test(first) || (before !== undefined && word.test(before)))
    return null;
  for (let end = closing(sign, at + sign.length + 1), tries = 0; end >= 0 && tries < 8; end = text.indexOf(sign, end + 1), tries++) {
    const last = text[end - 1]!;
    const after = text[end + sign.length];
    const isLonger = sign.length === 1 && (after === sign || last === sign);
    if (!/\s/u.test(last) && !isLonger && (after === undefined || !word.test(after))) {
      const inner = text.slice(at + sign.length, end);
      return inner.includes('\n\n') ? null : { text: inner, next: end + sign.length };
    }
  }
  return null;
}

/** `[text](address)`; the address is shown by the text only if the text is not an address itself. */
function namedLink(text: string, at: number, closing: (sign: string, from: number) => number): { node: Inline; next: number } | null {
  const middle = closing('](', at + 1);
  if (middle < 0 || middle - at > 300 || text.slice(at, middle).includes('\n'))
    return null;
  const match = /^([^\s()]*(?:\([^\s()]*\)[^\s()]*)*)\)/u.exec(text.slice(middle + 2, middle + 2050));
  const label = text.slice(at + 1, middle).trim();
  if (match === null || label === '' || label.includes('['))
    return null;
  const href = safeHref(match[1]!);
  if (href === null)
    return null;
  // A label that looks like another address would say that one goes elsewhere.
  const shown = /^(?:https?:|www\.|mailto:)|^[\w-]+(?:\.[\w-]+)+/iu.test(label) ? match[1]! : label;
  return { node: { t: 'link', href, text: shown }, next: middle + 2 + match[0].length };
}
