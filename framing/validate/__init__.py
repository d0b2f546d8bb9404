"""Hand coding and validation: a random sample, coders, agreement, the detector's error, and figures corrected for it."""
