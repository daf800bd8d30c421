"""Arithmetic that an author writes: numbers, names, + - * / // % **, and a few functions.

The text is read as a syntax tree and walked; nothing of it is ever run. Numbers are
decimals of 28 digits, so the same text gives the same number on every machine.
"""

import ast
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal, DecimalException, localcontext

LONGEST = 200
GREATEST = Decimal(10) ** 15
HIGHEST_POWER = 64
DIGITS = 28
MOST_PLACES = 12
Binary = Callable[[Decimal, Decimal], Decimal]


class BadArithmetic(ValueError):
    """A text that is no arithmetic we read, or that has no result."""


def evaluate(text: str, values: Mapping[str, Decimal]) -> Decimal:
    """Give the result of an expression with these names; raises BadArithmetic."""
    if len(text) > LONGEST:
        raise BadArithmetic(f"longer than {LONGEST} characters")
    try:
        tree = ast.parse(text.strip(), mode="eval")
        with localcontext(Context(prec=DIGITS, rounding=ROUND_HALF_UP)):
            return _bounded(_value(tree.body, values, 0))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise BadArithmetic(str(error) or "not readable") from error
    except DecimalException as error:
        raise BadArithmetic("no result: a division by nothing, or out of bounds") from error


def names_in(text: str) -> frozenset[str]:
    """Give the names that an expression uses; raises BadArithmetic."""
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise BadArithmetic(str(error) or "not readable") from error
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    named = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    return frozenset(node.id for node in named if id(node) not in called)


def _value(node: ast.AST, values: Mapping[str, Decimal], depth: int) -> Decimal:
    if depth > LONGEST:
        raise BadArithmetic("nested too deeply")
    if isinstance(node, ast.Constant) and type(node.value) in {int, float}:
        return Decimal(str(node.value))
    if isinstance(node, ast.Name):
        if node.id not in values:
            raise BadArithmetic(f"{node.id!r} is not known")
        return values[node.id]
    if isinstance(node, ast.UnaryOp) and type(node.op) in SIGNS:
        return SIGNS[type(node.op)] * _value(node.operand, values, depth + 1)
    if isinstance(node, ast.BinOp) and type(node.op) in BINARY:
        left = _value(node.left, values, depth + 1)
        return _bounded(BINARY[type(node.op)](left, _value(node.right, values, depth + 1)))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        given = [_value(each, values, depth + 1) for each in node.args]
        return _call(node.func.id, given)
    raise BadArithmetic(f"{type(node).__name__} is no arithmetic")


def _call(name: str, given: Sequence[Decimal]) -> Decimal:
    if name == "round" and len(given) == 2 and abs(given[1]) <= MOST_PLACES:
        return given[0].quantize(Decimal(1).scaleb(-int(given[1])))
    if name == "round" and len(given) == 1:
        return given[0].quantize(Decimal(1))
    if name == "abs" and len(given) == 1:
        return abs(given[0])
    if name == "sqrt" and len(given) == 1:
        return given[0].sqrt()
    if name in {"min", "max"} and given:
        return min(given) if name == "min" else max(given)
    raise BadArithmetic(f"{name!r} is not a function here, or not with {len(given)} values")


def _power(base: Decimal, exponent: Decimal) -> Decimal:
    if abs(exponent) > HIGHEST_POWER:
        raise BadArithmetic(f"a power over {HIGHEST_POWER}")
    return Decimal(base**exponent)


def _bounded(value: Decimal) -> Decimal:
    if not value.is_finite() or abs(value) > GREATEST:
        raise BadArithmetic("out of bounds")
    return value


SIGNS: Mapping[type[ast.AST], int] = {ast.UAdd: 1, ast.USub: -1}
BINARY: Mapping[type[ast.AST], Binary] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.FloorDiv: lambda a, b: a // b,
    ast.Mod: lambda a, b: a % b,
    ast.Pow: _power,
}
