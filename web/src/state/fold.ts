/** Two names that differ only in case or in how accents are composed are the same. docs/protocol/line.md, "Names". */
export function foldName(name: string): string {
  return name.normalize('NFC').toLowerCase().trim().replace(/\s+/gu, ' ');
}

export function sameName(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && (a === b || foldName(a) === foldName(b));
}

/** For finding things by typing: without case, accents and spaces around. */
export function foldLoose(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
