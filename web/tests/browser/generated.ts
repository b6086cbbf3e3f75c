// A graph out of chance, the same for the same seed. No server and no page: bench/web draws it in a browser.

const QUADS = ["VCOOP", "MCOOP", "VCONF", "MCONF"];
const KINDS = ["State", "Agency", "Company", "Person", "Group"];

/** Numbers in 0..1, the same each time (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export interface Generated {
  ids: string[];
  actors: Record<string, unknown>[];
  edges: Record<string, unknown>[];
}

/** So many actors and folded lines; a few actors have most lines, as in the graphs of the world. */
export function generated(nodes: number, lines: number, seed = 11): Generated {
  const next = chance(seed);
  const ids = Array.from({ length: nodes }, (_, i) => `g:${i}`);
  const actors = ids.map((id, i) => ({ id, kind: KINDS[i % KINDS.length], name: `Actor ${i}`, aliases: [], state: null, state_assertion: null, state_disputed: false, unnamed: false, codes: {} }));
  const seen = new Set<string>();
  const edges: Record<string, unknown>[] = [];
  while (edges.length < lines) {
    const [a, b] = [Math.floor(next() ** 2 * nodes), Math.floor(next() * nodes)];
    const id = `g:${a}>g:${b}:actions`;
    if (a === b || seen.has(id)) continue;
    seen.add(id);
    const n = 1 + Math.floor(1 / (0.05 + next()));
    const quad = QUADS[Math.floor(next() * 4)]!;
    edges.push({ id, source: `g:${a}`, target: `g:${b}`, is_tie: false, n, by_type: { SANCTIONED: n }, by_status: { executed: n }, by_assertion: { confirmed: n }, by_quad: { [quad]: n }, disputed: 0, max_rung: 3, first: "2024-01-01", last: "2024-03-01", events: [], events_left_out: n });
  }
  return { ids, actors, edges };
}
