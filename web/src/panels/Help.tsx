// The keys there are, and the switch that turns single keys off (WCAG 2.1.4).

import { useEffect, useRef, useState } from "preact/hooks";
import { VIEWS } from "../views/registry";

const KEYS: readonly (readonly [string, string])[] = [
  ["/", "search"],
  ["?", "this list"],
  ["Esc", "leave what is chosen"],
  ["↑ ↓", "in the list of elements: the next; → from an actor to its lines"],
  ["E", "graph: expand the chosen actor"],
  ["H", "graph: hide the chosen actor"],
  ["P", "the chosen actor: path from here"],
  ["F", "the picture: fit it in"],
  ["L", "legend"],
  ["T", "dyad: the same as a table"],
  ["X", "export and figures"],
  ["[ ]", "day, board, review: back, on"],
  ["Y N S U", "review: same, not the same, skip, take back"],
  ["Ctrl Enter", "Cypher of your own: run it"],
  ["Ctrl Z", "undo: the view before (the address holds all of it); with Shift: redo"],
];

export function Help({ onClose }: { onClose(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [on, setOn] = useState(localStorage.getItem("retorsion.keys") !== "off");
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} aria-labelledby="help-title" onClose={onClose}>
      <h2 id="help-title">Keys</h2>
      <table>
        <tbody>
          {[...KEYS, ...VIEWS.map((view) => [`g ${view.key}`, `view: ${view.title}`] as const)].map(([key, what]) => (
            <tr key={key}>
              <th scope="row">
                <kbd>{key}</kbd>
              </th>
              <td>{what}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>
        <label>
          <input
            type="checkbox"
            checked={on}
            onChange={(event) => {
              setOn(event.currentTarget.checked);
              localStorage.setItem("retorsion.keys", event.currentTarget.checked ? "on" : "off");
            }}
          />{" "}
          single keys are on
        </label>
      </p>
      <p class="soft">A path shows dated links. It does not show cause.</p>
      <button type="button" onClick={() => dialog.current?.close()}>
        Close
      </button>
    </dialog>
  );
}
