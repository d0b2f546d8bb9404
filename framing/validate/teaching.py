"""A training pool: a study that is coded to teach a classifier, its articles apart from those that validate."""

from __future__ import annotations

import orjson

from framing.batch.files import write_file
from framing.validate.active import Classifier, teaching_order, train
from framing.validate.codes import CoderKind
from framing.validate.study import TEACHING, Study
from framing.validate.truth import settle


def train_on(
    pool: Study, code: str, layer: str, validation: Study, *, kind: CoderKind = "human"
) -> Classifier:
    """A classifier of a code from the articles of a pool that are coded and without open dispute; errors as in `train`."""
    asked = pool.scheme.layer(layer)
    asked.definition(code)
    truth = settle(pool.codes(), pool.decisions(), asked, kind)
    articles = [pool.articles[name] for name in sorted(truth.articles)]
    return train(code, articles, truth.spans, validation=validation.sample.ids)


def teach(
    pool: Study, code: str, layer: str, validation: Study, *, kind: CoderKind = "human"
) -> tuple[str, ...]:
    """The articles of a pool that nobody has coded, those that teach most first; kept as the order in which they are coded next.

    Raises InputError as `train_on` does.
    """
    classifier = train_on(pool, code, layer, validation, kind=kind)
    done = settle(pool.codes(), pool.decisions(), pool.scheme.layer(layer), kind).articles
    rest = [article for name, article in pool.articles.items() if name not in done]
    order = teaching_order(classifier, rest, validation.sample.ids)
    write_file(pool.folder / TEACHING, orjson.dumps(list(order)) + b"\n")
    return order
