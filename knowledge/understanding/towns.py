"""Where people say they work: departments by number, with their names and the towns they name, folded.

A name that is an everyday word too («nord», «lot», «manche») is left out. A call says which departments are its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

_TABLE = """
01: bourg en bresse, oyonnax, gex, belley, nantua
02: aisne, laon, saint quentin, soissons, chateau thierry
03: allier, moulins, vichy, montlucon
04: alpes de haute provence, digne, manosque, sisteron, forcalquier, barcelonnette
05: hautes alpes, gap, briancon, embrun
06: alpes maritimes, nice, cannes, antibes, grasse, menton, cagnes sur mer, vence
07: ardeche, privas, annonay, aubenas, tournon, bourg saint andeol, le teil
08: ardennes, charleville mezieres, sedan, rethel
09: ariege, foix, pamiers, saint girons
10: troyes, romilly sur seine
11: carcassonne, narbonne, limoux, castelnaudary
12: aveyron, rodez, millau, villefranche de rouergue, decazeville
13: bouches du rhone, marseille, aix en provence, arles, aubagne, salon, salon de provence, martigues, istres, la
    ciotat, tarascon
14: calvados, caen, lisieux, bayeux
15: cantal, aurillac, saint flour, mauriac
16: charente, angouleme, cognac
17: charente maritime, la rochelle, saintes, rochefort, royan
18: bourges, vierzon, saint amand montrond
19: correze, tulle, brive, brive la gaillarde, ussel
2A: corse du sud, corse, ajaccio, porto vecchio, sartene
2B: haute corse, bastia, corte, calvi
21: cote d'or, dijon, beaune, montbard
22: cotes d'armor, saint brieuc, lannion, guingamp, dinan
23: gueret, aubusson
24: dordogne, perigueux, bergerac, sarlat
25: doubs, besancon, montbeliard, pontarlier
26: drome, valence, montelimar, romans sur isere, nyons, pierrelatte, saint paul trois chateaux, crest, buis
    les baronnies
27: evreux, vernon, louviers, bernay
28: eure et loir, chartres, dreux, chateaudun
29: finistere, brest, quimper, morlaix, concarneau
30: gard, nimes, ales, bagnols sur ceze, beaucaire, villeneuve les avignon, uzes, le vigan, pont saint esprit, saint
    gilles, vauvert, les angles, roquemaure, laudun
31: haute garonne, toulouse, muret, saint gaudens, colomiers, blagnac
32: gers, auch, condom
33: gironde, bordeaux, libourne, arcachon, merignac, pessac, langon
34: herault, montpellier, beziers, sete, lunel, lodeve, agde
35: ille et vilaine, rennes, saint malo, fougeres, vitre, redon
36: chateauroux, issoudun
37: indre et loire, tours, chinon, amboise, loches
38: isere, grenoble, voiron, bourgoin jallieu, la mure, meylan
39: lons le saunier, dole, saint claude
40: mont de marsan, dax, mimizan
41: loir et cher, blois, vendome, romorantin
42: saint etienne, roanne, montbrison
43: haute loire, le puy, le puy en velay, brioude
44: loire atlantique, nantes, saint nazaire, chateaubriant
45: loiret, orleans, montargis, gien, pithiviers
46: cahors, figeac, gourdon
47: lot et garonne, agen, marmande, villeneuve sur lot
48: lozere, mende, marvejols
49: maine et loire, angers, cholet, saumur
50: cherbourg, saint lo, avranches, coutances, granville
51: reims, chalons en champagne, epernay
52: haute marne, chaumont, saint dizier, langres
53: mayenne, chateau gontier
54: meurthe et moselle, nancy, luneville, toul, longwy
55: bar le duc, verdun, commercy
56: morbihan, vannes, lorient, pontivy, auray
57: moselle, metz, thionville, sarreguemines, forbach
58: nievre, nevers, cosne
59: lille, roubaix, tourcoing, dunkerque, valenciennes, douai, cambrai, maubeuge
60: beauvais, compiegne, senlis, creil
61: alencon, argentan, flers
62: pas de calais, arras, calais, boulogne sur mer, bethune, saint omer, lens
63: puy de dome, clermont ferrand, clermont, riom, thiers sur dore, issoire, ambert
64: pyrenees atlantiques, pau, bayonne, biarritz, oloron
65: hautes pyrenees, tarbes, lourdes, bagneres de bigorre
66: pyrenees orientales, perpignan, prades, ceret
67: bas rhin, strasbourg, haguenau, selestat, saverne
68: haut rhin, colmar, mulhouse, altkirch, guebwiller
69: rhone, lyon, villeurbanne, villefranche sur saone, givors
70: haute saone, vesoul, lure
71: saone et loire, macon, chalon sur saone, autun, le creusot
72: sarthe, le mans, la fleche
73: savoie, chambery, albertville, saint jean de maurienne, aix les bains
74: haute savoie, annecy, thonon, bonneville, annemasse, chamonix
75: paris
76: seine maritime, rouen, le havre, dieppe, fecamp
77: seine et marne, melun, meaux, fontainebleau
78: yvelines, versailles, saint germain en laye, mantes la jolie, rambouillet
79: deux sevres, niort, bressuire, parthenay
80: amiens, abbeville, peronne
81: albi, castres, gaillac, mazamet
82: tarn et garonne, montauban, castelsarrasin, moissac
83: var, toulon, draguignan, frejus, hyeres, brignoles, la seyne, saint maximin, saint raphael, six fours
84: vaucluse, avignon, carpentras, cavaillon, orange, apt, pertuis, l'isle sur la sorgue, bollene, valreas, vaison la
    romaine, sorgues
85: vendee, la roche sur yon, les sables d'olonne, fontenay le comte
86: poitiers, chatellerault
87: haute vienne, limoges, bellac
88: vosges, epinal, saint die, remiremont
89: yonne, auxerre, sens, avallon
90: belfort
91: essonne, evry, etampes, palaiseau, massy
92: hauts de seine, nanterre, antony, boulogne billancourt
93: seine saint denis, bobigny, saint denis, aubervilliers
94: val de marne, creteil, nogent sur marne, ivry
95: val d'oise, cergy, pontoise, argenteuil, sarcelles
971: guadeloupe, pointe a pitre, basse terre
972: martinique, fort de france
973: guyane, cayenne, kourou
974: la reunion, saint denis de la reunion, saint pierre de la reunion
976: mayotte, mamoudzou
988: nouvelle caledonie, noumea, polynesie, papeete
"""
_LONGEST = 5  # Words of a name: «la roche sur yon».
_PLAIN = (
    7  # Letters from which a name is one wherever it stands; a shorter one needs a preposition before it: «à Nice».
)
_BEFORE = frozenset((
    "a", "de", "d", "du", "en", "vers", "sur", "pour", "dans", "le", "la", "l", "cote", "academie", "au", "lycee",
    "college",
))  # fmt: skip


def _departments() -> Iterator[tuple[tuple[str, ...], str]]:
    for row in _TABLE.replace("\n    ", " ").split("\n"):
        number, _, names = row.partition(": ")
        for name in filter(None, names.split(", ")):
            yield tuple(name.replace("'", " ").split()), number.zfill(3)


_NAMES = dict(_departments())


def department(words: Sequence[str]) -> str:
    """Return the number of the department whose place ``words`` are, and nothing else: «Toulon» between commas; "" for none."""
    return _NAMES.get(tuple(words), "")


def departments(words: Sequence[str]) -> list[str]:
    """Return the numbers, in three characters as a UAI begins («013»), of the departments whose places ``words`` name in turn.

    ``words``: folded, without apostrophes nor hyphens.
    """
    return [number for _, _, number in places(words)]


def places(words: Sequence[str]) -> list[tuple[int, int, str]]:
    """Return where ``words`` name a place, from the first word to the one after its last, and its department's number."""
    found, at = [], 0
    while at < len(words):
        size = next((size for size in range(_LONGEST, 0, -1) if tuple(words[at : at + size]) in _NAMES), 0)
        name = tuple(words[at : at + size])
        if size and (sum(map(len, name)) >= _PLAIN or not at or words[at - 1] in _BEFORE):
            found.append((at, at + len(name), _NAMES[name]))
        at += size or 1
    return found
