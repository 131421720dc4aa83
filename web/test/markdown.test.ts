import { describe, expect, it } from 'vitest';
import type { Block, Inline } from '../src/markdown/ast.ts';
import { actionOf, stripControls } from '../src/markdown/irc.ts';
import { safeHref } from '../src/markdown/links.ts';
import { parse, plainText } from '../src/markdown/parse.ts';
import { random } from './random.ts';

const text = (t: string): Inline => ({ t: 'text', text: t });
const paragraph = (...children: Inline[]): Block => ({ t: 'paragraph', children });

describe('the text of a message', () => {
  it('is words, bold, italic and code', () => {
    expect(parse('a **b** _c_ *d* `e*f`')).toEqual([paragraph(
      text('a '), { t: 'strong', children: [text('b')] }, text(' '), { t: 'em', children: [text('c')] }, text(' '),
      { t: 'em', children: [text('d')] }, text(' '), { t: 'code', text: 'e*f' })]);
  });

  it('nests', () => {
    expect(parse('**a _b_**')).toEqual([paragraph({ t: 'strong', children: [text('a '), { t: 'em', children: [text('b')] }] })]);
  });

  it.each(['2 * 3 * 4', 'snake_case_name', '**', '* a', '_', '`', '5*4=20*1', 'a ** b ** c', '\\*no\\*'.replaceAll('\\', '')])('leaves %s alone', words => {
    const blocks = parse(words);
    expect(JSON.stringify(blocks)).not.toMatch(/"strong"|"code"/);
  });

  it('takes an escape for the sign itself', () => {
    expect(parse('\\*no\\*')).toEqual([paragraph(text('*no*'))]);
  });

  it('has code blocks, quotes and lists', () => {
    expect(parse('```js\nif (a < b)\n  **x**\n```')).toEqual([{ t: 'code', text: 'if (a < b)\n  **x**' }]);
    expect(parse('> uno\n> dos\ntres')).toEqual([{ t: 'quote', children: [paragraph(text('uno\ndos'))] }, paragraph(text('tres'))]);
    expect(parse('- a\n- **b**')).toEqual([{ t: 'list', ordered: false, start: 1, items: [[text('a')], [{ t: 'strong', children: [text('b')] }]] }]);
    expect(parse('3. a\n4. b')).toEqual([{ t: 'list', ordered: true, start: 3, items: [[text('a')], [text('b')]] }]);
  });

  it('shows a code block that is never closed as it was written', () => {
    expect(parse('```\nabc')).toEqual([paragraph(text('```\nabc'))]);
  });

  it('finds addresses and leaves the sentence out of them', () => {
    expect(parse('see https://a.example/x_(y)_z?q=1. Or (https://b.example)!')).toEqual([paragraph(
      text('see '), { t: 'link', href: 'https://a.example/x_(y)_z?q=1', text: 'https://a.example/x_(y)_z?q=1' }, text('. Or ('),
      { t: 'link', href: 'https://b.example/', text: 'https://b.example' }, text(')!'))]);
  });

  it('follows http, https and mailto only', () => {
    expect(safeHref('https://a.example')).toBe('https://a.example/');
    expect(safeHref('mailto:ana@a.example')).toBe('mailto:ana@a.example');
    for (const bad of ['javascript:alert(1)', 'JaVaScRiPt:alert(1)', ' data:text/html,x', 'vbscript:x', 'file:///etc/passwd', 'blob:x', '//a', 'java\nscript:alert(1)'])
      expect(safeHref(bad)).toBeNull();
    for (const bad of ['[x](javascript:alert(1))', '[x](data:text/html;base64,AA)', '[x]( javascript:alert(1))'])
      expect(JSON.stringify(parse(bad))).not.toContain('"link"');
  });

  it('does not let a label pass for another address', () => {
    expect(parse('[https://bank.example](https://evil.example)')).toEqual([paragraph({ t: 'link', href: 'https://evil.example/', text: 'https://evil.example' })]);
    expect(parse('[bank.example](https://evil.example)')).toMatchObject([{ children: [{ text: 'https://evil.example' }] }]);
    expect(parse('[the plan](https://a.example/p)')).toEqual([paragraph({ t: 'link', href: 'https://a.example/p', text: 'the plan' })]);
  });

  it('finds people behind an @, not in addresses', () => {
    expect(parse('@ana, y eva@b.example')).toEqual([paragraph({ t: 'mention', name: 'ana' }, text(', y eva@b.example'))]);
    expect(parse('¿@eva.lopez?')).toMatchObject([{ children: [{ text: '¿' }, { name: 'eva.lopez' }, { text: '?' }] }]);
  });

  it('never has HTML', () => {
    expect(parse('<img src=x onerror=alert(1)> <b>x</b>')).toEqual([paragraph(text('<img src=x onerror=alert(1)> <b>x</b>'))]);
  });

  it('has no controls, colours of IRC, or turned reading direction', () => {
    expect(stripControls('\x02bold\x02 \x0304,12red\x03 \x0f\x1d\u202eevil\u2066 \x07')).toBe('bold red evil ');
    expect(stripControls('a\r\nb\tc')).toBe('a\nb\tc');
    expect(actionOf('\x01ACTION waves\x01')).toBe('waves');
    expect(actionOf('waves')).toBeNull();
  });

  it('keeps every word, in its order, of whatever is written, and is quick', () => {
    const signs = ['*', '**', '_', '__', '`', '```', '[', '](', ')', '>', '> ', '- ', '1. ', '\n', '\n\n', ' ', 'https://a.example/', 'javascript:', '@', '\\', '<script>', '\x03', '\u202e', 'ñ', '👩‍⚕️', '#'];
    const next = random(11);
    for (let round = 0; round < 3_000; round++) {
      let written = '';
      const words: string[] = [];
      for (let i = next(40); i >= 0; i--) {
        written += signs[next(signs.length)]!;
        if (next(3) === 0) {
          const word = `W${words.length}X`;
          words.push(word);
          written += word;
        }
      }
      const blocks = parse(written);
      const shown = wordsOf(blocks);
      let at = 0;
      for (const word of words) {
        const found = shown.indexOf(word, at);
        expect(found, JSON.stringify(written)).toBeGreaterThanOrEqual(0);
        at = found;
      }
      for (const href of hrefs(blocks))
        expect(href).toMatch(/^(?:https?|mailto):/);
    }
  });

  it.each(['*'.repeat(4096), '_a '.repeat(1300), '['.repeat(4096), '[]('.repeat(1300), '`'.repeat(4096), '> '.repeat(2048), '```\n'.repeat(1000), '**a*'.repeat(1000), 'https://'.repeat(500), '@'.repeat(4096), '\\'.repeat(4096)])('is not slowed by hostile input', hostile => {
    const before = performance.now();
    parse(hostile);
    plainText(hostile);
    // Generous: a quadratic parser would take minutes at this.
    expect(performance.now() - before).toBeLessThan(1_000);
  });

  it('reads in one line for previews', () => {
    expect(plainText('**uno**\n`dos`  ```tres```')).toBe('uno dos tres');
  });
});

function wordsOf(nodes: readonly (Block | Inline)[]): string {
  return nodes.map(node => 'text' in node ? ('href' in node ? `${node.text} ${node.href}` : node.text) : 'name' in node ? node.name : 'items' in node ? node.items.map(i => wordsOf(i)).join('\n') : wordsOf(node.children)).join(' ');
}

function hrefs(nodes: readonly (Block | Inline)[]): string[] {
  return nodes.flatMap((node): string[] => 'href' in node ? [node.href] : 'items' in node ? node.items.flatMap(i => hrefs(i)) : 'children' in node ? hrefs(node.children) : []);
}
