"""The words by which a text denies or doubts what it says, as folded bytes, by what they do.

Source: collected by hand while reading the uses in gold/dev and completed with their inflections: function words, verbs of
saying and thinking, words of doubt and fear; no topics, no names of devices.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[bytes]:
    return frozenset(word.encode() for word in text.split())


# Noun phrases
DEFINITE = _words("the this that these those my our your his her their its 's whose")
DETERMINERS = DEFINITE | _words(
    "a an another some any no every each one two three many several few more most such what"
)
DEGREES = _words("more most")
"""After a definite determiner, these belong to an adjective: "the law's more combustible"."""
POINTING = _words("this that these those")
INTRODUCING = _words(
    "new next first start beginning end dawn latest second last biggest greatest real ultimate perfect very"
)
"""After "the", these make a phrase that says what something is, not one that takes it as given: "the new oil"."""
CREATING = _words(
    "sound sounds sounded signal signals signaled signalled spell spells mark marks marked mean means meant herald heralds "
    "heralded trigger triggers spark sparks start starts launch unleash unleashes open opens create creates represent "
    "represents be usher ushers ring rings reach reaches get gets have has face faces"
)
"""Verbs that bring about what follows them, so that "the" takes nothing as given: "could sound the death knell"."""
KINDS = _words("kind sort type")
COPULAS = _words(
    "is are was were be been being am it's that's there's here's he's she's what's who's we're they're you're i'm isn't "
    "aren't wasn't weren't ain't"
)
BECOMING = COPULAS | _words("become becomes became becoming remain remains")
PRESENT_COPULAS = _words("isn't aren't wasn't weren't")
PREDICATE_GOVERNORS = BECOMING | _words(
    "into as like called call calls calling dubbed labeled labelled not than"
)
LIVING = _words("live lives living")
FUNCTION_WORDS = COPULAS | _words(
    "about above across after against along among and around at because before behind below between beyond but by can "
    "cannot could did do does down during for from had has have he hers him himself how i if in inside it itself just may "
    "me might must myself near neither never nor of off on once only onto or ourselves out over per shall she should since "
    "so than then there though through to toward towards under unless until up upon us via we when where whereas whether "
    "which while who why will with within without would yet you yourself they them themselves themself don't doesn't didn't "
    "can't won't couldn't wouldn't shouldn't hasn't haven't hadn't we've they've i've you've i'd we'd they'd he'd she'd "
    "you'd it'd i'll we'll they'll he'll she'll you'll it'll let's rather instead also even still not as into like"
)

# Clause borders
BREAKERS = _words(
    "but because although though while whereas since who whom whose which where when until after before if unless whether "
    "once"
)
"""Words that open another clause."""
FINITE = _words(
    "is are was were am has have had do does did can could will would shall should may might must i you he she it we they "
    "there it's that's there's he's she's they're we're you're i'm this isn't aren't wasn't weren't don't doesn't didn't "
    "can't couldn't won't wouldn't"
)
"""After "and" or "or" these start a new clause."""
JOINERS = _words("and or that as to what how why so than nor")
PARENTHETIC = _words(
    "in as for perhaps he she it they to however indeed of like at moreover though therefore thus too also even"
)
"""First words of what stands between two commas and interrupts a clause."""
LISTERS = _words(
    "think thinks thought thinking believe believes believed believing say says said saying argue argues argued arguing "
    "claim claims claimed claiming fear fears feared fearing worry worries worried worrying concern concerns concerned "
    "suggest suggests suggested suggesting expect expects expected expecting predict predicts predicted predicting "
    "prediction hope hopes hoped hoping warn warns warned warning warnings know knows known idea notion evidence sign signs "
    "indication indications proof doubt doubts doubted doubtful deny denies denied denying mean means meant see sees seen "
    "feel feels felt sure clear certain convinced confident risk risks danger chance chances possibility likelihood likely "
    "unlikely possible true case insist insists insisted assume assumes assumed presume pretend pretends pretended myth "
    "fallacy fiction view perception charge charges allegation allegations accusation accusations suggestion theory "
    "hypothesis speculation speculated lie lies claim claims belief narrative told tell tells state states stated stating "
    "add adds added agree agrees agreed show shows showed shown find "
    "finds found imagine suppose supposing it is was so one assertion"
)
"""Words whose `that` opens a statement, not a relative clause."""
CONTENT_OPENERS = _words("that to for of as")

# Rejection
NEGATORS = _words(
    "not never neither nor cannot can't won't isn't aren't wasn't weren't don't doesn't didn't hasn't haven't hadn't "
    "couldn't shouldn't wouldn't ain't mustn't needn't nobody none nothing nowhere without hardly scarcely barely rarely"
)
EMPTY_NEGATIONS = _words(
    "only merely simply solely necessarily alone mention surprisingly unlike least long to want wants"
)
"""After "not", these leave what follows standing or leave it open: "not only a witch hunt", "don't want a cold war"."""
ONLY = _words("only merely simply")
SUBJECTS = _words("none nobody nothing neither")
"""Negators that are subjects, so that they reach over the verb: "none of them is a"."""
INTENSIFIED = _words("been before seen such")
"""After "never", these make it stronger: "never seen such a circus"."""
EMPTY_AFTER_NO = _words(
    "doubt longer wonder matter question surprise secret mistake sooner less exaggeration accident coincidence stranger"
)
"""After "no", these deny nothing about the expression: "no doubt a game changer"."""
ENSURING = _words("careful ensure ensures ensuring ensured")
MAKING = _words("make makes making made be")
SEEING = _words(
    "see saw seen view views viewed regard regarded treat treated describe described think thing consider seeing "
    "explained serve served act used"
)
"""Verbs whose "as" says what something is, so that a negation before them reaches it: "don't see it as the end"."""
RAISING = _words(
    "want need needs going able try tries tried seek seeks "
    "expect expected intend intended trying try allowed appear seem seems have likely mean "
    "supposed condemned doomed destined fated"
)
"""Before an infinitive, these let a negation pass into it: "not going to be a panacea"."""
CIRCUMSTANCE = _words("during amid amidst throughout despite after before since")
"""Before the expression, these tell when or in what state something is so, which no negation or modal puts in doubt."""
STOPPING = _words("stop stops stopped prevent prevents prevented keep keeps kept deter deterred")
"""With "from" after them, these turn a negation round: "hasn't stopped it from becoming a hot potato"."""
COMPARISONS = _words("more rather different less")
ADVERBS = _words("more less other better worse faster slower bigger greater rather easier harder")
PREPOSITIONS = _words("by in on with for from to of as at")
PUSHING = _words("push pushes pushed pushing")
"""With "back" after them, these deny: "pushed back on calls to"."""
SUGGESTING = _words("suggesting implying claiming alleging insinuating")
"""After "for", these tell what somebody is blamed for saying: "blasted them for suggesting that"."""
FIRST = _words("first only last")
"""Before "time", these make a negation one of number: "not the first time that"."""
PAIRS = frozenset(
    (
        (b"of", b"instead"),
        (b"from", b"far"),
        (b"but", b"anything"),
        (b"to", b"contrary"),
        (b"of", b"little"),
        (b"of", b"none"),
    )
)
"""(word before the noun phrase, word before that)."""
MYTH_NOUNS = _words(
    "notion myth myths fallacy fallacies fiction fantasy fantasies hoax canard caricature cliche trope delusion illusion "
    "misconception misperception hype hysteria nonsense bogeyman pretense pretence pretext conceit lie lies scaremongering "
    "fearmongering"
)
FALSELY = _words("falsely wrongly mistakenly erroneously")
UNFOUNDED = _words("baseless unfounded bogus debunked discredited false conspiracy")
CLAIMS = _words(
    "belief claim claims idea notion theory theories narrative charge charges rumor rumors accusation accusations"
)
"""After one of UNFOUNDED or a denial, these reject what they are about: "the baseless claim that", "rejected the idea of"."""
ALL_THE = _words("talk hype buzz rhetoric")
ONCE_SEEN = _words("considered seen dismissed thought believed viewed regarded deemed")
EARLIER = _words("once initially originally first")
TOUTED = _words("billed touted hailed portrayed depicted painted hyped sold marketed")
CONCESSIONS = _words("though although while despite")
DENIALS = _words(
    "deny denies denied denying dismiss dismisses dismissed dismissing dismissive reject rejects rejected rejecting "
    "rejection debunk debunks debunked debunking mock mocks mocked mocking ridicule ridicules ridiculed ridiculing dispute "
    "disputes disputed disputing refute refutes refuted refuting rebut rebuts rebutted scoff scoffs scoffed scoffing "
    "downplay downplays downplayed downplaying disagree disagrees disagreed doubt doubts doubted doubtful skeptical "
    "sceptical denial rebuffed decried decries derided derides"
)
NEGATIVE_ADJECTIVES = _words(
    "false untrue nonsense ridiculous absurd laughable overblown exaggerated misleading misguided wrong bogus silly "
    "ludicrous misplaced unfounded baseless myth fiction fantasy hoax lie dumb garbage rubbish bunk tired inaccurate "
    "overstated hyperbole"
)
"""Said of an expression after it ("the witch hunt claim is false"), these reject it."""

# Hedging
PRONOUNS = _words("i he she it we they you there it's he's she's we're they're you're i'm")
MODALS = _words("could might may would could've might've would've may've it'd that'd there'd")
WOULD = _words("would would've it'd that'd there'd")
FUTURES = _words("will shall we'll they'll it'll you'll he'll she'll won't gonna")
PERHAPS = _words("perhaps possibly maybe potentially probably presumably conceivably")
MAYBE = _words(
    "potential possible possibility possibilities chance chances imminent looming eventual hypothetical prospect prospective "
    "perceived supposed purported"
)
LIKELY = _words("likely unlikely")
FEARS = _words(
    "fear fears feared fearing risk risks risking risked danger dangers threat threats threaten threatens threatened "
    "threatening worry worries worried worrying concern concerns concerned afraid anxiety anxieties specter spectre alarm "
    "alarmed nervous wary dread"
)
FEAR_VERBS = _words("risk risks risked fear fears feared threaten threatens threatened threatening")
RISKING = _words("risk risks risked risking")
WARNINGS = _words("warn warns warned warning warnings caution cautions cautioned cautioning")
FOLLOWING = _words("of that about over to for from a an the")
"""What follows a fear or warning when it is one of the expression, and not a "warning shot"."""
PREDICTIONS = _words(
    "predict predicts predicted predicting prediction predictions expect expects expected expecting expectation "
    "expectations forecast forecasts anticipate anticipates anticipated speculation speculate speculates speculated "
    "speculating bet betting"
)
PREVENTIONS = _words(
    "avoid avoids avoided avoiding avert averts averted averting prevent prevents prevented preventing forestall forestalls "
    "forestalling stave staving reduce reduces reducing"
)
EXPECTING = _words("promises promised going set poised track about due bound ready")
"""Before "to", these announce what is to come."""
COMING = _words("coming looming")
HAPPENING = _words("come follow happen emerge ensue result arrive arise begin start soon")
"""After a modal, these say that the expression itself may come: "the backlash that could follow"."""
ASKING = _words("why how when")
"""In a question, these take what they ask about as given."""
WANTS = _words("want wants")
CONDITIONS = _words(
    "if unless whether once suppose supposing imagine lest assuming wonder wonders wondered wondering"
)
INVERTED = _words("should were had")
"""At the start of a sentence that is no question, these open a condition: "Should he go, it would be a bloodbath"."""
NO_CONDITION_BEFORE = _words("even as")
"""Before "if", these make no condition of it: "as if", "even if"."""
NO_CONDITION_AFTER = _words("think look want wonder ask consider anything only not so possible had need")
"""After "if", these make a phrase of it or address the reader: "if you think about", "if not", "if anything"."""
SAYING = _words("say call argue describe add think see imagine expect agree rather tantamount")
"""After a modal, these take it up: "you could say that it is a gold rush", "would be tantamount to a"."""
HOPES = _words("hope hopes hoped hoping")
HOPING = _words("to that for of")
"""After one of HOPES, these open what is hoped for."""
NAMES = _words("will may")
"""Words that are names where they have a capital inside a sentence and the next word has none: "Mrs May said"."""
