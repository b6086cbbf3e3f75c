// That the graph has changed since the page was opened: one place in the frame, whatever the view.

import { opened } from "../api";
import { refresh, seqOf, since } from "../feed";
import { change, route } from "../state";
import { VIEWS } from "../views/registry";
import { plural } from "../words";

export function Fresh() {
  const past = VIEWS.find((view) => view.name === route.value.view)?.past === true;
  const pinned = past ? route.value.keys["recorded_as_of"] : "";
  const now = () => {
    if (pinned) change({ recorded_as_of: "" });
    refresh();
  };
  const { commits, replaced } = since.value;
  return (
    <div role="status" class="fresh">
      {pinned ? (
        <p class="notice">
          This is the graph as it was recorded at commit {pinned}.{" "}
          <button type="button" onClick={now}>
            As it is now
          </button>
        </p>
      ) : (
        (commits > 0 || replaced) && (
          <p class="notice">
            {replaced ? "The graph was replaced since you opened this link." : `The graph has changed since you opened this link: ${told()}.`}
            {!past && " What is shown is as it was; what you ask next is answered from the graph as it is now."}{" "}
            {past && !replaced && (
              <>
                <button type="button" onClick={() => change({ recorded_as_of: seqOf(opened.value) })}>
                  See as it was
                </button>{" "}
              </>
            )}
            <button type="button" onClick={now}>
              Refresh
            </button>
          </p>
        )
      )}
    </div>
  );
}

function told(): string {
  const { commits, added, retracted, changed } = since.value;
  const edges = [added ? `${plural(added, "link")} came` : "", retracted ? `${plural(retracted, "link")} went` : "", changed ? `${plural(changed, "link")} changed` : ""];
  return [plural(commits, "commit"), ...edges].filter(Boolean).join(", ");
}
