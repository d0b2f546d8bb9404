"""Exact source phrase, class and anonymity of invented sentences, British usage included."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from framing.attribution import find_attributions
from framing.text import analyse
from framing.types import Article

PERSON, BODY, ROLE, VAGUE, HEARSAY = "named_person", "named_body", "unnamed_role", "unnamed_vague", "hearsay"

SENTENCES: list[tuple[str, list[tuple[str, str, str | None]]]] = [
    # named persons: before and after the verb, with title, of-phrase, apposition, relative clause, coordination
    ("Jane Roe said the plan was dead.", [("Jane Roe", PERSON, None)]),
    ("“I am not a crook,” he said.", [("he", PERSON, None)]),
    (
        "Sen. Mark Harlow of Ohio warned that the bill would fail.",
        [("Sen. Mark Harlow of Ohio", PERSON, None)],
    ),
    (
        "Republican Sen. Mark Harlow of Ohio said he would not.",
        [("Republican Sen. Mark Harlow of Ohio", PERSON, None)],
    ),
    (
        "Ann Lee, a former adviser to the minister, told reporters that nobody knew.",
        [("Ann Lee", PERSON, None)],
    ),
    ("“Nobody knew,” added Lee, who left in May.", [("Lee", PERSON, None)]),
    (
        "The mayor, Tom Reed, said on Monday that the bridge was safe.",
        [("The mayor, Tom Reed", PERSON, None)],
    ),
    ("He was praised by Ann Lee, who called him fearless.", [("Ann Lee", PERSON, None)]),
    ("Roe and her lawyers said they would appeal.", [("Roe and her lawyers", PERSON, None)]),
    ("The prime minister said the country was ready.", [("The prime minister", PERSON, None)]),
    ("“This is madness,” Roe said, adding that she would fight on.", [("Roe", PERSON, None)]),
    ("Roe on Monday said the plan was dead.", [("Roe", PERSON, None)]),
    ("The mayor himself said the plan was dead.", [("The mayor", PERSON, None)]),
    ("“Nobody knew,” cracked Ann Lee.", [("Ann Lee", PERSON, None)]),
    ("It is over, according to Ann Lee and Tom Reed.", [("Ann Lee and Tom Reed", PERSON, None)]),
    ("Both candidates said they would go on.", [("Both candidates", PERSON, None)]),
    ("The mayor, Ann Lee of Leeds, wrote that it was late.", [("The mayor", PERSON, None)]),
    (
        "Quoted in local media, Ann Lee, a partner at Orrin, a Leeds law firm, said that it was late.",
        [("Ann Lee", PERSON, None)],
    ),
    ("“It is late,” Ann Lee of Orrin, wrote in a note.", [("Ann Lee of Orrin", PERSON, None)]),
    ("Ann Lee in 2012 called for an inquiry.", [("Ann Lee", PERSON, None)]),
    ("The committee's top Democrat said it was late.", [("The committee's top Democrat", PERSON, None)]),
    ("Ann Lee and Tom Reed have both said the plan was dead.", [("Ann Lee and Tom Reed", PERSON, None)]),
    ("“Nothing has changed,” May said.", [("May", PERSON, None)]),
    (
        "Vice President Ann Lee and other officials said the plan was dead.",
        [("Vice President Ann Lee and other officials", PERSON, None)],
    ),
    (
        "Ann Lee and Tom Reed opened the bridge on Monday, saying it would last.",
        [("Ann Lee and Tom Reed", PERSON, None)],
    ),
    # bodies, documents, spokespeople, metonyms
    ("The Kremlin denied the claim.", [("The Kremlin", BODY, None)]),
    ("A Pew survey found that most adults use the internet daily.", [("A Pew survey", BODY, None)]),
    (
        "A report by the Institute for Fiscal Studies found that taxes had risen.",
        [("A report by the Institute for Fiscal Studies", BODY, None)],
    ),
    ("Police said a man had been arrested.", [("Police", BODY, None)]),
    (
        "The Department of Health and Human Services said no.",
        [("The Department of Health and Human Services", BODY, None)],
    ),
    ("“The rise is small,” the report states.", [("the report", BODY, None)]),
    ("A federal appeals court ruled that the law was void.", [("A federal appeals court", BODY, None)]),
    ("The lawsuit alleges that the firm misled its investors.", [("The lawsuit", BODY, None)]),
    ("The Democratic Party said it would sue.", [("The Democratic Party", BODY, None)]),
    (
        "A spokeswoman for the ministry said the figures were wrong.",
        [("A spokeswoman for the ministry", BODY, None)],
    ),
    ("‘We were never told,’ a No 10 spokesman said.", [("a No 10 spokesman", BODY, None)]),
    ("The BBC understands that the letter was never sent.", [("The BBC", BODY, None)]),
    ("In a statement, the hospital said it was sorry.", [("the hospital", BODY, None)]),
    ("The report claims that the firm lied.", [("The report", BODY, None)]),
    (
        "According to a report by the Institute for Fiscal Studies, taxes had risen.",
        [("a report by the Institute for Fiscal Studies", BODY, None)],
    ),
    ("A new study shows that sleep matters.", [("A new study", BODY, None)]),
    ("Egypt's state-run media said the talks were over.", [("Egypt's state-run media", BODY, None)]),
    (
        "Two days after the storm hit Leeds, the ministry cancelled the fair and described the town as “lost”.",
        [("the ministry", BODY, None)],
    ),
    ("The Times understands that the letter was never sent.", [("The Times", BODY, None)]),
    # roles, whole with their post-modifiers
    (
        "Some members of the Senate and House of Representatives said they would go.",
        [("Some members of the Senate and House of Representatives", ROLE, "collective")],
    ),
    (
        "A United States Department of State official said it was late.",
        [("A United States Department of State official", ROLE, "withheld")],
    ),
    ("Senior Russian figures warned of a long war.", [("Senior Russian figures", ROLE, "collective")]),
    ("“It is over,” said one senior aide.", [("one senior aide", ROLE, "withheld")]),
    (
        "Two Whitehall officials who asked not to be named said the talks had failed.",
        [("Two Whitehall officials who asked not to be named", ROLE, "withheld")],
    ),
    (
        "A Tory MP who asked not to be named called the vote “a farce”.",
        [("A Tory MP who asked not to be named", ROLE, "withheld")],
    ),
    (
        "According to people familiar with the matter, the deal is close.",
        [("people familiar with the matter", ROLE, "withheld")],
    ),
    (
        "The deal is close, according to three people briefed on the talks.",
        [("three people briefed on the talks", ROLE, "withheld")],
    ),
    ("Whitehall sources said the plan had been dropped.", [("Whitehall sources", ROLE, "withheld")]),
    (
        "A senior Labour source told the Guardian that the party was split.",
        [("A senior Labour source", ROLE, "withheld")],
    ),
    ("An officer at the scene said three people were hurt.", [("An officer at the scene", ROLE, "withheld")]),
    ("Friends of the minister say he is furious.", [("Friends of the minister", ROLE, "withheld")]),
    ("Democrats say the bill is too costly.", [("Democrats", ROLE, "collective")]),
    ("Witnesses said they heard two shots.", [("Witnesses", ROLE, "bystander")]),
    ("One voter said she had given up.", [("One voter", ROLE, "bystander")]),
    (
        "One person, who knew her in May, told the Guardian that she was tired.",
        [("One person, who knew her in May", ROLE, "withheld")],
    ),
    (
        "“It is over,” said two officials and a diplomat.",
        [("two officials and a diplomat", ROLE, "withheld")],
    ),
    (
        "“It is late,” recalled a source familiar with the plan.",
        [("a source familiar with the plan", ROLE, "withheld")],
    ),
    ("Seven mayors said they would not.", [("Seven mayors", ROLE, "collective")]),
    ("Two aides, including one in London, said they would go.", [("Two aides", ROLE, "withheld")]),
    ("Most of those surveyed said they would go.", [("Most of those surveyed", ROLE, "collective")]),
    ("Democrats charge that the plan is illegal.", [("Democrats", ROLE, "collective")]),
    ("One of Mr Reed's own colleagues said no.", [("One of Mr Reed's own colleagues", ROLE, "withheld")]),
    (
        "A worker leaving the night shift said it was late.",
        [("A worker leaving the night shift", ROLE, "bystander")],
    ),
    (
        "The plan is dead, according to one person directly familiar with the talks.",
        [("one person directly familiar with the talks", ROLE, "withheld")],
    ),
    (
        "Some 56 percent of Democrats said the plan was dead.",
        [("Some 56 percent of Democrats", ROLE, "collective")],
    ),
    (
        "Some 56 percent of Americans said the plan was dead.",
        [("Some 56 percent of Americans", VAGUE, "collective")],
    ),
    (
        "“It is late,” said the group's director, Ann Lee.",
        [("the group's director, Ann Lee", PERSON, None)],
    ),
    (
        "They pointed to a report by the council that found prices had doubled.",
        [("They", ROLE, "collective"), ("a report by the council", BODY, None)],
    ),
    ("The town is split, with most voters saying they would go.", [("most voters", ROLE, "collective")]),
    ("Nearly 60 percent said they would go.", [("Nearly 60 percent", VAGUE, "collective")]),
    ("About 70% said they would go.", [("About 70%", VAGUE, "collective")]),
    (
        "One in three Republicans said the plan was dead.",
        [("One in three Republicans", ROLE, "collective")],
    ),
    (
        "A high-ranking Labour source said the plan was dead.",
        [("A high-ranking Labour source", ROLE, "withheld")],
    ),
    ("Photograph: Ann Lee/Reuters Ministers said they would not.", [("Ministers", ROLE, "collective")]),
    ("Paul A. Roe said the plan was dead.", [("Paul A. Roe", PERSON, None)]),
    ("“It is late.” Said Ann Lee: “Nobody knows.”", [("Ann Lee", PERSON, None)]),
    ("Critics, who happen to be farmers, say the plan is dead.", [("Critics", VAGUE, "collective")]),
    ("A well-placed source said the plan was dead.", [("A well-placed source", VAGUE, "withheld")]),
    ("We are told that the bridge is safe.", [("We are told", HEARSAY, "hearsay")]),
    ("We were told to leave by the front door.", []),
    ("The bridge did not fall, as previously reported.", [("as previously reported", HEARSAY, "hearsay")]),
    (
        "It has been suggested that the bridge was never safe.",
        [("It has been suggested", HEARSAY, "hearsay")],
    ),
    ("The vote had long been seen as a test.", [("had long been seen as", HEARSAY, "hearsay")]),
    ("The vote should not be seen as a test.", []),
    ("Slow is safer, the thinking goes.", [("the thinking goes", HEARSAY, "hearsay")]),
    # nobody who could be looked for
    ("Sources said the sale could be signed this week.", [("Sources", VAGUE, "withheld")]),
    ("Critics say the law is unworkable.", [("Critics", VAGUE, "collective")]),
    ("Experts warn that chatbots may mislead voters.", [("Experts", VAGUE, "collective")]),
    ("Liberals argue that the court has gone too far.", [("Liberals", VAGUE, "collective")]),
    ("Some argue that the risk is overstated.", [("Some", VAGUE, "collective")]),
    # evidentials
    ("The suspect allegedly fled on foot.", [("allegedly", HEARSAY, "hearsay")]),
    ("The minister is said to be furious.", [("is said to", HEARSAY, "hearsay")]),
    ("It is understood that the chancellor will resign.", [("It is understood", HEARSAY, "hearsay")]),
    ("It has emerged that the files were lost.", [("It has emerged", HEARSAY, "hearsay")]),
    ("The move was seen as a blow to the prime minister.", [("was seen as", HEARSAY, "hearsay")]),
    ("Reports suggest the company is for sale.", [("Reports suggest", HEARSAY, "hearsay")]),
    ("There have been reports of a sale.", [("There have been reports", HEARSAY, "hearsay")]),
    ("After accusations that he had lied, he left.", [("accusations", HEARSAY, "hearsay")]),
    ("The party is seen as divided.", [("is seen as", HEARSAY, "hearsay")]),
    (
        "More than a quarter of Democrats said yes.",
        [("More than a quarter of Democrats", ROLE, "collective")],
    ),
    ("Nearly all firms believe that it will help.", [("Nearly all firms", ROLE, "collective")]),
    (
        "Many social and religious conservatives said it was late.",
        [("Many social and religious conservatives", VAGUE, "collective")],
    ),
    (
        "Republicans critical of the mayor said no.",
        [("Republicans critical of the mayor", ROLE, "collective")],
    ),
    ("That judge concluded that the law was void.", [("That judge", PERSON, None)]),
    ("Both said they were not guilty.", [("Both", PERSON, None)]),
    (
        "The mayor's campaign manager, Ann Lee, wrote that it was late.",
        [("The mayor's campaign manager, Ann Lee", PERSON, None)],
    ),
    ("According to an aide, Ann Lee, it was late.", [("an aide, Ann Lee", PERSON, None)]),
    ("According to an aide, Roe said it was late.", [("an aide", ROLE, "withheld"), ("Roe", PERSON, None)]),
    ("Many Republicans, including Lee, say it is late.", [("Many Republicans", PERSON, None)]),
    ("Many Republicans, including moderates, say it is late.", [("Many Republicans", ROLE, "collective")]),
    ("U.S. intelligence agencies concluded that it was late.", [("U.S. intelligence agencies", BODY, None)]),
    ("“Worse,” said another.", [("another", VAGUE, "collective")]),
    (
        "Sources with knowledge of the gathering told the Leeds Post that it was late.",
        [("Sources with knowledge of the gathering", ROLE, "withheld")],
    ),
    (
        "It was over after Vice President Ann Lee and other officials said the plan was dead.",
        [("Vice President Ann Lee and other officials", PERSON, None)],
    ),
    ("A man said to have fled was found.", [("said to", HEARSAY, "hearsay")]),
    ("The minister, widely believed to be furious, left.", [("believed to", HEARSAY, "hearsay")]),
]

SILENT = [
    "The company declined to comment.",
    "Did the president say that?",
    "The alleged plot was foiled.",
    "The bill is expected to pass on Monday.",
    "He was accused of fraud last year.",
    "The officials spoke on condition of anonymity.",
    "The supposedly liberal town voted late.",
    "The river rose by two feet overnight.",
    "Reports of a sale are false.",
    "Harbour Weekly: Is the town safe?",
    "The general charge that the party moved in secret made for a bad week.",
    "The widely believed story was false.",
    "",
    "No.",
]


@pytest.mark.parametrize(
    ("sentence", "expected"), SENTENCES, ids=[sentence[:40] for sentence, _ in SENTENCES]
)
def test_a_sentence_gives_exactly_these_attributions(
    attributions: Callable[[Sequence[str]], list[list[tuple[str, str, str | None]]]],
    sentence: str,
    expected: list[tuple[str, str, str | None]],
) -> None:
    assert attributions([sentence]) == [expected]


@pytest.mark.parametrize("sentence", SILENT)
def test_settled_cases_give_no_attribution(
    attributions: Callable[[Sequence[str]], list[list[tuple[str, str, str | None]]]], sentence: str
) -> None:
    assert attributions([sentence]) == [[]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("LONDON — The minister said it was late.", ["The minister"]),
        ("WASHINGTON - Two officials said the talks had failed.", ["Two officials"]),
        ("PARIS, France (AFP) - Two officials said the talks had failed.", ["Two officials"]),
        ("NASA said the launch was off.", ["NASA"]),
    ],
)
def test_a_dateline_is_no_source(text: str, expected: list[str]) -> None:
    analysis = analyse([Article("a", text)])
    found = find_attributions(analysis)
    spans = zip(found.start.tolist(), found.end.tolist(), strict=True)
    assert [analysis.text_of(start, end) for start, end in spans] == expected
