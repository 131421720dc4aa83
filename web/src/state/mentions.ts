import { foldLoose } from './fold.ts';

const wordEdge = /[\p{L}\p{N}_]/u;

/** Whether the text names the person as a word of its own, with or without `@`, whatever the case and accents. */
export function mentions(text: string, login: string): boolean {
  const name = foldLoose(login);
  if (name === '')
    return false;
  const folded = foldLoose(text);
  for (let at = folded.indexOf(name); at >= 0; at = folded.indexOf(name, at + 1)) {
    const before = folded[at - 1];
    const after = folded[at + name.length];
    if ((before === undefined || !wordEdge.test(before)) && (after === undefined || !wordEdge.test(after)))
      return true;
  }
  return false;
}

/** The piece of a name that is being typed behind an `@` at the caret, and where it begins; null if there is none. */
export function mentionAt(text: string, caret: number): { start: number; typed: string } | null {
  const match = /(?:^|[\s(])@([\p{L}\p{N}\p{M}_.-]*)$/u.exec(text.slice(0, caret));
  return match === null ? null : { start: caret - match[1]!.length - 1, typed: match[1]! };
}

/** Names that begin with what is typed first, then those that hold it; at most `limit`. */
export function complete(typed: string, names: Iterable<string>, limit = 8): string[] {
  const wanted = foldLoose(typed);
  const found: { name: string; at: number }[] = [];
  for (const name of names) {
    const at = foldLoose(name).indexOf(wanted);
    if (at >= 0)
      found.push({ name, at: Math.min(at, 1) });
  }
  found.sort((a, b) => a.at - b.at || a.name.localeCompare(b.name));
  return found.slice(0, limit).map(f => f.name);
}
