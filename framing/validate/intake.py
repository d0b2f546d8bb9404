"""Codes of a file in any of the formats that are taken in."""

from __future__ import annotations

from framing.errors import InputError
from framing.validate.codes import Code, made
from framing.validate.exchange import read_codes_csv, read_codes_jsonl, read_codes_parquet
from framing.validate.foreign import read_doccano, read_inception
from framing.validate.scheme import Layer
from framing.validate.study import Study

FORMATS = ("csv", "parquet", "jsonl", "doccano", "inception")


def codes_of_file(data: bytes, place: str, form: str, into: tuple[Study, Code, str]) -> tuple[Code, ...]:
    """The codes of a file. `into`: the study, for other programs a code whose coder and layer they get, and INCEpTION's feature.

    What other programs export says nothing of articles without a mark, so every article of it counts as finished: of doccano all
    that the file holds, of INCEpTION its one document. Raises InputError for what does not fit the study.
    """
    study, template, feature = into
    own = {"csv": read_codes_csv, "parquet": read_codes_parquet, "jsonl": read_codes_jsonl}
    if form in own:
        return own[form](data, place, study.articles)
    layer = study.scheme.layer(template.layer)
    if form == "doccano":
        marked, articles = read_doccano(data, place, study.articles, template)
    elif form == "inception":
        marked, articles = read_inception(data, place, study.articles, template, feature)
    else:
        raise InputError(place, f"format {form!r}", f"take one of {', '.join(FORMATS)}")
    return (
        *(_defined(code, layer) for code in marked),
        *(_done(template, article, layer) for article in articles),
    )


def _defined(code: Code, layer: Layer) -> Code:
    from dataclasses import replace

    return made(replace(code, definition=layer.digest_for(code.code)))


def _done(template: Code, article: str, layer: Layer) -> Code:
    from dataclasses import replace

    return made(replace(template, article_id=article, unit="finished", definition=layer.digest))
