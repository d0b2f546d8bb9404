"""Rules of stance in the order in which they decide, each tried only where one of its words stands there."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from framing.stance.context import Context

Rule = Callable[[Context], str | None]
WordedRule = tuple[Rule, frozenset[bytes] | None]


class Rules:
    """(rule, words) pairs: a rule that has words finds nothing unless one of them stands in the expression, among the words
    before it, or first in its sentence; a rule without words is always tried."""

    def __init__(self, rules: Sequence[WordedRule]) -> None:
        self._rules = tuple(rule for rule, _ in rules)
        self._always = sum(1 << k for k, (_, words) in enumerate(rules) if words is None)
        self._bits: dict[bytes, int] = {}
        for k, (_, words) in enumerate(rules):
            for word in words or ():
                self._bits[word] = self._bits.get(word, 0) | 1 << k
        self._words = frozenset(self._bits)

    def first(self, context: Context) -> tuple[int, str] | None:
        """The number of the first rule that finds anything, with what it says; or None."""
        bits = self._always | self._bits.get(context.first_word, 0)
        for word in (*self._words.intersection(context.before), *context.inside):
            bits |= self._bits.get(word, 0)
        while bits:
            lowest = bits & -bits
            number = lowest.bit_length() - 1
            reason = self._rules[number](context)
            if reason:
                return number, reason
            bits ^= lowest
        return None
