// Asking from a component: what is under way, what came, what went wrong, and the last good answer meanwhile.

import { useEffect, useRef, useState } from "preact/hooks";
import { apiKey, askJson, fresh, post, Refused } from "./api";
import type { Envelope, Problem } from "./types";
import { learn } from "./words";

export interface Asked<Answer> {
  answer: Answer | null;
  /** What the answer was asked by: another than `url` while the next is under way. */
  answered: string;
  problem: Problem | null;
  /** Milliseconds since asked; 0 when nothing is under way. */
  waiting: number;
  url: string;
  retry(): void;
  cancel(): void;
}

const TICK_MS = 150;

/** Ask for an address whenever it changes; null asks nothing. The last good answer stays until another comes. */
export function useAnswer<Data>(url: string | null): Asked<Envelope<Data>> {
  return useJson<Envelope<Data>>(url, (answer) => learn(answer.actors));
}

/** The same for answers that are no envelope. */
export function useJson<Answer>(url: string | null, came?: (answer: Answer) => void): Asked<Answer> {
  const [last, setLast] = useState<{ answer: Answer; url: string } | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [waiting, begin] = useWaiting();
  const [round, setRound] = useState(0);
  const controller = useRef<AbortController | null>(null);
  useEffect(() => {
    if (!url) return;
    const own = new AbortController();
    controller.current = own;
    const end = begin();
    askJson<Answer>(url, own.signal)
      .then((next) => {
        came?.(next);
        setLast({ answer: next, url });
        setProblem(null);
      })
      .catch((error: unknown) => {
        if (own.signal.aborted) return;
        setProblem(problemOf(error));
      })
      .finally(end);
    return () => {
      own.abort();
      end();
    };
  }, [url, round, apiKey.value, fresh.value]);
  return {
    answer: last?.answer ?? null,
    answered: last?.url ?? "",
    problem,
    waiting,
    url: url ?? "",
    retry: () => setRound(round + 1),
    cancel: () => controller.current?.abort(),
  };
}

export interface Sent<Answer> {
  answer: Answer | null;
  problem: Problem | null;
  waiting: number;
  send(url: string, body: unknown): void;
  cancel(): void;
}

/** What is asked when a reader says so, not when an address changes: one at a time, a newer one ends the older. */
export function useSent<Answer>(): Sent<Answer> {
  const [{ answer, problem }, setState] = useState<{ answer: Answer | null; problem: Problem | null }>({ answer: null, problem: null });
  const [waiting, begin] = useWaiting();
  const controller = useRef<AbortController | null>(null);
  useEffect(() => () => controller.current?.abort(), []);
  return {
    answer,
    problem,
    waiting,
    send(url, body) {
      controller.current?.abort();
      const own = new AbortController();
      controller.current = own;
      const end = begin();
      post<Answer>(url, body, own.signal)
        .then((next) => setState({ answer: next, problem: null }))
        .catch((error: unknown) => {
          if (!own.signal.aborted) setState((last) => ({ ...last, problem: problemOf(error) }));
        })
        .finally(end);
    },
    cancel: () => controller.current?.abort(),
  };
}

/** Milliseconds since `begin` was called; 0 once what it gave back was. A newer wait is not ended by an older one's end. */
function useWaiting(): [number, () => () => void] {
  const [waiting, setWaiting] = useState(0);
  const ticking = useRef(0);
  const begin = () => {
    clearInterval(ticking.current);
    const began = performance.now();
    const own = window.setInterval(() => setWaiting(performance.now() - began), TICK_MS);
    ticking.current = own;
    return () => {
      clearInterval(own);
      if (ticking.current === own) setWaiting(0);
    };
  };
  return [waiting, begin];
}

export function problemOf(error: unknown): Problem {
  if (error instanceof Refused) return error.problem;
  const detail = error instanceof Error ? error.message : String(error);
  return { type: "about:blank", title: "The page failed", status: 0, detail, hint: "Reload the page.", request_id: "" };
}
