"""What the app and the command line share: collections that are open, and the workspace that keeps runs."""

from framing.scored_folder import stamp
from framing.store.articles import Listed, listed, run_record, scored_article, text_batches, texts_of
from framing.store.catalogue import Catalogue, open_catalogue
from framing.store.collection import NOT_MEASURED, Collection, complete, open_scored, score_articles
from framing.store.copies import CopyCounts, copy_counts, summed
from framing.store.sample import SAMPLE_NAME, folder_digest, sample_folder, score_sample
from framing.store.workspace import Run, Workspace, default_folder, open_workspace

__all__ = [
    "NOT_MEASURED",
    "SAMPLE_NAME",
    "Catalogue",
    "Collection",
    "CopyCounts",
    "Listed",
    "Run",
    "Workspace",
    "complete",
    "copy_counts",
    "default_folder",
    "folder_digest",
    "listed",
    "open_catalogue",
    "open_scored",
    "open_workspace",
    "run_record",
    "sample_folder",
    "score_articles",
    "score_sample",
    "scored_article",
    "stamp",
    "summed",
    "text_batches",
    "texts_of",
]
