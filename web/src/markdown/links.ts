/** The address that may be followed, or null: http, https and mailto only. */
export function safeHref(address: string): string | null {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  return url.protocol === 'http:' || url.protocol === 'https:' || url.protocol === 'mailto:' ? url.href : null;
}

/** The end of an address in running text: closing signs that belong to the sentence are left out. */
export function trimAddress(address: string): string {
  let end = address.length;
  for (;;) {
    const last = address[end - 1]!;
    if (/[.,;:!?'"*_~»”’]/u.test(last))
      end--;
    else if (last === ')' && count(address, end, '(') < count(address, end, ')'))
      end--;
    else if (last === ']' || last === '>' || last === '}')
      end--;
    else
      return address.slice(0, end);
    if (end === 0)
      return '';
  }
}

function count(text: string, end: number, char: string): number {
  let n = 0;
  for (let i = 0; i < end; i++)
    if (text[i] === char)
      n++;
  return n;
}
