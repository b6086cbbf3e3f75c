"""Reading arrays by their address inside kernels. Only loads; who hands out an address keeps the array alive.

A kernel that is handed forty arrays passes, counts and copies forty descriptors at each of its calls (measured: forty times slower).
One table of addresses, like a struct of C, costs one argument.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from llvmlite import ir  # type: ignore[import-untyped]
from numba.core import types
from numba.extending import intrinsic

Load = Callable[[Any, Any], Any]


def _loader(bits: int, *, signed: bool, atomic: bool = False) -> Load:
    """A function (address, position) -> int64 for arrays of integers of so many bits."""

    def load(typing: Any, address: Any, position: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            pointer = builder.gep(builder.inttoptr(args[0], ir.IntType(bits).as_pointer()), [args[1]])
            value = builder.load_atomic(pointer, "monotonic", bits // 8) if atomic else builder.load(pointer)
            widen = builder.sext if signed else builder.zext
            return value if bits == 64 else widen(value, ir.IntType(64))

        return types.int64(types.int64, types.int64), generate

    made: Any = intrinsic(load)
    return cast(Load, made)


i8 = _loader(8, signed=True)
i32 = _loader(32, signed=True)
i64 = _loader(64, signed=True)
u8 = _loader(8, signed=False)
u16 = _loader(16, signed=False)
u32 = _loader(32, signed=False)

flag = _loader(8, signed=False, atomic=True)
"""A byte that another thread may set while the kernel runs."""
