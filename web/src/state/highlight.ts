/** A piece of a text, and whether it was searched for. */
export interface Piece { text: string; hit: boolean }

/**
 * The words of a query, as the server's search sees them: NFKD, lower case, marks dropped but the tilde
 * of ñ, runs of letters and digits.
 */
export function searchWords(text: string): string[] {
  return [...runs(text)].map(run => run.word);
}

/** The text cut where it has a word that the query has. */
export function highlight(text: string, query: string): Piece[] {
  const wanted = new Set(searchWords(query));
  const pieces: Piece[] = [];
  let at = 0;
  for (const { word, start, end } of runs(text)) {
    if (!wanted.has(word))
      continue;
    if (start > at)
      pieces.push({ text: text.slice(at, start), hit: false });
    pieces.push({ text: text.slice(start, end), hit: true });
    at = end;
  }
  if (at < text.length || pieces.length === 0)
    pieces.push({ text: text.slice(at), hit: false });
  return pieces;
}

/** A stretch of a long text around its first hit. */
export function excerpt(text: string, query: string, length = 160): Piece[] {
  const pieces = highlight(text.replace(/\s+/gu, ' '), query);
  const first = pieces.findIndex(p => p.hit);
  if (first > 0) {
    const lead = pieces[first - 1]!;
    if (lead.text.length > 40)
      pieces.splice(0, first, { text: '…' + lead.text.slice(-36), hit: false });
  }
  let left = length;
  const shown: Piece[] = [];
  for (const piece of pieces) {
    if (left <= 0)
      break;
    shown.push(piece.text.length <= left ? piece : { ...piece, text: piece.text.slice(0, left) + '…' });
    left -= piece.text.length;
  }
  return shown;
}

function* runs(text: string): Generator<{ word: string; start: number; end: number }> {
  const pattern = /[\p{L}\p{N}\p{M}]+/gu;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    // A compatibility form may hold spaces or signs of its own; what it comes apart into is found as a whole.
    const word = match[0].normalize('NFKD').toLowerCase().replace(/n\u0303/gu, 'ñ').replace(/\p{M}/gu, '');
    if (word !== '')
      yield { word, start: match.index, end: match.index + match[0].length };
  }
}
