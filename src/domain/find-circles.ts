/** An edge and where it was written. */
export interface Edge {
  readonly to: string;
  readonly path: string;
}

export interface Circle {
  /** The edge that closes it. */
  readonly path: string;
  /** Its nodes, the first one again at the end. */
  readonly circle: readonly string[];
}

/** Every edge that leads back to where the walk came from, in the order of the nodes. Without recursion: chains may be long. */
export function findCircles(graph: ReadonlyMap<string, readonly Edge[]>): readonly Circle[] {
  const circles: Circle[] = [];
  const done = new Set<string>();
  for (const start of graph.keys()) {
    if (done.has(start)) continue;
    const walk: { node: string; next: number }[] = [{ node: start, next: 0 }];
    const onWalk = new Set([start]);
    for (let top = walk.at(-1); top !== undefined; top = walk.at(-1)) {
      const edge = graph.get(top.node)?.[top.next++];
      if (edge === undefined) {
        walk.pop();
        onWalk.delete(top.node);
        done.add(top.node);
      } else if (onWalk.has(edge.to)) {
        const nodes = walk.map(({ node }) => node);
        circles.push({ path: edge.path, circle: [...nodes.slice(nodes.indexOf(edge.to)), edge.to] });
      } else if (!done.has(edge.to)) {
        walk.push({ node: edge.to, next: 0 });
        onWalk.add(edge.to);
      }
    }
  }
  return circles;
}
