// Every node and line of the picture as a sentence: one tab stop, arrows walk, a window of rows whatever the size.

import { useEffect, useRef, useState } from "preact/hooks";

export interface Entry {
  id: string;
  what: "actor" | "line";
  text: string;
}

const WINDOW = 100;

interface Props {
  entries: readonly Entry[];
  selected: string | null;
  onSelect(entry: Entry): void;
  onOpen(entry: Entry): void;
}

export function Elements({ entries, selected, onSelect, onOpen }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(0);
  useEffect(() => {
    const found = entries.findIndex((entry) => entry.id === selected);
    if (found >= 0) setAt(found);
  }, [selected, entries]);
  const position = Math.min(at, Math.max(0, entries.length - 1));
  const first = Math.max(0, Math.min(position - WINDOW / 2, entries.length - WINDOW));
  useEffect(() => {
    if (document.activeElement === list.current) list.current?.querySelector("[data-at]")?.scrollIntoView({ block: "nearest" });
  }, [position]);

  function walk(to: number): void {
    const next = Math.max(0, Math.min(entries.length - 1, to));
    setAt(next);
    const entry = entries[next];
    if (entry) onSelect(entry);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const steps: Record<string, number> = { ArrowDown: position + 1, ArrowUp: position - 1, Home: 0, End: entries.length - 1, PageDown: position + 10, PageUp: position - 10 };
    const to = steps[event.key];
    const entry = entries[position];
    if (to !== undefined) walk(to);
    else if (event.key === "ArrowRight" && entry?.what === "actor") walk(nextLine(entry, 1));
    else if (event.key === "Enter" && entry) onSelect(entry);
    else if ((event.key === "e" || event.key === "E") && entry?.what === "actor") onOpen(entry);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** From an actor to the first line that names it. */
  function nextLine(entry: Entry, from: number): number {
    const name = entry.text.split(",")[0] ?? "";
    const found = entries.findIndex((other, i) => i >= from && other.what === "line" && other.text.includes(name));
    return found < 0 ? position : found;
  }

  return (
    <div
      ref={list}
      class="elements"
      role="listbox"
      tabIndex={0}
      aria-label="Elements of the graph"
      {...(entries.length ? { "aria-activedescendant": `element-${position}` } : {})}
      onKeyDown={onKeyDown}
      onFocus={() => entries.length && !selected && onSelect(entries[position]!)}
    >
      {entries.slice(first, first + WINDOW).map((entry, i) => (
        <div
          key={entry.id}
          id={`element-${first + i}`}
          role="option"
          aria-setsize={entries.length}
          aria-posinset={first + i + 1}
          aria-selected={entry.id === selected}
          {...(first + i === position ? { "data-at": "" } : {})}
          onClick={() => onSelect(entry)}
          onDblClick={() => onOpen(entry)}
        >
          {entry.text}
        </div>
      ))}
    </div>
  );
}
