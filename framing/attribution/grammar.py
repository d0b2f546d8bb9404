"""The grammar of source phrases: regular expressions over two bytes per word, tag and gap (see tagging.py).

Forward ones read on from a word's tag; backward ones read the reversed string from the gap before a word, so each word is gap,
then tag, from right to left. Every repeat is bounded, and possessive where nothing is to be given back, so one match looks at a
bounded number of words whatever the text.
"""

from __future__ import annotations

import re

_MODIFIER = rb"[P0jNnhrsbu]"
_BETWEEN = rb"(?:[axtBMDeL]|T(?:[ ][dj0])?(?:[ ][paL])?)"
_LAST = rb"(?:[NnrsbuhoI]|N & (?:h )?(?:N ){0,3}N)"
_ASIDE = rb",(?:[aec]|T(?:[ ][dj0])?(?:[ ][paL])?|[ncTj][ ][pL])(?:[ ][axp]){0,3}+(?=,)"

NOUN_PHRASE = re.compile(
    rb"(?:[aL] )?((?:[d0or] f )?(?:[d0] ){0,2}(?:" + _MODIFIER + rb"[ \-]){0,12}[NnrsbuhoI])(?=(.))"
)
"""`the senior White House officials`, `one of his advisers`, `he`; group 2 is the gap after it."""

OF_PHRASE = re.compile(rb" f ((?:d )?(?:[P0jNnrhsbu][ \-]){0,5}(?:N & (?:N ){0,3}N|[Nnrsbuh]))")
POST_MODIFIER = re.compile(
    rb" (?:(?:a )?[vVwj] (?:T )?)?[pfFiy] ((?:[d0] )?(?:[P0jNnrhsbu][ \-]){0,6}(?:N & (?:N ){0,3}N|[Nnrsbuh]))"
)
"""`at the scene`, `directly familiar with the matter`, `briefed on the talks`."""

RELATIVE_CLAUSE = re.compile(rb" q (?:[^qc][ \-]){1,18}?[^q](?=[,.}!^~>;:])")
"""`who asked not to be named`, up to the next mark."""

JOINED_AFTER = re.compile(rb" & ((?:[d0o] )?(?:[P0jNnrhsbu][ \-]){0,6}[Nrsbu])(?=[,.}!^~>;:]| z)")
"""`and Lee`, `and a diplomat`, before a mark or `that`."""

NAME = re.compile(rb"((?:[Nh] ){1,4}N)[,.;)}>!~^]")
FIRST_SUBJECT = re.compile(
    rb"(?:[aec&][ ,]){0,2}(?:[pLFkvVw](?:[ \-][^VwvxBMDoIzWqc]){1,12}?[,])?(?:[aec&][ ,]){0,2}"
    rb"((?:[d0] ){0,2}(?:"
    + _MODIFIER
    + rb"[ \-]){0,10}"
    + _LAST
    + rb")(?:[ ,][axtBMDe]){0,5}[ ,\-]?[VwvxBMD]"
)
"""The subject of a sentence, after a lead-in, up to its first verb."""

NEAR_SUBJECT = re.compile(
    rb"(?<=,)(?:[aec&] ){0,2}((?:[d0] ){0,2}(?:" + _MODIFIER + rb"[ \-]){0,8}" + _LAST + rb")"
    rb"(?:[ ][axtBMDe]){0,5}[ ][VwvxBMD]"
)
"""A subject right after a comma, up to its verb."""

PHRASE_BACK = rb"(?:[ \-]" + _MODIFIER + rb"){0,12}+(?:[ \-][0d]){0,2}+"
LAST_PHRASE = re.compile(rb"[NnrsbuhdoI0]" + PHRASE_BACK)
LAST_OWNER = re.compile(rb"P" + PHRASE_BACK)
AUXILIARIES = re.compile(
    rb"(?:[ \-]" + _BETWEEN + rb"){0,7}+(?:" + _ASIDE + rb")?(?:[ \-]" + _BETWEEN + rb"){0,4}+"
)
"""`has also`, `, however,`, `on Monday`: what may stand between a subject and its verb."""

SUBJECT = re.compile(
    rb"[ ,<][Nnrsbuhdj0]"
    + PHRASE_BACK
    + rb"(?:[ ][pfiFy](?:[ ][vVwja])?+[ ][Nnrsbuhd0j]"
    + PHRASE_BACK
    + rb"){0,3}"
)
"""A noun phrase and up to three post-modifiers: `people briefed on the talks`."""

JOINED = re.compile(rb"[ ]&[ ][NnrsbuhPoj]" + PHRASE_BACK + rb"(?:,[Nnrsbuh]" + PHRASE_BACK + rb"){0,3}")
DATED_BEFORE = re.compile(rb"(?:[ \-][TajLdn0pN]){0,8}[ ][vVwFpj][ ][ub]" + PHRASE_BACK)
"""A paper with the time or way it came out: `a poll from Tuesday`, `a survey released late last week`."""

CREDIT = re.compile(rb"((?:[Nh] ){1,3}N(?: & (?:N ){1,3}N)?),(?:d )?(?:[NbuP] ){0,4}[Nbun][<^~.]")
"""A name and a medium, nothing else: the line below a quotation."""

RELATIVE_BEFORE = re.compile(rb"(?:[ \-][^q]){1,18}?[ ]q[ ][nrsbuh0d]" + PHRASE_BACK)
