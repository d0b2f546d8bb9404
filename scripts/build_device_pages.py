"""Writes docs/devices/: a page per device from its file, and an index by family, kind, source domain and package.

Run it after a change to a device file; tests/test_device_pages.py fails where a page is stale.

    python scripts/build_device_pages.py
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from framing.codebook import FOLDER, Codebook, Device, Example, Exclusion, load_codebook

PAGES = Path(__file__).parent.parent / "docs" / "devices"


def pages(book: Codebook) -> dict[str, str]:
    """Path under docs/devices -> content, for every device and the index."""
    found = {f"{device.id}.md": _page(device) for device in book.devices}
    return {"README.md": _index(book.devices), **found}


def _page(device: Device) -> str:
    up = "../" * device.id.count("/")
    lines = [
        f"# {device.label}",
        "",
        f"`{device.id}` · {_facts(device)} · [all devices]({up}README.md)",
        "",
        device.definition,
        "",
        f"**Why it matters.** {device.why}",
        "",
        "**To discuss**",
        "",
        *_list(device.discuss),
        "",
        f"**Source.** {device.source}",
        "",
        "## What counts",
        "",
        *_list(_marked(example) for example in device.hits),
        "",
        "## What does not",
        "",
        *_list(example.text for example in device.misses),
        *_section("Literal senses kept out", (_exclusion(item) for item in device.exclusions)),
        *_section("Known failures", (_marked(example) for example in device.todo)),
        *(["", "## Limits", "", device.limits] if device.limits else []),
        "",
        *(
            ["## Patterns", "", *_list(f"`{pattern}`" for pattern in device.patterns)]
            if device.patterns
            else []
        ),
        *(
            ["## Words read in context", "", ", ".join(f"`{word}`" for word in device.images)]
            if device.images
            else []
        ),
    ]
    return "\n".join(lines) + "\n"


def _facts(device: Device) -> str:
    origin = f"{device.kind} from {device.source_domain}"
    return " · ".join((origin, f"storyline: {device.package}", device.conventionality, device.status))


def _list(items: Iterable[str]) -> list[str]:
    return [f"- {item}" for item in items]


def _section(title: str, items: Iterable[str]) -> list[str]:
    lines = _list(items)
    return ["", f"## {title}", "", *lines] if lines else []


def _marked(example: Example) -> str:
    text, at = "", 0
    for start, end in example.spans:
        text += f"{example.text[at:start]}**{example.text[start:end]}**"
        at = end
    return text + example.text[at:]


def _exclusion(item: Exclusion) -> str:
    contexts = [
        f"{name.replace('_', ' in the ')} {', '.join(f'`{pattern}`' for pattern in getattr(item, name))}"
        for name in ("before", "after", "sentence", "article", "unless", "unless_article")
        if getattr(item, name)
    ]
    return f"{item.reason}: {'; '.join(contexts)}"


def _index(devices: Iterable[Device]) -> str:
    devices = tuple(devices)
    lines = [
        "# The devices",
        "",
        f"{len(devices)} devices; [the format of their files](../codebook.md). Made by `python scripts/build_device_pages.py`.",
    ]
    for title, name in (
        ("family", "family"),
        ("kind", "kind"),
        ("source domain", "source_domain"),
        ("package", "package"),
    ):
        groups: dict[str, list[Device]] = defaultdict(list)
        for device in devices:
            groups[getattr(device, name)].append(device)
        lines += ["", f"## By {title}", ""]
        for group in sorted(groups):
            links = ", ".join(f"[{device.label}]({device.id}.md)" for device in groups[group])
            lines.append(f"- **{group}** ({len(groups[group])}): {links}")
    return "\n".join(lines) + "\n"


def main() -> None:
    wanted = pages(load_codebook(FOLDER))
    for path in sorted(PAGES.rglob("*.md")):
        if path.relative_to(PAGES).as_posix() not in wanted:
            path.unlink()
    for name, content in wanted.items():
        (PAGES / name).parent.mkdir(parents=True, exist_ok=True)
        (PAGES / name).write_text(content, encoding="utf-8")
    print(f"{PAGES}: {len(wanted)} pages")


if __name__ == "__main__":
    main()
