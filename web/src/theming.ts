// Light or dark: the reader's choice, else the system's. Kept on this machine, never in the address.

import { effect, signal } from "@preact/signals";

const KEPT = "retorsion.theme";
const system = matchMedia("(prefers-color-scheme: dark)");

export const dark = signal(localStorage.getItem(KEPT) ? localStorage.getItem(KEPT) === "dark" : system.matches);

system.addEventListener("change", (event) => {
  if (!localStorage.getItem(KEPT)) dark.value = event.matches;
});
effect(() => {
  document.documentElement.dataset["theme"] = dark.value ? "dark" : "light";
});

export function toggleTheme(): void {
  dark.value = !dark.value;
  localStorage.setItem(KEPT, dark.value ? "dark" : "light");
}
