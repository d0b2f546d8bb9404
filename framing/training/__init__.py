"""Weights of one's own: ratings in, a model of sensationalism out, in the format of the shipped one. Uses scikit-learn."""

from framing.training.ratings import Ratings, read_ratings
from framing.training.sensationalism import FEWEST_RATINGS, Trained, train

__all__ = ["FEWEST_RATINGS", "Ratings", "Trained", "read_ratings", "train"]
