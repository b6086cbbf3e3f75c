// Parts of the page that come when they are first shown: who reads a case need not wait for the query form.

import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Trouble } from "./panels/States";
import type { Problem } from "./types";
import { problemOf } from "./use";

/** A component that is fetched once, when it is first wanted; what goes wrong is told and can be tried again. */
export function later<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let come: ComponentType<Props> | null = null;
  return function Later(props: Props) {
    const [, setCome] = useState(come !== null);
    const [problem, setProblem] = useState<Problem | null>(null);
    const fetch = () => {
      setProblem(null);
      load().then(
        (found) => {
          come = found;
          setCome(true);
        },
        (error: unknown) => setProblem(problemOf(error)),
      );
    };
    useEffect(() => {
      if (!come) fetch();
    }, []);
    if (problem) return <Trouble problem={problem} retry={fetch} />;
    const Found = come;
    return Found ? <Found {...props} /> : <p role="status">Asking …</p>;
  };
}
