// The one filter as chips that can be dropped, and a form that adds to it. The same in every view.

import { useState } from "preact/hooks";
import { change, FILTER_KEYS, route } from "../state";
import { vocabulary } from "../words";

const CHOICES: Record<string, readonly string[]> = {
  status: ["announced", "in_force", "executed", "ended"],
  assertion: ["asserted_by_actor", "confirmed", "alleged", "inferred"],
  clock: ["happened", "published", "loaded"],
};
const SAY: Record<string, string> = {
  since: "from",
  until: "to",
  min_confidence: "least likelihood",
  min_rung: "lowest rung",
  as_of: "as of",
};

export function FilterBar() {
  const [adding, setAdding] = useState(false);
  const keys = route.value.keys;
  const set = FILTER_KEYS.filter((name) => keys[name]);
  return (
    <section class="filter" aria-label="Filter">
      <span>{set.length ? "Filter:" : "No filter"}</span>
      {set.map((name) => (
        <button type="button" class="chip" key={name} onClick={() => change({ [name]: "" })} aria-label={`Drop ${SAY[name] ?? name} ${keys[name]}`}>
          {SAY[name] ?? name.replaceAll("_", " ")} {keys[name]} ×
        </button>
      ))}
      <button type="button" class="chip" aria-expanded={adding} onClick={() => setAdding(!adding)}>
        + add
      </button>
      {adding && <Add onDone={() => setAdding(false)} />}
    </section>
  );
}

function Add({ onDone }: { onDone(): void }) {
  const [name, setName] = useState<string>("since");
  const [value, setValue] = useState("");
  const known = vocabulary.value;
  const types = known ? [...new Set([...known.actions.map((one) => one.edge_type), ...known.ties.map((one) => one.code)])].sort() : [];
  const choices = name === "types" ? types : name === "kinds" ? (known?.kinds.map((one) => one.kind) ?? []) : CHOICES[name];
  const apply = (event: SubmitEvent) => {
    event.preventDefault();
    if (!value.trim()) return;
    const many = name === "types" || name === "kinds" || name === "status" || name === "assertion";
    const before = many ? (route.value.keys[name] ?? "") : "";
    change({ [name]: before ? `${before},${value.trim()}` : value.trim() });
    onDone();
  };
  return (
    <form class="row" onSubmit={apply}>
      <span class="field">
        <label for="filter-name">Which</label>
        <select id="filter-name" value={name} onChange={(event) => { setName(event.currentTarget.value); setValue(""); }}>
          {FILTER_KEYS.map((one) => (
            <option key={one} value={one}>
              {SAY[one] ?? one.replaceAll("_", " ")}
            </option>
          ))}
        </select>
      </span>
      <span class="field">
        <label for="filter-value">Value</label>
        {choices ? (
          <select id="filter-value" value={value} onChange={(event) => setValue(event.currentTarget.value)}>
            <option value="">choose</option>
            {choices.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        ) : (
          <input id="filter-value" value={value} placeholder={name.startsWith("min") ? "0.55" : "2024-03"} onInput={(event) => setValue(event.currentTarget.value)} />
        )}
      </span>
      <button type="submit" class="main">
        Add
      </button>
    </form>
  );
}
