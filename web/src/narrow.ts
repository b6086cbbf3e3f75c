// Whether the screen is narrow: as theme.css has it, below this width views stand in one column. Read by parts whose tests know no screen.

import { signal } from "@preact/signals";

const screen = globalThis.matchMedia?.("(max-width: 760px)");

export const narrow = signal(screen?.matches ?? false);

screen?.addEventListener("change", (event) => {
  narrow.value = event.matches;
});
