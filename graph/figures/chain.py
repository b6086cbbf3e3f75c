"""The line of answers through an action, rung by rung; what else was answered beside it is counted. Of /v1/chains."""

from __future__ import annotations

from matplotlib.figure import Figure

from graph.figures.sheet import A_COLOUR, B_COLOUR, Envelope, events_of, sheet, shortened


def chain(envelope: Envelope) -> Figure:
    data, events = envelope["data"], events_of(envelope)
    line = data["line"]
    size = max(1.6, 0.46 * len(line["events"]) + 0.6)
    figure, (panel,) = sheet(envelope, _title(line), (size,))
    places = range(len(line["events"]))
    panel.plot(line["rungs"], [-place for place in places], color="#B0B0B0", linewidth=1)
    links = {(row["answered"], row["answer"]): row for row in (*data["back"], *data["forward"])}
    for place, id_ in enumerate(line["events"]):
        link = links.get((line["events"][place - 1], id_)) if place else None
        colour = B_COLOUR if link and link["basis"] == "inferred" else A_COLOUR
        panel.plot(
            line["rungs"][place], -place, "o", markersize=7, color=colour, markerfacecolor=colour if id_ == data["event"] else "white"
        )
        text = f"{events[id_]['date']}  {shortened(events[id_]['text'], 82)}"
        panel.text(0.36, -place, text, transform=panel.get_yaxis_transform(), va="center", fontsize=7)
    panel.set_xlim(-3.5, 34)
    panel.set_xticks([-3, 0, 3, 6, 9])
    panel.spines["bottom"].set_bounds(-3.5, 10)
    panel.set_ylim(-len(line["events"]) + 0.4, 0.6)
    panel.set_yticks([])
    panel.spines["left"].set_visible(False)
    beside = len(data["back"]) + len(data["forward"]) - (len(line["events"]) - 1)
    panel.set_xlabel(
        f"rung (filled: the action asked for; orange: the answer is inferred; {beside} other answers not shown)", fontsize=7, loc="left"
    )
    return figure


def _title(line: Envelope) -> str:
    acts = f"{line['length']} acts" if line["length"] > 1 else "one act"
    chance, of = line["chance"], line["chance_of"]
    by_chance = f" (of them: {of['kind']} of {of['length']}, by chance p = {chance['p']:.2f})" if chance and "p" in chance else ""
    return f"{line['kind'].capitalize()}: {acts}{by_chance}"
