"""Invented names, plausible in sound and visibly made up."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

#: Plants, birds and brooks; nobody is called so.
FAMILY_NAMES = {
    "de": (
        "Apfelgarten",
        "Blaubach",
        "Kirschenwald",
        "Birnbaumer-Quell",
        "Distelfinken",
        "Eibenhain",
        "Farnkraut",
        "Goldregner",
        "Haselbusch-Au",
        "Igelwiese",
        "Jasminweg",
        "Krokusmann",
        "Lindenblüth",
        "Meisenkasten",
        "Nebelkamp",
        "Ottergrund",
        "Pappelsaum",
        "Quellenrieth",
        "Rotkehler",
        "Sonnenwinkler",
        "Taubnessel",
        "Uferschilf",
        "Veilchenstein",
        "Wiesenmeyer",
        "Wiesenmaier",
        "Wiesenmayr",
        "Zaunkönigk",
        "Muellerblum",
        "Müllerblum",
        "Schmiedefarn",
    ),
    "tr": ("Gökyaprak", "Yeşilkuşlu", "Çamlıpınarlı", "Yılmazgül", "Yilmazgül", "Denizçiçeği"),
    "pl": ("Jabłonkwiat", "Zielonolasek", "Wróblowiec", "Brzozolistek"),
    "ar": ("Nahr Zaytun", "Al-Warduni", "Bustani Noor", "Yasminani"),
    "uk": ("Sonjaschnyk", "Kalynowa", "Beresenko-Haj"),
    "vi": ("Nguyen-Blaubach", "Tran-Lindenblüth"),
    "ro": ("Floarealunca", "Izvoreanescu"),
    "fa": ("Golestanpur", "Sepidarian"),
}
GIVEN_NAMES = {
    "de": (
        ("Anneliese", "Britta", "Clara", "Ella", "Frieda", "Greta", "Hannah", "Ida", "Jule"),
        ("Anton", "Ben", "Carl", "Emil", "Finn", "Henri", "Jonas", "Karl", "Levi", "Matteo"),
    ),
    "tr": (("Ayşe", "Defne", "Elif", "Melek", "Zeynep"), ("Can", "Deniz", "Emre", "Kerem", "Mert")),
    "pl": (("Hania", "Jagoda", "Maja", "Zuzanna"), ("Jakub", "Kacper", "Olek", "Staś")),
    "ar": (("Amal", "Layla", "Mariam", "Noor", "Salma"), ("Adam", "Karim", "Omar", "Yusuf")),
    "uk": (("Daryna", "Olena", "Sofija"), ("Danylo", "Maksym", "Taras")),
    "vi": (("Linh", "Mai", "Thu"), ("An", "Minh", "Tuan")),
    "ro": (("Andreea", "Ioana", "Mara"), ("Andrei", "Luca", "Matei")),
    "fa": (("Nasrin", "Parisa", "Shirin"), ("Arman", "Kian", "Navid")),
}
ADULT_NAMES = {
    "de": (("Sabine", "Katrin", "Nicole", "Jenny", "Ramona"), ("Sven", "Thomas", "Marco", "René")),
    "tr": (("Fatma", "Emine", "Sevgi"), ("Mehmet", "Murat", "Hakan")),
    "pl": (("Agnieszka", "Beata", "Monika"), ("Piotr", "Tomasz", "Marek")),
    "ar": (("Hanan", "Rania", "Samira"), ("Bashar", "Khaled", "Nabil")),
    "uk": (("Iryna", "Oksana", "Natalija"), ("Andrij", "Serhij", "Wolodymyr")),
    "vi": (("Hoa", "Lan", "Phuong"), ("Duc", "Hung", "Long")),
    "ro": (("Elena", "Mihaela"), ("Florin", "Ionuț")),
    "fa": (("Farideh", "Mahnaz"), ("Behruz", "Darius")),
}
#: How often a family speaks which language first, of 100.
ORIGINS = (("de", 58), ("tr", 12), ("ar", 9), ("pl", 7), ("uk", 5), ("ro", 4), ("vi", 3), ("fa", 2))
STREETS = (
    "Am Erlenpfuhl",
    "Drosselsteig",
    "Fliederhof",
    "Kastanienbogen",
    "Laubfroschweg",
    "Uhugasse",
)


@dataclass(frozen=True)
class Family:
    """A family's name, its language, and the names of its people."""

    name: str
    language: str
    mother: str
    father: str
    grandmother: str
    children: tuple[tuple[str, str], ...]
    street: str


def invent(random: Random, children: int) -> Family:
    """Invent a family with so many children (name and gender each)."""
    origin = random.choices([o for o, _ in ORIGINS], [w for _, w in ORIGINS])[0]
    girls, boys = GIVEN_NAMES[origin]
    women, men = ADULT_NAMES[origin]
    genders = [random.choice(("female", "male")) for _ in range(children)]
    chosen: list[tuple[str, str]] = []
    for gender in genders:
        pool = girls if gender == "female" else boys
        taken = {name for name, _gender in chosen}
        free = [name for name in pool if name not in taken] or list(pool)
        chosen.append((random.choice(free), gender))
    return Family(
        name=random.choice(FAMILY_NAMES[origin]),
        language=origin,
        mother=random.choice(women),
        father=random.choice(men),
        grandmother=random.choice(women),
        children=tuple(chosen),
        street=f"{random.choice(STREETS)} {random.randint(1, 98)}",
    )
