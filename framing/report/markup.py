"""HTML that cannot be broken by its content: every string is escaped unless it was built here."""

from __future__ import annotations

from html import escape


class Markup(str):
    """Finished HTML."""

    __slots__ = ()


VOID = frozenset({"input", "meta", "br", "hr"})


def tag(name: str, /, *children: str | None, **attributes: str | bool | None) -> Markup:
    """One element; strings among the children are escaped, Markup is not, None is left out.

    `class_` and `for_` give `class` and `for`, other underlines hyphens; an attribute that is None or False is left out.
    """
    opened = f"<{name}{''.join(_attribute(key, value) for key, value in attributes.items())}>"
    return Markup(opened) if name in VOID else Markup(f"{opened}{joined(*children)}</{name}>")


def joined(*children: str | None) -> Markup:
    """The children one after the other, strings escaped."""
    return Markup("".join(_child(child) for child in children if child is not None))


def _child(child: str) -> str:
    return child if isinstance(child, Markup) else escape(child.translate(_INVISIBLE), quote=True)


def _attribute(key: str, value: str | bool | None) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(value.translate(_INVISIBLE), quote=True)}"'


_INVISIBLE = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127, *range(55296, 57344)), "�")
"""Control characters and lone surrogates, which HTML may not hold, are shown as U+FFFD."""
