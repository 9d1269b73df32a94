"""What a small coffee roastery writes about. Nothing of it is quoted from anybody."""

from dataclasses import dataclass

from collectors.sample.chance import Chance


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence and its language (BCP 47)."""

    text: str
    language: str = "en"


PHRASES = (
    Phrase("New on the shelf: a washed lot with notes of apricot and black tea."),
    Phrase("Roast day. The whole street smells of toast and caramel ☕"),
    Phrase("How we dial in a new espresso, step by step."),
    Phrase("Three mistakes almost everybody makes with a hand grinder."),
    Phrase("Our Saturday cupping is open to all. Bring a friend and your curiosity."),
    Phrase("From cherry to cup: a short story in five pictures."),
    Phrase("Iced filter season is here 🧊 Which recipe do you swear by?"),
    Phrase("Meet the team: Noor has run the drum roaster for six years."),
    Phrase("Why we changed our bags: same coffee, 40 % less plastic."),
    Phrase("Question of the week: milk first or coffee first?"),
    Phrase("We tasted 27 samples so that you do not have to. Four made it."),
    Phrase("A quiet morning at the bar, before the doors open."),
    Phrase("Brew guide: 15 g coffee, 250 g water, 2 minutes 45 seconds."),
    Phrase("Thank you for ten thousand bags this spring 🎉"),
    Phrase("What fresh really means, and when a coffee is too fresh."),
    Phrase("Behind the scenes: cleaning day, nobody's favourite."),
    Phrase("We are hiring a barista trainer. Tell somebody who would love it."),
    Phrase("The decaf that fooled our own head roaster."),
    Phrase("Our subscription now pauses with one click."),
    Phrase("Latte art in slow motion. Yes, it took eleven tries 😅"),
    Phrase("Water matters: the same beans, brewed with four waters."),
    Phrase("Last bags of the winter blend. It comes back in November."),
    Phrase("A farm visit in pictures: drying beds, dogs and a lot of mud."),
    Phrase("Price transparency report: what we paid, and to whom."),
    Phrase("Neu im Regal: ein gewaschener Kaffee mit Noten von Pfirsich und Honig.", "de"),
    Phrase("Café frío, casa llena. Gracias por venir el sábado 💛", "es"),
    Phrase("新しい豆が届きました。今週末に試飲会をします。", "ja"),
    Phrase("قهوة جديدة هذا الأسبوع ☕", "ar"),
)

HASHTAGS = (
    "kestrelcoffee",
    "specialtycoffee",
    "espresso",
    "filtercoffee",
    "homebrewing",
    "roastery",
    "latteart",
    "coffeetime",
    "brewguide",
    "behindthebar",
    "sustainability",
    "コーヒー",
)


def phrase(chance: Chance) -> tuple[Phrase, tuple[str, ...]]:
    """A sentence, and none to three different hashtags for it."""
    said = PHRASES[int(chance.share() * len(PHRASES))]
    first, step = int(chance.share() * len(HASHTAGS)), 1 + int(chance.share() * 3)
    count = int(chance.share() * 4)
    return said, tuple(HASHTAGS[(first + i * step) % len(HASHTAGS)] for i in range(count))
