// From a request of the service to the view that shows its answer.

export function viewOf(link: string): [string, Record<string, string>] {
  const { pathname, searchParams } = new URL(link, "http://page");
  const keys = Object.fromEntries(searchParams);
  const [, , noun = "", id = ""] = pathname.split("/");
  switch (noun) {
    case "events":
      return id ? ["case", { sel: `e:${decodeURIComponent(id)}` }] : ["graph", { ...keys, actors: keys["target"] ?? keys["source"] ?? "", source: "", target: "", members: "" }];
    case "paths":
      return ["path", keys];
    case "escalation":
      return ["dyad", keys];
    case "timeline": {
      const { around = "", ...rest } = keys;
      return around ? ["day", { ...rest, at: around }] : ["dyad", keys];
    }
    case "actors":
      return ["graph", { actors: decodeURIComponent(id), sel: `a:${decodeURIComponent(id)}` }];
    default:
      return ["graph", keys];
  }
}
