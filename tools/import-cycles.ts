/**
 * Cycles in a graph of files, each told once as the files it runs through.
 *
 * @param graph for each file the files it loads
 */
export function findCycles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const cycles: string[][] = [];
  const done = new Set<string>();
  const trail: string[] = [];

  function visit(file: string): void {
    const at = trail.indexOf(file);
    if (at !== -1) {
      cycles.push(trail.slice(at));
      return;
    }
    if (done.has(file)) return;
    trail.push(file);
    for (const next of graph.get(file) ?? []) visit(next);
    trail.pop();
    done.add(file);
  }

  for (const file of graph.keys()) visit(file);
  return cycles;
}
