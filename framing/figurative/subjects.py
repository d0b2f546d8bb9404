"""Word lists by subject: what a sentence or an article is about, as far as literal senses of devices go.

The lists are ours, written from the subjects in which images are meant literally (the film, the game, the war, the oil well)
and those on which they are images (technology, politics, business). None is a word of a device or of one article.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from framing.text.vocabulary import Vocabulary

SUBJECTS: dict[str, str] = {
    "technology": """
        ai agi algorithm algorithms algorithmic chatbot chatbots chatgpt openai deepmind anthropic google
        microsoft facebook meta amazon apple nvidia tech technology technologies technological digital cyber
        software hardware computer computers computing internet online web app apps platform platforms data
        robot robots robotics automation startup startups chip chips semiconductor semiconductors crypto bitcoin
        blockchain gpt llm llms deepfake deepfakes engineers developers
        """,
    "screen": """
        film films movie movies cinema director directed directs filmmaker filmmakers starring stars actor
        actors actress cast episode episodes season seasons series tv television netflix hbo hulu disney trailer
        sequel prequel franchise screenplay screenwriter character characters scene scenes hollywood oscar
        oscars emmy show shows theaters streaming
        """,
    "books": """
        novel novels novelist book books author authors wrote writer published publisher fiction memoir essay
        chapter poem poet literature literary title titled review album albums band song songs music musician
        singer concert tour artist
        """,
    "games": """
        game games gamer gamers gaming gameplay player players playstation xbox nintendo multiplayer esports
        quest loot boss weapon weapons enemies console consoles minecraft steam sony
        """,
    "sport": """
        team teams coach league nfl nba mlb nhl fifa quarterback touchdown football baseball basketball soccer
        hockey tennis golf olympic olympics championship tournament stadium fans athlete athletes racing horse
        horses jockey pitcher inning
        """,
    "history": """
        soviet ussr kgb stalin lenin hitler nazi nazis wwii reagan gorbachev khrushchev nixon kennedy truman
        eisenhower churchill century centuries historian historians history historical empire colonial medieval
        ancient wartime postwar 1930s 1940s 1950s 1960s 1970s 1980s decades era
        """,
    "military": """
        troops soldiers soldier army navy marines military missiles missile nuclear warheads weapons bomb bombs
        bombing airstrike airstrikes militants rebels killed wounded casualties ceasefire treaty nato pentagon
        forces combat battlefield fighters shelling tanks artillery invasion isis taliban syria iraq afghanistan
        ukraine
        """,
    "violence": """
        police officers officer shooting shot gunman gun guns victims victim suspect arrested murder murdered
        crime crimes prison jail protest protesters riot riots looting crowd tear gas dead died body bodies
        injured
        """,
    "energy": """
        oil petroleum barrel barrels crude opec pipeline pipelines drilling refinery exxon shell fossil coal gas
        gasoline wells reserves energy electricity grid solar
        """,
    "nature": """
        storm storms rain river rivers flood floods flooding weather hurricane hurricanes tornado ocean sea
        coast coastal beach island lake forest forests fire fires wildfire wildfires earthquake snow ice glacier
        climate temperature animals animal species bird birds fish dog dogs cat cats farm farmers zoo park
        wildlife water
        """,
    "medicine": """
        patients patient disease diseases virus viruses doctor doctors hospital hospitals cancer drug drugs
        treatment symptoms surgery clinical covid coronavirus pandemic vaccine vaccines infection infected
        medical medicine health brain
        """,
    "procedure": """
        court courts judge judges ruling lawsuit bill bills senate house committee hearing session sessions
        legislation amendment statute constitution constitutional filibuster vote votes congressional election
        elections ballot term
        """,
    "space": """
        space nasa planet planets star astronaut astronauts telescope galaxy universe spacecraft moon mars
        rocket orbit physics physicist physicists scientists experiment laboratory species cells
        """,
    "money": """
        stock stocks shares investors investor investment fund funds price prices trading trader wall street
        economy economic economists recession inflation bank banks banking debt budget fed market markets ipo
        valuation billion million
        """,
    "politics": """
        democrats democrat republicans republican gop party president trump obama biden clinton campaign voters
        conservatives conservative liberals liberal progressives senator governor politics political debate
        policy policies media press critics opponents supporters
        """,
    "industry": """
        industry industries company companies ceo executives executive business businesses competition
        competitors firms regulators regulation consumers customers product products workers jobs
        """,
    "furniture": """
        subscribe newsletter newsletters advertisement advertising sponsored click cookies cookie login signup
        signin copyright reserved menu photo photograph photography image images getty reuters ap caption video
        videos podcast podcasts watch listen share email comments comment related trending tags credit
        illustration shutterstock via
        """,
    "comparison": """
        like akin analogous analogy analogies metaphor metaphors metaphorical metaphorically compared comparison
        compare compares comparing likened liken likening dubbed proverbial equivalent reminiscent resembles
        version figuratively figurative moment style esque essentially basically sort kind
        """,
    "doubt": """
        could might may would if perhaps maybe possibly fear fears feared warned warns warning risk risks threat
        threatens danger looming unless whether avoid prevent
        """,
    "names": """
        inc corp ltd llc street avenue road hotel restaurant bar museum institute foundation university college
        school center centre project program programme initiative act operation award awards prize festival
        conference summit podcast channel magazine app edition
        """,
    "household": """
        house houses kitchen garden gardens bedroom bathroom room rooms table tables chair chairs door doors window
        windows roof wall walls floor cellar stairs lamp cup cups plate plates spoon bottle bottles box boxes basket
        bag bags shoes coat hat shirt cloth curtain carpet furniture paint painted wood wooden stone stones brick
        bricks iron glass timber carpenter mason tailor nails hammer ladder pipe pipes tap pump
        """,
    "countryside": """
        village villages parish county barn mill mills canal canals lock locks bridge bridges field fields meadow
        orchard hedge hedges cattle sheep horse horses cow cows pig pigs hens harbour harbor quay boat boats ship
        ships sailor sailors ferry fishermen crop crops barley wheat hay seed seeds soil tree trees plants flowers
        roses shepherd hill hills valley well cottage
        """,
    "food": """
        cook cooks cooked bread cake cakes soup potatoes apples apple eggs egg butter cheese milk sugar flour meat
        fruit vegetables salad sauce dinner lunch breakfast meal meals eat eating ate tea coffee beer wine oven
        recipe baker bakery dish dishes chef
        """,
    "family": """
        mother father son daughter wife husband brother sister boy boys girl girls child children baby toddler
        pupils pupil teacher teachers classroom lesson lessons wedding funeral birthday neighbour neighbours
        grandmother grandfather uncle aunt
        """,
    "roads": """
        road roads bus buses train trains car cars truck trucks lorry van driver drivers passengers passenger
        bicycle bicycles motorcycle station platform railway railways flight plane pilot airport traffic wheel
        wheels tyre mechanic garage lane miles
        """,
    "faith": """
        church churches chapel priest priests bishop pastor rabbi imam mosque temple synagogue cathedral monks monk
        nuns prayer prayers bible gospel psalm hymn pilgrims religious religion christian christians muslim muslims
        islam islamic catholic jewish jesus christ
        """,
    "stage": """
        theatre theater actors stage audience concert orchestra choir opera ballet dancers musicians piano violin
        guitar drums rehearsal costume costumes puppet puppets
        """,
    "public": """
        minister ministers mayor mayors government governments parliament council councils state states federal
        national official officials leader leaders cabinet premier chancellor treasury tax taxes reform reforms law
        laws rights public country countries nation nations world american americans america european china chinese
        russia russian israel iran war wars security department agency administration rules rule scandal union unions
        lobby coalition alliance crisis lawmakers citizens immigrants immigration research researchers science
        scientific ministry cities board chairman committee speech talks deal merger firm firms bank
        """,
}
"""Subject -> its words, folded. A word may belong to several."""

PUBLIC = ("technology", "procedure", "money", "politics", "industry", "military", "medicine", "public")
"""Subjects of public affairs, business, science and technology."""
NUMBERS = ("number", "year_1900s", "year_2000s")
"""Further classes, of words in digits."""
CLASSES = (*SUBJECTS, *NUMBERS)


def subject_words() -> set[str]:
    return {word for words in SUBJECTS.values() for word in words.split()}


def subject_table(vocabulary: Vocabulary) -> NDArray[np.uint32]:
    """(vocabulary,) bit k of a word's entry: it belongs to subject k."""
    bits: dict[str, int] = {}
    for k, words in enumerate(SUBJECTS.values()):
        for word in words.split():
            bits[word] = bits.get(word, 0) | 1 << k
    table = np.zeros(len(vocabulary), np.uint32)
    table[vocabulary.ids_of(tuple(bits))] = tuple(bits.values())
    table[0] = 0
    return table
