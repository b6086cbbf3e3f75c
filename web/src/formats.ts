// The formats that the service writes, and what each is for. Which there are is the service's word: a test holds this list to its description.

export const FORMATS: Readonly<Record<string, string>> = {
  gexf: "GEXF, for Gephi",
  graphml: "GraphML, for yEd, networkx, igraph",
  graphology: "graphology, for Gephi Lite and sigma.js",
  cytoscape: "Cytoscape's JSON",
  "node-link": "networkx's node-link JSON",
  csv: "CSV: tables of nodes, edges and evidence",
  parquet: "Parquet: the same tables, typed",
  arrow: "Arrow: the same tables, mapped",
  json: "Retorsion's JSON, with all evidence",
  ndjson: "one JSON object a line",
  cypher: "a Cypher script for any Neo4j",
  "neo4j-admin": "files for neo4j-admin import",
  stix: "STIX 2.1 bundle",
  ftm: "FollowTheMoney, for Aleph",
  bibtex: "the sources as BibTeX",
  "csl-json": "the sources as CSL-JSON, for Zotero",
};

/** Rows of a query are a table: these formats hold one. */
export const TABLES = ["csv", "parquet", "arrow", "ndjson"] as const;
/** Hold what the database holds, word for word: nothing can be folded in them. */
export const STORED = ["cypher", "neo4j-admin"] as const;

const UNITS = ["bytes", "kB", "MB", "GB"] as const;

export function bytes(n: number): string {
  const step = n < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(n) / 3));
  return `${(n / 1000 ** step).toLocaleString("en", { maximumSignificantDigits: 3 })} ${UNITS[step]}`;
}
