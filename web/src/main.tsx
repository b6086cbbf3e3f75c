// The frame: search, views, filter, the view, the evidence beside it; keys. Each view draws itself.

import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { address, ask, type Refused } from "./api";
import { Evidence } from "./panels/Evidence";
import { follow } from "./feed";
import { later } from "./later";
import { FilterBar } from "./panels/Filter";
import { Fresh } from "./panels/Fresh";
import { Help } from "./panels/Help";
import { Combobox, openResult } from "./panels/Search";
import { Trouble } from "./panels/States";
import { chosen } from "./selection";
import { change, go, open, redo, route, undo } from "./state";
import "./theme.css";
import { dark, toggleTheme } from "./theming";
import { VIEWS } from "./views/registry";
import { vocabulary, type Vocabulary } from "./words";

const Export = later(() => import("./panels/Export").then((part) => part.Export));

function App() {
  const [help, setHelp] = useState(false);
  const [exporting, setExporting] = useState(false);
  const view = VIEWS.find((one) => one.name === route.value.view);
  useEffect(() => keys(() => setHelp(true)), []);
  useEffect(() => {
    document.title = `${view?.title ?? "Not found"} - Retorsion`;
  }, [view]);
  return (
    <div class="frame">
      <header>
        <a class="skip" href="#view">
          To the view
        </a>
        <a class="brand" href="/" onClick={(event) => { event.preventDefault(); go("case"); }}>
          RETORSION
        </a>
        <Combobox label="Search" placeholder="Actor, action, day, or: Intel to APT31" shortcut onPick={openResult} />
        <nav aria-label="Views">
          <ul>
            {VIEWS.map((one) => (
              <li key={one.name}>
                <a href={`/${one.name}`} {...(one === view ? { "aria-current": "page" as const } : {})} onClick={(event) => { event.preventDefault(); go(one.name); }}>
                  {one.title}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <button type="button" aria-keyshortcuts="x" onClick={() => setExporting(true)}>
          Export
        </button>
        <button type="button" onClick={toggleTheme} aria-pressed={dark.value}>
          Dark
        </button>
        <button type="button" onClick={() => setHelp(true)} aria-label="Help and keys">
          ?
        </button>
      </header>
      <FilterBar />
      <main id="view" tabIndex={-1}>
        <Fresh />
        {view ? <view.show /> : <p role="alert">There is no view called {route.value.view}.</p>}
      </main>
      <Evidence />
      {exporting && <Export onClose={() => setExporting(false)} />}
      {help && <Help onClose={() => setHelp(false)} />}
    </div>
  );
}

/** Single keys, only where no field has the focus and no dialog is open; `g` and a letter goes to a view. */
function keys(help: () => void): () => void {
  let led = -Infinity;
  const hear = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    if (target.closest("input:not([type=checkbox], [type=range]), textarea, select, dialog")) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") {
      event.preventDefault();
      return event.shiftKey ? redo() : undo();
    }
    if (event.altKey || event.metaKey || event.ctrlKey) return;
    if (localStorage.getItem("retorsion.keys") === "off") return;
    const view = event.timeStamp - led < 1200 ? VIEWS.find((one) => one.key === event.key) : undefined;
    led = -Infinity;
    if (view) go(view.name);
    else if (event.key === "g") led = event.timeStamp;
    else if (event.key === "/") document.querySelector<HTMLInputElement>("[data-search]")?.focus();
    else if (event.key === "?") help();
    else if (event.key === "Escape" && chosen.value) change({ sel: "" }, false);
    else if (!press(event.key)) return;
    event.preventDefault();
  };
  addEventListener("keydown", hear);
  return () => removeEventListener("keydown", hear);
}

/** What is on the page says which key presses it. */
function press(key: string): boolean {
  const found = [...document.querySelectorAll<HTMLElement>("[aria-keyshortcuts]")].find((one) => one.getAttribute("aria-keyshortcuts") === key.toLowerCase());
  found?.click();
  return found !== undefined;
}

follow();
ask<Vocabulary>(address("/v1/vocabulary")).then(
  (answer) => {
    vocabulary.value = answer.data;
  },
  // Views name types by their codes until the vocabulary comes; each view tells its own trouble.
  () => undefined,
);
const page = document.getElementById("app")!;
const start = () =>
  open().then(
    () => render(<App />, page),
    ({ problem }: Refused) => render(<Trouble problem={problem} retry={() => void start()} />, page),
  );
void start();
