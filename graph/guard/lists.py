"""What free Cypher may use: operators of a plan, procedures, functions with a dot. What is not here is refused. Names only.

Names are those of Neo4j 2026.09; a newer server's new operators are refused until they are looked at.
"""

from __future__ import annotations

from itertools import product
from typing import Final

PROCEDURES: Final = frozenset(
    {
        "db.index.fulltext.listAvailableAnalyzers",
        "db.index.fulltext.queryNodes",
        "db.index.fulltext.queryRelationships",
        "db.index.vector.queryNodes",
        "db.index.vector.queryRelationships",
        "db.labels",
        "db.ping",
        "db.propertyKeys",
        "db.relationshipTypes",
        "db.schema.nodeTypeProperties",
        "db.schema.relTypeProperties",
        "db.schema.visualization",
    }
)

_CLOCKS = ("date", "datetime", "localdatetime", "localtime", "time")
FUNCTIONS: Final = frozenset(
    {
        *(f"{kind}.{part}" for kind, part in product(_CLOCKS, ("realtime", "statement", "transaction", "truncate"))),
        *(f"coll.{name}" for name in ("distinct", "flatten", "indexof", "insert", "max", "min", "remove", "sort")),
        *(f"duration.{name}" for name in ("between", "indays", "inmonths", "inseconds")),
        *("datetime.fromepoch", "datetime.fromepochmillis", "db.namefromelementid", "point.distance", "point.withinbbox"),
        *("string.indexof", "string.join", "string.regexreplace", "uuid.leastsignificantbits", "uuid.mostsignificantbits"),
        *("vector.similarity.cosine", "vector.similarity.euclidean"),
    }
)
"""In lower case. Functions without a dot are all built in and touch neither files nor network."""

_SCANS = (
    *("AllNodesScan", "NodeByLabelScan", "UnionNodeByLabelsScan", "IntersectionNodeByLabelsScan", "SubtractionNodeByLabelsScan"),
    *("NodeIndexScan", "NodeIndexContainsScan", "NodeIndexEndsWithScan", "DynamicLabelNodeLookup"),
    *("DynamicDirectedRelationshipTypeLookup", "DynamicUndirectedRelationshipTypeLookup"),
    *(
        f"{way}{rest}"
        for way in ("Directed", "Undirected")
        for rest in (
            *("AllRelationshipsScan", "RelationshipTypeScan", "UnionRelationshipTypesScan", "RelationshipIndexScan"),
            *("RelationshipIndexContainsScan", "RelationshipIndexEndsWithScan", "RelationshipIndexSeek", "RelationshipIndexSeekByRange"),
            *("RelationshipUniqueIndexSeek", "RelationshipUniqueIndexSeekByRange", "RelationshipByIdSeek", "RelationshipByElementIdSeek"),
            *("RelationshipVectorIndexSearch", "RelationshipFulltextIndexSearch"),
        )
    ),
)
_SEEKS = (
    *("NodeByIdSeek", "NodeByElementIdSeek", "NodeIndexSeek", "NodeIndexSeekByRange", "NodeUniqueIndexSeek", "NodeUniqueIndexSeekByRange"),
    *("MultiNodeIndexSeek", "NodeVectorIndexSearch", "NodeFulltextIndexSearch"),
    *("NodeCountFromCountStore", "RelationshipCountFromCountStore"),
)
_APPLIES = (
    *("Apply", "SemiApply", "AntiSemiApply", "LetSemiApply", "LetAntiSemiApply", "SelectOrSemiApply", "SelectOrAntiSemiApply"),
    *("LetSelectOrSemiApply", "LetSelectOrAntiSemiApply", "ConditionalApply", "AntiConditionalApply", "RollUpApply", "Anti"),
)
_PATHS = (
    *("Expand", "OptionalExpand", "VarLengthExpand", "PruningVarLengthExpand", "ProjectEndpoints", "ShortestPath"),
    *("StatefulShortestPath", "Repeat", "BidirectionalRepeat", "PathPropagatingBFS"),
    *("TriadicSelection", "TriadicBuild", "TriadicFilter"),
)
_ROWS = (
    *("Argument", "ArgumentTracker", "CacheProperties", "CartesianProduct", "Distinct", "OrderedDistinct", "Eager", "EagerAggregation"),
    *("OrderedAggregation", "Filter", "Limit", "Skip", "Sort", "PartialSort", "Top", "PartialTop", "Union", "OrderedUnion", "Unwind"),
    *("Optional", "Projection", "ProduceResults", "NodeHashJoin", "NodeLeftOuterHashJoin", "NodeRightOuterHashJoin"),
    *("ValueHashJoin", "ValueMergeJoin", "ProcedureCall", "ShowIndexes", "ShowConstraints"),
)
OPERATORS: Final = frozenset((*_SCANS, *_SEEKS, *_APPLIES, *_PATHS, *_ROWS))
"""Without what stands in brackets behind a name: `Expand(All)` is `Expand`."""
