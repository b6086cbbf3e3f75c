// What colours, lines and shapes of the picture mean.

import type { Look } from "../graph/scene";
import { QUADS } from "../words";

export function Legend({ colourBy }: { colourBy: Look["colourBy"] }) {
  return (
    <details class="legend">
      <summary aria-keyshortcuts="l">Legend</summary>
      <ul>
        {colourBy === "rung"
          ? ["words", "protests, accusations", "single measures", "structural measures", "force"].map((text, i) => (
              <li key={text}>
                step {i + 1} of 5: {text}
              </li>
            ))
          : Object.entries(QUADS).map(([quad, text]) => (
              <li key={quad}>
                <span class={`swatch ${quad.toLowerCase()}`} aria-hidden="true" /> {text}
              </li>
            ))}
        <li>Width: how many actions; the badge is their count{colourBy === "verb" ? ", its letters the verbs" : ""}</li>
        <li>Solid: executed or in force; long dashes: announced; dots: ended; short dashes: alleged, whatever the status</li>
        <li>A cross: disputed. A hollow square at the start: mixed status. Thin grey with a hollow square at the whole: a tie, no action</li>
        <li>Square: state; hexagon: agency; box: company; diamond: threat actor; circle: person; octagon: organisation; triangle: group</li>
      </ul>
    </details>
  );
}
