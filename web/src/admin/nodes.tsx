import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { dateText } from '../texts/dates.ts';
import { admin, type Inspection, type Node } from './api.ts';
import { Table } from './table.tsx';
import { a } from './texts.ts';

const every = 5_000;

/** So many that have gone stay in sight. */
const mostGone = 8;

/** `answers`: this page's last question came to it. `gone`: no longer listed, since the page was opened. */
export interface SeenNode extends Node { answers: boolean; gone: boolean }

/** The nodes in an order that does not depend on who answers, which is whoever is listed first; then those that have gone, the last first. */
export function follow(seen: readonly SeenNode[], listed: readonly Node[]): readonly SeenNode[] {
  const living = listed.map((node, i) => ({ ...seen.find(s => s.id === node.id), ...node, answers: i === 0, gone: false }));
  living.sort((x, y) => (x.host ?? '').localeCompare(y.host ?? '') || x.id.localeCompare(y.id));
  const left = seen.filter(s => !listed.some(node => node.id === s.id));
  const gone = [...left.filter(s => !s.gone), ...left.filter(s => s.gone)].slice(0, mostGone).map(s => ({ ...s, answers: false, gone: true }));
  return [...living, ...gone];
}

export function stateOf(node: SeenNode): 'node.gone' | 'node.stopping' | 'node.alone' | 'node.alive' {
  return node.gone ? 'node.gone' : node.stopping ? 'node.stopping' : node.connected ? 'node.alive' : 'node.alone';
}

/** A look inside; of a cluster, one every few seconds. */
export function useInspection(): { inspection: Inspection | null; nodes: readonly SeenNode[] } {
  const [inspection, setInspection] = useState<Inspection | null>(null);
  const [nodes, setNodes] = useState<readonly SeenNode[]>([]);
  useEffect(() => {
    let timer = 0;
    let isOpen = true;
    let isCluster = true;
    const go = async (): Promise<void> => {
      const now = document.hidden ? null : await admin.inspect().catch(() => null);
      if (!isOpen)
        return;
      if (now !== null) {
        isCluster = now.nodes !== undefined;
        setInspection(now);
        setNodes(seen => follow(seen, now.nodes ?? []));
      }
      if (isCluster)
        timer = window.setTimeout(() => void go(), every);
    };
    void go();
    return () => {
      isOpen = false;
      clearTimeout(timer);
    };
  }, []);
  return { inspection, nodes };
}

export function Nodes({ nodes }: { nodes: readonly SeenNode[] }): JSX.Element {
  return (
    <section class="nodes">
      <h2>{a('nodes')}</h2>
      <Table<SeenNode> label={a('nodes')} rows={nodes} keyOf={node => node.id} columns={[
        { title: a('host'), isHead: true, show: node => <span class="who"><span>{node.host ?? '–'}</span>{node.answers && <span class="tag">{a('answers')}</span>}</span> },
        { title: a('node'), show: node => <span class="mono">{node.id}</span> },
        { title: a('version'), show: node => node.version ?? '–' },
        { title: a('created'), show: node => node.since === undefined ? '–' : dateText(new Date(node.since)) },
        { title: a('state'), show: node => <span class={`tag ${stateOf(node) === 'node.alive' ? '' : 'warn'}`}>{a(stateOf(node))}</span> },
        { title: a('sessions'), isNumber: true, show: node => node.gone ? '–' : node.sessions ?? '–' },
      ]} />
    </section>
  );
}
