// The service over HTTP: one way to ask, with its tags kept and its problems told. Nothing else in the page fetches.

import { signal } from "@preact/signals";
import type { Envelope, Problem } from "./types";

export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail || problem.title);
  }
}

interface Kept {
  etag: string;
  answer: unknown;
}

const KEEP = 60;
const kept = new Map<string, Kept>();
const KEY = "retorsion.key";

/** The reader's key, as long as this tab is open: never in the address, never kept on the machine. */
export const apiKey = signal(globalThis.sessionStorage?.getItem(KEY) ?? "");

export function takeKey(key: string): void {
  apiKey.value = key;
  kept.clear();
  if (key) sessionStorage.setItem(KEY, key);
  else sessionStorage.removeItem(KEY);
}

/** Grows when the reader wants what is shown asked anew. */
export const fresh = signal(0);

/** The graph that the first answer was made of: what came later is another. */
export const opened = signal("");

export type Parameters = Record<string, string | number | boolean | readonly string[] | null | undefined>;

/** The address of a question: what is empty is left out, names are in order, so that one question has one address. */
export function address(path: string, parameters: Parameters = {}): string {
  const search = new URLSearchParams();
  for (const name of Object.keys(parameters).sort()) {
    const value = parameters[name];
    if (value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length)) continue;
    search.set(name, Array.isArray(value) ? value.join(",") : String(value));
  }
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}

/** Ask; an answer that has not changed since is taken from memory. Raises Refused, or the abort of its signal. */
export function ask<Data>(url: string, signal?: AbortSignal): Promise<Envelope<Data>> {
  return askJson<Envelope<Data>>(url, signal);
}

/** The same where the answer is no envelope: what a request did, how far a job is. */
export async function askJson<Answer>(url: string, signal?: AbortSignal, init: RequestInit = {}): Promise<Answer> {
  const before = init.method ? undefined : kept.get(url);
  const response = await call(url, { ...init, ...(signal ? { signal } : {}) }, { Accept: "application/json", ...(before ? { "If-None-Match": before.etag } : {}) });
  if (response.status === 304 && before) return before.answer as Answer;
  const answer = (await response.json()) as Answer;
  opened.value ||= (answer as { meta?: { graph_version?: string } }).meta?.graph_version ?? "";
  const etag = response.headers.get("ETag");
  if (etag && !init.method) keep(url, { etag, answer });
  return answer;
}

export function post<Answer>(url: string, body: unknown, signal?: AbortSignal): Promise<Answer> {
  return askJson<Answer>(url, signal, { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });
}

/** A file, where a link alone would not do: a link carries no key. */
export async function fetchFile(url: string): Promise<Blob> {
  return (await call(url, {}, {})).blob();
}

async function call(url: string, init: RequestInit, more: Record<string, string>): Promise<Response> {
  const headers = new Headers({ ...(init.headers as Record<string, string> | undefined), ...more });
  if (apiKey.value) headers.set("Authorization", `Bearer ${apiKey.value}`);
  const response = await reach(url, { ...init, headers });
  if (!response.ok && response.status !== 304) throw new Refused(await problem(response));
  return response;
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new Refused({
      type: "/problems/offline",
      title: "Offline",
      status: 0,
      detail: "The service does not answer.",
      hint: "What was last shown stays. Try again when the service is back.",
      request_id: "",
    });
  }
}

async function problem(response: Response): Promise<Problem> {
  const fallback = { type: "about:blank", title: response.statusText, status: response.status, detail: "", hint: "", request_id: response.headers.get("X-Request-ID") ?? "" };
  try {
    return { ...fallback, ...((await response.json()) as Partial<Problem>) };
  } catch {
    return { ...fallback, detail: `The service answered ${response.status} without saying why.` };
  }
}

function keep(url: string, entry: Kept): void {
  kept.delete(url);
  kept.set(url, entry);
  if (kept.size > KEEP) kept.delete(kept.keys().next().value as string);
}
