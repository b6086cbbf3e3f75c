// A service that is not there: generated graphs of any size, the same each time, for checks that measure the page alone.

import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page, Route } from "playwright-core";
import { BASE } from "./page";
import type { Generated } from "./generated";

const META = { question: {}, limits: {}, truncated: false, truncated_because: null, next_cursor: null, omitted: [], notes: [], as_of: null, index_seq: 1, db_seq: 1, graph_version: "stub:1", took_ms: 1 };
const envelope = (data: unknown, actors: unknown[] = []) => ({ data, actors, events: [], sources: [], claims: [], meta: META });

/** The graph of the actors asked for: those named and, unless the lines among them alone are wanted, all of it. */
export async function serve(page: Page, graph: Generated): Promise<void> {
  const whole = JSON.stringify(envelope({ nodes: graph.ids, edges: graph.edges }, graph.actors));
  const part = (wanted: ReadonlySet<string>) =>
    JSON.stringify(
      envelope(
        { nodes: graph.ids.filter((id) => wanted.has(id)), edges: graph.edges.filter((edge) => wanted.has(edge["source"] as string) && wanted.has(edge["target"] as string)) },
        graph.actors.filter((actor) => wanted.has(actor["id"] as string)),
      ),
    );
  await page.route("**/v1/**", (call: Route) => {
    const url = new URL(call.request().url());
    const send = (body: string) => call.fulfill({ contentType: "application/json", body });
    if (url.pathname === "/v1/vocabulary") return send(JSON.stringify(envelope({ kinds: [], actions: [], ties: [], estimative: [], admiralty: [] })));
    if (url.pathname === "/v1/graph") return send(url.searchParams.get("induced") === "true" ? part(new Set(url.searchParams.get("actors")!.split(","))) : whole);
    if (url.pathname.endsWith("/neighbours")) {
      const neighbours = graph.ids.map((actor) => ({ actor, n: 1, edge_types: ["SANCTIONED"], first: "2024-01-01", last: "2024-01-01" }));
      return send(JSON.stringify(envelope({ actor: "g:0", counts: [], neighbours }, graph.actors)));
    }
    if (url.pathname.startsWith("/v1/actors/")) return send(JSON.stringify(envelope({ actor: "g:0", names: [], records: [], ties: [], folds: [], counts: [] }, graph.actors.slice(0, 1))));
    return call.fulfill({ status: 404, contentType: "application/problem+json", body: JSON.stringify({ title: "not stubbed", status: 404, detail: url.pathname }) });
  });
}

/** The service behind a door that answers the change feed by itself. A route of the browser's does not see what an EventSource says of its last event. */
export async function door(feed: (call: IncomingMessage, answer: ServerResponse) => void): Promise<{ address: string; close(): void }> {
  const server = createServer((call, answer) => {
    if (call.url?.startsWith("/v1/changes")) return feed(call, answer);
    const through = request(new URL(call.url ?? "/", BASE), { method: call.method, headers: { ...call.headers, host: new URL(BASE).host } }, (found) => {
      answer.writeHead(found.statusCode ?? 500, found.headers);
      found.pipe(answer);
    });
    through.on("error", () => answer.destroy());
    call.pipe(through);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
