"""32 counts at once: one instruction for Numba that LLVM makes into the machine's widest.

Numba turns loops into vector instructions by itself, but in these checks each time whether the
arrays overlap, which takes longer than the additions. This says what is meant; it works on every
processor that LLVM knows. `reaches` in plain words: add row `a` .. `d` of `counts` to `inside`,
and is any of the 32 now at least what `table` asks for?
"""

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

LANES = 32


def _reaches(
    context: Any, inside: Any, at: Any, counts: Any, a: Any, b: Any, c: Any, d: Any,
    table: Any, needed: Any,
) -> Any:  # fmt: skip
    """inside[at : at + 32] += counts[a : a + 32] + ... + counts[d : d + 32], in place, then
    whether any of it is at least table[needed : needed + 32]. Flat arrays of one type."""
    signature = types.boolean(inside, at, counts, a, b, c, d, table, needed)
    return signature, _generate


reaches: Any = intrinsic(_reaches)


def _generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    kinds = signature.args
    wide = ir.VectorType(context.get_value_type(kinds[0].dtype), LANES)

    def place(array: int, offset: int) -> Any:
        found = context.make_array(kinds[array])(context, builder, arguments[array])
        start = builder.gep(found.data, [arguments[offset]])
        return builder.bitcast(start, wide.as_pointer())

    def load(array: int, offset: int) -> Any:
        return builder.load(place(array, offset), align=kinds[array].dtype.bitwidth // 8)

    total = load(0, 1)
    for offset in (3, 4, 5, 6):
        total = builder.add(total, load(2, offset))
    builder.store(total, place(0, 1), align=kinds[0].dtype.bitwidth // 8)
    enough = builder.icmp_signed(">=", total, load(7, 8))
    return builder.icmp_unsigned(
        "!=", builder.bitcast(enough, ir.IntType(LANES)), ir.Constant(ir.IntType(LANES), 0)
    )
