"""The seed case: the cyber campaigns that the UK and the US laid at China's door in March 2024, and what was done about them."""

from graph.cases import Case, Sentence

CASE = Case(
    name="apt31-2024",
    title="APT31, March 2024: two campaigns, three governments, one denial",
    question="Who accused whom of what, in which words, and who answered with what?",
    sentences=(
        Sentence(
            "The UK says that the Electoral Commission's systems were 'highly likely' compromised by a Chinese state-affiliated entity.",
            "/v1/events/chronology:cn-electoral-commission-2021",
        ),
        Sentence(
            "It is 'almost certain', says the NCSC, that APT31 scouted UK parliamentarians in 2021.",
            "/v1/events/chronology:cn-apt31-parliamentarians-2021",
        ),
        Sentence(
            "In March 2024 the UK and the US listed a front company and two men, the US indicted seven, and Finland named APT31.",
            "/v1/events?target=chronology:apt31&members=true&since=2024-03&until=2024-03",
        ),
        Sentence(
            "China denied the accusation before the listings were public.",
            "/v1/events/chronology:cn-denial-apt31-2024",
        ),
        Sentence(
            "A ban on Intel and AMD chips was reported in the same days; its guideline was three months older.",
            "/v1/events/chronology:cn-bans-intel-amd-2024",
        ),
        Sentence(
            "Intel is connected to APT31 only through China, and by a tie that China denies.",
            "/v1/paths?from=Intel&to=APT31",
        ),
        Sentence("What was public on 24 March 2024, the day before?", "/v1/timeline?around=2024-03-24&days=3&as_of=2024-03-24"),
        Sentence("China and the UK from 2020 to 2024, whoever acted for them.", "/v1/escalation?a=CHN&b=GBR&since=2020&until=2024"),
    ),
    actors=(
        "state:CHN",
        "chronology:mss",
        "chronology:apt31",
        "chronology:wuhan-xrz",
        "chronology:zhao-guangzong",
        "chronology:ni-gaobin",
        "chronology:peng-yaowen",
        "chronology:cheng-feng",
        "chronology:sun-xiaohui",
        "chronology:weng-ming",
        "chronology:xiong-wang",
        "chronology:cn-electoral-commission-2021-party-1",
        "chronology:cn-apt31-parliamentarians-2021-party-1",
        "chronology:uk-electoral-commission",
        "state:GBR",
        "state:USA",
        "state:FIN",
        "chronology:intel",
        "chronology:amd",
    ),
    since="2021",
    until="2024-03-31",
)
