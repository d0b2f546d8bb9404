"""What decides stance, sentence by sentence. The expression stands between [[ and ]]; the sentences are invented."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.stance import RULES, Stances, cues
from framing.stance.context import Context, Text
from framing.stance.hedging import HEDGING
from framing.stance.rejection import REJECTING
from framing.text.analysis import analyse
from framing.types import Article, Stance

PLAIN = "neither denied nor doubted"


def stance_of(marked: str) -> tuple[Stance, str]:
    """The stance of the expression that a text marks with [[ ]]."""
    low, high = marked.index("[["), marked.index("]]") - 2
    analysis = analyse([Article("a", marked.replace("[[", "").replace("]]", ""))])
    start, end = int(analysis.field_start[1]) + low, int(analysis.field_start[1]) + high
    first = int(np.searchsorted(analysis.words.end, start, "right"))
    return Stances(analysis).of(first, int(np.searchsorted(analysis.words.start, end)), end)


ASSERTED = (
    "If last year was a [[thaw]], this one is frost.",
    "The plan would be tantamount to a [[gold rush]].",
    "The owners would rather start a [[culture war]].",
    "The town ain't [[the nothing burger]] of old.",
    "The hope is gone and the pier is a [[black hole]].",
    "They forget the [[black hole]] by the pier.",
    "The council rejected the idea and built a [[white elephant]].",
    "Data is [[the new oil]].",
    "The inquiry has become a [[witch hunt]].",
    "The bill is not only a [[poison pill]], it is also badly drafted.",
    "This is not merely a [[game changer]] for farmers.",
    "It isn't just a [[gold rush]] for lawyers.",
    "Once it is out, you can't put the [[genie]] back.",
    "She can't escape her [[bubble]].",
    "The mayor did nothing about this [[circus]].",
    "No doubt a [[game changer]] for the town.",
    "The debate is no longer calm but a [[circus]].",
    "The hearing was a [[circus]], and nobody left before midnight.",
    "The senator never voted, because the bill was a [[time bomb]].",
    "She did not resign; the hearing was a [[circus]].",
    "He dismissed the inquiry as a [[witch hunt]].",
    "I have never seen such a [[circus]].",
    "The new rules could open up the [[black box]] of the exam boards.",
    "He will happily fight the [[culture war]] on the coast.",
    "Even if sales fall, the firm's [[walled garden]] stays open.",
    "If you think artificial intelligence moves at [[breakneck speed]], you are right.",
    "You could say that the coast has a [[gold rush]] of its own.",
    "The never-ending [[onslaught]] went on for years.",
    "The Black Mirror scenario is not science fiction: the [[Black Mirror]] scenario is here.",
    "The [[Black Mirror]] scenario is not science fiction.",
    "The union fired a warning [[shot across the bow]] of the ministry.",
    "Why did this [[house of cards]] stand so long?",
    "He called the report a [[bombshell]].",
    "The so-far hidden [[arms race]] goes on.",
    "The committee, which did not meet in May, is a [[rubber stamp]].",
    "It was not the price that made it a [[cash cow]], but the fee.",
    "Those who will vote have seen the [[sideshow]].",
    "The plan turned into a [[quagmire]].",
    "The column warned about this kind of [[black swan]].",
    "A vote is not possible during a [[lame-duck]] session.",
    "That hasn't stopped it from becoming a [[hot potato]].",
    "Reed denied the claim and called the hearing a [[circus]].",
    "The two, Mrs May said, stood by the [[special relationship]].",
    "Mrs May called it a [[shambles]].",
    "I suppose the town has [[godlike]] planners.",
    "Critics saw a [[gold rush]] that could improve lives.",
    "The firm went as mad as a [[lynch mob]].",
    "It is a [[uphill climb]]. In reality, four seats are enough.",
    "They join a [[chorus of]] firms. No. 8 is the harbour.",
    "He gets on with the [[hawks]]. No, as Anna Bell says, he leads.",
    "The court did not rule on the law's more [[toxic]] parts.",
    "We cannot allow those seeking to [[sow confusion]] to win.",
    "This is not the first time that the town has [[flexed its muscle]].",
    "She is an early if unimposing [[front-runner]].",
    "The [[hard-liners]] would no longer have the votes.",
    "The talks stopped due to a [[stalemate]] in May.",
    "Predicting floods is the [[holy grail]] of the trade.",
    "The predictions made in this report are a [[roadmap]] for the town.",
    "The veto will further empower the already powerful [[political bosses]].",
    "What if this [[witch hunt]] goes on for years.",
    "When did the port become a [[cash cow]]?",
    "The council may as well call it a [[witch hunt]].",
    "The plan was not popular, turning the hearing into a [[circus]].",
)

REJECTED = (
    ("Forget the [[arms race]]: the town sleeps.", "after 'forget'"),
    (
        "The mayor pushed back against the idea of the town as a [[fortress]].",
        "after 'idea', which is denied",
    ),
    ("The board moved away from the notion that the pier was a [[gold mine]].", "after 'notion'"),
    ("It cannot be explained as a [[gold rush]].", "negated by 'cannot'"),
    ("This is not a [[witch hunt]].", "negated by 'not'"),
    ("There is no [[silver bullet]] for the harbour.", "negated by 'no'"),
    ("There is no clear [[front-runner]] in the north.", "negated by 'no'"),
    ("There's no such thing as a [[slam dunk]] in court.", "negated by 'no'"),
    ("Data isn't [[the new oil]].", "negated by 'isn't'"),
    ("The update is hardly a [[game changer]].", "negated by 'hardly'"),
    ("It was never a [[witch hunt]].", "negated by 'never'"),
    ("The report did not deliver a [[smoking gun]].", "negated by 'not'"),
    ("I don't think that this is a [[witch hunt]].", "negated by 'don't'"),
    ("Nobody thinks that it is a [[game changer]].", "negated by 'nobody'"),
    ("It is not, she said, a [[witch hunt]].", "negated by 'not'"),
    ("There is no evidence that it was a [[coup]].", "negated by 'no'"),
    ("The tool is not going to be a [[panacea]].", "negated by 'not'"),
    ("This could not be a [[witch hunt]].", "negated by 'not'"),
    ("Councillors don't see it as the start of a [[gold rush]].", "negated by 'don't'"),
    ("He finished the inquiry without a [[witch hunt]].", "negated by 'without'"),
    ("It is neither a [[bombshell]] nor news.", "negated by 'neither'"),
    ("The so-called [[war on cars]] filled the evening.", "after 'so-called'"),
    ('The council met over the so-called "[[fiscal cliff]]" on Monday.', "after 'so-called'"),
    ("The myth of the [[silver bullet]] is old.", "after 'myth'"),
    ("She denied that it was a [[witch hunt]].", "after 'denied'"),
    ("The minister dismissed talk of a [[trade war]].", "after 'dismissed'"),
    ("He repeats the baseless claim that the town has a [[deep state]].", "after 'baseless claim'"),
    ("It was an error, if not a [[coup]].", "negated by 'not'"),
    ("A conspiracy theory about a [[deep state]] spread.", "after 'conspiracy theory'"),
    ("They falsely raised the specter of [[death panels]].", "after 'falsely'"),
    ("For all the talk of a [[gold rush]], the town is empty.", "after 'all the talk'"),
    ("It was a sideshow rather than a [[game changer]].", "after 'rather than'"),
    ("The visit was more of a gesture than a [[game changer]].", "after 'than'"),
    ("Instead of a [[bombshell]], the file held receipts.", "after 'instead of'"),
    ("The plan is far from a [[slam dunk]].", "after 'far from'"),
    ("It was anything but a [[slam dunk]].", "after 'anything but'"),
    ("Reporters noted the lack of a [[smoking gun]].", "after 'lack'"),
    ("The debate was less a [[game changer]] than a long evening.", "after 'less'"),
    ("The [[witch hunt]] claim is false.", "called 'false'"),
    ("Talk of an [[AI winter]] is overblown.", "called 'overblown'"),
    ("If they think the vote is a [[slam dunk]], they are sorely mistaken.", "called 'mistaken'"),
    ("AI is [[the new oil]]? No.", "the next sentence says 'no.'"),
    (
        "Many say the town is the [[Wild West]]. That's just not true.",
        "the next sentence says 'that's just not true'",
    ),
    ("It won not because it was a [[game changer]], but by a coin toss.", "after 'not because'"),
    ("The site once considered a [[gold mine]] is closed.", "after 'once considered'"),
    ("It is a mistake to see this as an [[arms race]].", "after 'mistake'"),
    ("The firm is [[out of the woods]]? Not at all.", "the next sentence says 'not at all.'"),
    ("Unlike the [[gold rush]] of old, this one is slow.", "after 'unlike'"),
    ("It is more calmly settled by argument than by a [[gag]].", "after 'than'"),
    ("The mayor pushed back on calls for a [[war on cars]].", "after 'pushed back'"),
    ("She blasted them for suggesting that it is a [[witch hunt]].", "after 'for suggesting'"),
    ("They spread the lie that the press is an [[enemy of the people]].", "after 'lie'"),
    ("He is not the old, [[scolding uncle]] of the poster.", "negated by 'not'"),
    ("It hasn't exactly been [[smooth sailing]].", "negated by 'hasn't'"),
    ("The town is not condemned to [[gridlock]].", "negated by 'not'"),
    ("None of the plans tried so far is a [[silver bullet]].", "negated by 'none'"),
    ("The pamphlet falsely stated that the fund is a [[cash cow]].", "after 'falsely'"),
)

HEDGED = (
    ("If last year was a [[thaw]], this one would be frost.", "after 'if'"),
    ("The firm is hoping to start a [[gold rush]].", "after 'hoping'"),
    ("Their hopes for a [[gold rush]] rest on the pier.", "after 'hopes'"),
    (
        "The next weeks will test whether talks can hold, or whether we are witnessing the [[opening salvo]] of a feud.",
        "after 'whether'",
    ),
    ("Is this a [[witch hunt]]?", "in a question"),
    ("The ruling could have a [[domino effect]] on other schools.", "after 'could'"),
    ("The clip may be the [[Gutenberg press]] of the valley.", "after 'may'"),
    ("The tariff might've been a [[game changer]].", "after 'might've'"),
    ("It would lead to a [[slippery slope]].", "after 'would'"),
    ("This will be a [[bonanza]] for lawyers.", "after 'will'"),
    ("It's going to be a [[bloodbath]].", "after 'going'"),
    ("She is likely to be the [[front-runner]].", "after 'likely'"),
    ("He is expected to be the [[front-runner]].", "after 'expected'"),
    ("Fears of a [[trade war]] grew in May.", "after 'fears'"),
    ("The move threatens a [[race to the bottom]].", "after 'threatens'"),
    ("The mayor warned of a [[Pandora's box]] in the valley.", "after 'warned'"),
    ("Both sides met to avert a [[trade war]].", "after 'avert'"),
    ("If data is [[the new oil]], the town is rich.", "after 'if'"),
    ("If the dam falls, the [[genie]] is out of the bottle.", "after 'if'"),
    ("Unless rates fall, it is a [[time bomb]].", "after 'unless'"),
    ("Once this [[Pandora's box]] is opened, nobody can stop.", "after 'once'"),
    ("Perhaps a [[game changer]] is what they need.", "after 'perhaps'"),
    ("It is a potential [[game changer]].", "after 'potential'"),
    ("There is the potential for a [[backlash]].", "after 'potential'"),
    ("Should he go, it is a [[coup]].", "in a condition with 'should'"),
    ("Make sure that it is not a [[circus]], or it could become a farce.", "to be ensured with 'not'"),
    ("If they can't break the strike, it is a [[bloodbath]].", "after 'if'"),
    ("If they don't find a [[smoking gun]], the case ends.", "after 'if'"),
    ("Maybe the party just needs a [[wake-up call]].", "after 'maybe'"),
    ("We don't want to deploy a [[black box]].", "after 'don't want'"),
    ("The talks could end in calm and be a [[watershed]].", "after 'could'"),
    ("[[Killer robots]] may come sooner.", "before 'may'"),
    ("[[Genie]] may be out of the bottle.", "before 'may'"),
    ("It'll be a [[bonanza]] for lawyers.", "after 'it'll'"),
    ("They fear the [[backlash]] that could follow.", "before 'could'"),
    ("The town is either calm or a [[banana republic]].", "after 'either'"),
    ("The firm risks the political [[fallout]] of a strike.", "after 'risks'"),
    ("Such a dam could also sound the [[death knell]] of the valley.", "after 'could'"),
    ("If [[data are the new oil]], the pumps are in Dublin.", "after 'if'"),
    ("It would be sad if this [[becomes the new normal]].", "after 'if'"),
    ("Rates could rise again, setting off a [[race to the bottom]].", "after 'could'"),
    ("The fad might have taken the world [[by storm]].", "after 'might'"),
)


@pytest.mark.parametrize("text", ASSERTED)
def test_what_stands_is_asserted(text: str) -> None:
    assert stance_of(text) == ("asserted", PLAIN)


@pytest.mark.parametrize(("text", "reason"), REJECTED)
def test_what_is_denied_or_kept_at_a_distance_is_rejected_with_its_reason(text: str, reason: str) -> None:
    assert stance_of(text) == ("rejected", reason)


@pytest.mark.parametrize(("text", "reason"), HEDGED)
def test_what_is_left_open_is_hedged_with_its_reason(text: str, reason: str) -> None:
    assert stance_of(text) == ("hedged", reason)


def test_seed_devices_come_out_as_the_coders_put_them(seeds: tuple[Path, ...]) -> None:
    """In the first seed article the salvo and the cold war stand under "whether"; in the second, the new oil stands."""
    cases = (
        (0, "opening salvo", "hedged"),
        (0, "AI cold war", "hedged"),
        (0, "Black Mirror", "asserted"),
        (1, "the new oil", "asserted"),
        (1, "Black Mirror", "asserted"),
    )
    for number, expression, stance in cases:
        text = seeds[number].read_text(encoding="utf-8")
        at = text.index(expression)
        found = stance_of(f"{text[:at]}[[{expression}]]{text[at + len(expression) :]}")
        assert found[0] == stance, (expression, found)


_CUES = sorted(
    word.decode("latin-1")
    for name, words in vars(cues).items()
    if name.isupper()
    for word in words
    if isinstance(word, bytes)
)
_AROUND = st.lists(
    st.one_of(
        st.sampled_from(_CUES),
        st.sampled_from(("the", "it", "a", "of", ",", ".", "?", ".”", "—", "-", "That's", "wrong", "No", "Will", "myth")),
    ),
    max_size=12,
).map(" ".join)  # fmt: skip


@given(_AROUND, st.sampled_from(("circus", "is a circus", "isn't the new oil", "game of risk")), _AROUND)
def test_a_rule_that_finds_something_has_one_of_its_signs(before: str, expression: str, after: str) -> None:
    text = f"{before} {expression} {after}"
    analysis = analyse([Article("a", text)])
    start = int(analysis.field_start[1]) + len(before) + 1
    end = start + len(expression)
    first, last = (int(np.searchsorted(analysis.words.start, place)) for place in (start, end))
    every_rule = (1 << len(REJECTING) + len(HEDGING)) - 1
    context = Context(Text.of(analysis), first, last, end)
    found = RULES.first(context, every_rule)
    (possible,) = RULES.possible(analysis, *np.array([[first], [last], [end]]))
    assert RULES.first(context, possible) == found


@pytest.mark.parametrize(
    "text", ["[[Circus]]", "[[circus]]?", "Not [[Orwellian]].", "no\n[[circus]]\n", "“[[Circus]]”, if"]
)
def test_text_without_a_clause_gives_a_stance_and_a_reason(text: str) -> None:
    stance, reason = stance_of(text)
    assert (stance, reason) in {
        ("asserted", PLAIN),
        ("hedged", "in a question"),
        ("rejected", "negated by 'not'"),
        ("rejected", "negated by 'no'"),
    }
