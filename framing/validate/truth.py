"""What counts as true: what the coders agree on, and what the adjudication has decided where they do not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from framing.validate.agreement import Item, Span, SpanAgreement, pairs, span_agreement
from framing.validate.codes import Code, CoderKind, current, finished, standing
from framing.validate.scheme import Layer

ATTRIBUTES = ("code", "voice", "stance", "anonymity")


@dataclass(frozen=True, slots=True)
class Dispute:
    """Codes of one article that mean the same place and differ, or that not every coder of the article has."""

    article_id: str
    layer: str
    codes: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """The truth of one layer. `articles`: those finished and without open dispute; `spans` and `ratings` by article.

    `undecided`: disputes that the adjudication has not decided. `cannot_tell`: codes that were left out for that.
    """

    layer: str
    kind: CoderKind
    coders: tuple[str, ...]
    articles: frozenset[str]
    spans: Mapping[str, tuple[Code, ...]]
    ratings: Mapping[str, Code]
    undecided: tuple[Dispute, ...]
    cannot_tell: int

    def only(self, articles: frozenset[str]) -> Settled:
        """The truth of some of the articles."""
        return replace(self, articles=self.articles & articles)


def settle(
    codes: Iterable[Code], decisions: Sequence[Code], layer: Layer, kind: CoderKind = "human"
) -> Settled:
    """The truth of a layer from the coders of one kind; machine coders are never mixed with people.

    One coder's articles count as coded. Of numbers the mean counts, of everything else what all coders of the article
    have alike, or what a decision says: a decision names all codes of a dispute, the last one counts.
    """
    own = [code for code in current(codes, layer) if code.coder_kind == kind]
    done = finished(own)
    stand = _by_article(c for c in standing(own) if c.article_id in done.get(c.coder, frozenset()))
    articles = frozenset().union(*done.values()) if done else frozenset()
    spans: dict[str, tuple[Code, ...]] = {}
    ratings: dict[str, Code] = {}
    undecided: list[Dispute] = []
    for article in sorted(articles):
        coders = tuple(sorted(name for name, ids in done.items() if article in ids))
        here = stand[article]
        if layer.unit == "rating":
            _settle_rating(here, coders, layer, (ratings, undecided, decisions))
            continue
        groups = _groups(here, coders)
        kept = []
        for group in groups:
            decided = _decision(group, decisions)
            if _alike(group, coders):
                kept.append(group[0])
            elif decided is None:
                undecided.append(Dispute(article, layer.name, group))
            elif decided.unit == "span":
                kept.append(decided)
        spans[article] = tuple(sorted(kept, key=lambda code: (code.field != "title", code.start, code.end)))
    unsure = sum(code.cannot_tell for group in spans.values() for code in group)
    certain = {name: tuple(c for c in group if not c.cannot_tell) for name, group in spans.items()}
    open_articles = {dispute.article_id for dispute in undecided}
    return Settled(
        layer.name,
        kind,
        tuple(sorted(done)),
        articles - open_articles - _unrated(articles, ratings, layer),
        {name: group for name, group in certain.items() if name not in open_articles},
        ratings,
        tuple(undecided),
        unsure,
    )


def disputes(codes: Iterable[Code], layer: Layer, kind: CoderKind = "human") -> tuple[Dispute, ...]:
    """Everything that two coders of an article see differently, decided or not."""
    return settle(codes, (), layer, kind).undecided


def decision(dispute: Dispute, chosen: Code | None, coder: str, time: str) -> Code:
    """The code that ends a dispute: one of its codes stands, or none (`chosen` None). It has no id yet: see `made`."""
    names = tuple(code.id for code in dispute.codes)
    first = dispute.codes[0]
    if chosen is None:
        return Code(
            coder,
            first.coder_kind,
            first.article_id,
            first.layer,
            "withdrawn",
            time,
            first.definition,
            refers=names,
        )
    return replace(chosen, coder=coder, time=time, refers=names, id="")


def rating_items(codes: Iterable[Code], layer: Layer) -> tuple[Item, ...]:
    """One item per article with each coder's rating, or class; "cannot tell" is no value."""
    values: dict[str, dict[str, str | float]] = defaultdict(dict)
    for code in standing(current(codes, layer)):
        value = code.code if layer.level == "nominal" else code.rating
        if code.unit == "rating" and not code.cannot_tell and value is not None:
            values[code.article_id][code.coder] = value
    return tuple(Item(article, values[article]) for article in sorted(values))


def presence_items(codes: Sequence[Code], layer: Layer, code: str) -> tuple[Item, ...]:
    """One item per article: whether each coder who finished it has marked the code there, "yes" or "no"."""
    own = current(codes, layer)
    marked = {(one.coder, one.article_id) for one in standing(own) if one.code == code}
    values: dict[str, dict[str, str | float]] = defaultdict(dict)
    for coder, articles in finished(own).items():
        for article in articles:
            values[article][coder] = "yes" if (coder, article) in marked else "no"
    return tuple(Item(article, values[article]) for article in sorted(values))


def attribute_items(codes: Sequence[Code], layer: Layer, attribute: str) -> tuple[Item, ...]:
    """One item per span that coders marked alike (overlap of .3 or more): what each says of its `attribute`."""
    own = current(codes, layer)
    done, stand = finished(own), _by_article(standing(own))
    items = []
    for article in sorted(frozenset().union(*done.values()) if done else ()):
        coders = tuple(sorted(name for name, ids in done.items() if article in ids))
        for group in _groups(stand[article], coders):
            values = {
                code.coder: value
                for code in group
                if (value := getattr(code, attribute)) not in (None, "cannot_tell") and not code.cannot_tell
            }
            if values:
                items.append(Item(article, values))
    return tuple(items)


def coder_spans(codes: Sequence[Code], layer: Layer, one: str, other: str) -> SpanAgreement:
    """How far two coders marked the same spans in the articles that both have finished."""
    own = current(codes, layer)
    done = finished(own)
    both = done.get(one, frozenset()) & done.get(other, frozenset())
    marked = [_by_article(code for code in standing(own) if code.coder == name) for name in (one, other)]
    first, second = ({name: spans_of(found[name]) for name in both} for found in marked)
    return span_agreement(first, second, both)


def spans_of(codes: Sequence[Code]) -> tuple[Span, ...]:
    """The places of span codes; `number` is their position in `codes`."""
    return tuple(Span(str(c.field), c.start or 0, c.end or 0, at) for at, c in enumerate(codes))


def _by_article(codes: Iterable[Code]) -> defaultdict[str, list[Code]]:
    found: defaultdict[str, list[Code]] = defaultdict(list)
    for code in codes:
        found[code.article_id].append(code)
    return found


def _settle_rating(
    here: Sequence[Code],
    coders: Sequence[str],
    layer: Layer,
    into: tuple[dict[str, Code], list[Dispute], Sequence[Code]],
) -> None:
    ratings, undecided, decisions = into
    given = [code for code in here if not code.cannot_tell]
    if not given:
        return
    first, decided = given[0], _decision(tuple(given), decisions)
    if decided is not None:
        if decided.unit == "rating":
            ratings[first.article_id] = decided
    elif layer.level == "nominal" and (len({c.code for c in given}) > 1 or len(given) < len(coders)):
        undecided.append(Dispute(first.article_id, layer.name, tuple(given)))
    elif layer.level == "nominal":
        ratings[first.article_id] = first
    else:
        mean = sum(code.rating or 0.0 for code in given) / len(given)
        ratings[first.article_id] = replace(first, rating=mean)


def _unrated(articles: frozenset[str], ratings: Mapping[str, Code], layer: Layer) -> frozenset[str]:
    return frozenset() if layer.unit == "span" else articles - ratings.keys()


def _groups(codes: Sequence[Code], coders: Sequence[str]) -> tuple[tuple[Code, ...], ...]:
    """Codes of one article that mean the same place: each coder's spans are paired with the groups found so far."""
    groups: list[list[Code]] = []
    for coder in coders:
        mine = sorted(
            (c for c in codes if c.coder == coder), key=lambda c: (c.field != "title", c.start, c.end)
        )
        heads = [group[0] for group in groups]
        found = {j: i for i, j in pairs(spans_of(heads), spans_of(mine))}
        for at, code in enumerate(mine):
            if at in found:
                groups[found[at]].append(code)
            else:
                groups.append([code])
    return tuple(tuple(group) for group in groups)


def _alike(group: Sequence[Code], coders: Sequence[str]) -> bool:
    values = {(*(getattr(code, name) for name in ATTRIBUTES), code.cannot_tell) for code in group}
    return len(values) == 1 and len(group) == len(coders)


def _decision(group: Sequence[Code], decisions: Sequence[Code]) -> Code | None:
    names = {code.id for code in group}
    found = [one for one in decisions if names <= set(one.refers)]
    return found[-1] if found else None
