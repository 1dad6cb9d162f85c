"""Where schools are in everyday words that the register has not: quarters of Marseille, hamlets, towns' short names."""

from __future__ import annotations

# Quarter of Marseille (folded, articles left out) → its arrondissement. It tells homonyms apart, and names no school.
_QUARTERS = {
    1: "belsunce noailles opera thubaneau chapitre canebiere",
    2: "joliette arenc panier euromediterranee",
    3: "villette mauront",
    4: "chartreux chutes blancarde cinq-avenues",
    5: "baille camas conception timone",
    6: "castellane lodi vauban prefecture palais",
    7: "corniche endoume pharo bompard roucas catalans",
    8: "bonneveine montredon prado mazargues-plage pointe-rouge rouet perier goudes",
    9: "mazargues cabot redon luminy panouse vaufreges cayolle",
    10: "capelette timone pont-de-vivaux tronc",
    11: "valentine pomme barasse huveaune loup valbarelle penne treille",
    12: "beaumont caillols montolivet fourragere julien",
    13: "malpasse rose frais-vallon gombert crottes-nord merlan mitre",
    14: "bon-secours canet merlan marthe arnavaux picon busserine",
    15: "crottes cabucelle aygalades madrague calade castellane-nord kalliste solidarite",
    16: "estaque mourepiane riaux saint-henri",
}
QUARTERS: dict[str, int] = {
    word: district for district, words in _QUARTERS.items() for word in words.split() if "-" not in word
}

# UAI → words that people say for the place of this school, and that tell it from the others of its town.
EVERYDAY: dict[str, tuple[str, ...]] = {
    "0133525L": ("luynes",),
    "0134094E": ("luynes",),
    "0132974M": ("bonneveine",),
}
