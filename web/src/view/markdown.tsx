import { Fragment, type ComponentChildren, type JSX } from 'preact';
import type { Block, Inline } from '../markdown/ast.ts';
import { parse } from '../markdown/parse.ts';
import { sameName } from '../state/fold.ts';
import { highlight } from '../state/highlight.ts';
import { mentions } from '../state/mentions.ts';

const parsed = new Map<string, Block[]>();
const MostParsed = 500;

function parseOnce(text: string): Block[] {
  let blocks = parsed.get(text);
  if (blocks === undefined) {
    if (parsed.size >= MostParsed)
      parsed.delete(parsed.keys().next().value!);
    parsed.set(text, blocks = parse(text));
  }
  return blocks;
}

export interface MarkdownProps { text: string; me: string; isPerson: (name: string) => boolean; onPerson: (name: string) => void; found?: string }

export function Markdown(props: MarkdownProps): JSX.Element {
  const blocks = parseOnce(props.text);
  return <>{blocks.map((block, i) => <BlockView key={i} block={block} isTail={i === blocks.length - 1} {...props} />)}</>;
}

/** @param isTail what stands behind the text goes on in its last line */
function BlockView({ block, isTail, ...props }: { block: Block; isTail?: boolean } & MarkdownProps): JSX.Element {
  switch (block.t) {
    case 'paragraph': return <p dir="auto" class={isTail === true ? 'tail' : ''}><Inlines nodes={block.children} {...props} /></p>;
    case 'quote': return <blockquote>{block.children.map((b, i) => <BlockView key={i} block={b} {...props} />)}</blockquote>;
    case 'code': return <pre tabIndex={0}><code>{block.text}</code></pre>;
    case 'list': {
      const items = block.items.map((item, i) => <li key={i} dir="auto"><Inlines nodes={item} {...props} /></li>);
      return block.ordered ? <ol start={block.start}>{items}</ol> : <ul>{items}</ul>;
    }
  }
}

function Inlines({ nodes, ...props }: { nodes: readonly Inline[] } & MarkdownProps): JSX.Element {
  return <>{nodes.map((node, i): ComponentChildren => {
    switch (node.t) {
      case 'text': return <Text key={i} {...props} text={node.text} />;
      case 'strong': return <strong key={i}><Inlines nodes={node.children} {...props} /></strong>;
      case 'em': return <em key={i}><Inlines nodes={node.children} {...props} /></em>;
      case 'code': return <code key={i}>{node.text}</code>;
      case 'link': return <a key={i} href={node.href} target="_blank" rel="noopener noreferrer">{node.text}</a>;
      case 'mention': {
        const own = sameName(node.name, props.me);
        if (!own && !props.isPerson(node.name))
          return <Fragment key={i}>@{node.name}</Fragment>;
        return <button key={i} type="button" class={`mention${own ? ' own' : ''}`} onClick={() => props.onPerson(node.name)}>@{node.name}</button>;
      }
    }
  })}</>;
}

/** One's own name, said without `@`, and what was searched for. */
function Text({ text, me, found }: { text: string } & MarkdownProps): JSX.Element {
  if (found !== undefined && found !== '')
    return <>{highlight(text, found).map((piece, i) => piece.hit ? <mark key={i}>{piece.text}</mark> : <Fragment key={i}>{piece.text}</Fragment>)}</>;
  if (!mentions(text, me))
    return <>{text}</>;
  return <>{highlight(text, me).map((piece, i) => piece.hit ? <span key={i} class="mention own">{piece.text}</span> : <Fragment key={i}>{piece.text}</Fragment>)}</>;
}
