"""Results as plain values for JSON: dataclasses to mappings, arrays to lists, NaN to None. Knows no measure, and chooses nothing."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from graph.escalation.measure import Insufficient


def plain(value: Any) -> Any:
    """The same content in dicts, lists, text and numbers; `Insufficient` becomes {"insufficient": {have, need, what}}."""
    if isinstance(value, Insufficient):
        return {"insufficient": {"have": value.have, "need": value.need, "what": value.what}}
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, np.generic):
        return plain(value.item())
    return None if isinstance(value, float) and not math.isfinite(value) else value
