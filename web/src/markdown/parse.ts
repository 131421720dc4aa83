import type { Block } from './ast.ts';
import { parseInline } from './inline.ts';
import { stripControls } from './irc.ts';

const Fence = '```';

/** The text of a message to blocks. Never fails, never loses a visible character but the signs that make the forms. */
export function parse(text: string): Block[] {
  return blocks(stripControls(text).split('\n'), 0);
}

function blocks(lines: string[], depth: number): Block[] {
  const found: Block[] = [];
  let paragraph: string[] = [];
  const flush = (): void => {
    const joined = paragraph.join('\n').replace(/^\n+|\s+$/gu, '');
    if (joined !== '')
      found.push({ t: 'paragraph', children: parseInline(joined) });
    paragraph = [];
  };

  let i = 0;
  while (i < lines.length) {
    const line = lines[i]!;
    if (line.startsWith(Fence)) {
      const code = fenced(lines, i);
      if (code !== null) {
        flush();
        found.push({ t: 'code', text: code.text });
        i = code.next;
        continue;
      }
    }
    if (/^>\s?\S/u.test(line) && depth < 3) {
      flush();
      const quoted: string[] = [];
      for (; i < lines.length && lines[i]!.startsWith('>'); i++)
        quoted.push(lines[i]!.replace(/^>\s?/u, ''));
      found.push({ t: 'quote', children: blocks(quoted, depth + 1) });
      continue;
    }
    const item = itemOf(line);
    if (item !== null) {
      flush();
      const items: string[] = [];
      for (let next: ReturnType<typeof itemOf> = item; i < lines.length; i++) {
        next = itemOf(lines[i]!);
        if (next !== null && next.ordered === item.ordered)
          items.push(next.text);
        else if (next === null && items.length > 0 && /^ {2,}\S/u.test(lines[i]!))
          items[items.length - 1] += '\n' + lines[i]!.trim();
        else
          break;
      }
      found.push({ t: 'list', ordered: item.ordered, start: item.start, items: items.map(text => parseInline(text)) });
      continue;
    }
    paragraph.push(line);
    i++;
  }
  flush();
  return found;
}

/** From ``` to a line of ```, or to the end of the same line; null when it is never closed. */
function fenced(lines: string[], at: number): { text: string; next: number } | null {
  const first = lines[at]!.slice(Fence.length);
  if (first.endsWith(Fence) && first.length > Fence.length)
    return { text: first.slice(0, -Fence.length), next: at + 1 };
  // What stands behind the first fence is the name of a language, or the first line.
  const head = /^[a-z][\w+#-]{0,15}$|^$/u.test(first.trim()) ? [] : [first];
  for (let end = at + 1; end < lines.length; end++) {
    const line = lines[end]!.trimEnd();
    if (!line.endsWith(Fence))
      continue;
    const last = line.slice(0, -Fence.length);
    return { text: [...head, ...lines.slice(at + 1, end), ...(last === '' ? [] : [last])].join('\n'), next: end + 1 };
  }
  return null;
}

function itemOf(line: string): { ordered: boolean; start: number; text: string } | null {
  const bullet = /^ {0,3}[-*•] +(\S.*)$/u.exec(line);
  if (bullet !== null)
    return { ordered: false, start: 1, text: bullet[1]! };
  const number = /^ {0,3}(\d{1,4})[.)] +(\S.*)$/u.exec(line);
  return number === null ? null : { ordered: true, start: Number(number[1]), text: number[2]! };
}

/** The words alone, for previews, notices and screen readers. */
export function plainText(text: string): string {
  return stripControls(text)
    .replace(/```(?:[\w-]*\n)?/gu, '')
    .replace(/(\*\*|__|`)(\S[\s\S]*?)\1/gu, '$2')
    .replace(/\s+/gu, ' ')
    .trim();
}
