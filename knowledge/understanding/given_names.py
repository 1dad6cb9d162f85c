"""Given names, folded: they speak for a person where a word may name one."""

from __future__ import annotations

_NAMES = """
adele adeline adrien agathe agnes ahmed aicha alain albane albert alexandra alexandre alexia alexis alice aline alix
amandine amelie amina anais andre andrea angele angelique anita anna anne annick annie anthony antoine antoinette
antonin ariane armand armelle arnaud arthur astrid aude audrey aurelie aurelien aurore axel axelle aymeric baptiste
barbara bastien beatrice benedicte benjamin benoit bernadette bernard berengere bertrand brigitte bruno camille
candice carine carla carole caroline catherine cecile cedric celia celine chantal charlene charles charlotte christel
christelle christian christiane christine christophe claire clara clarisse claude claudette claudine clemence clement
clementine clothilde colette coline constance coralie corentin corinne cyril cyrille damien daniel daniele danielle
david deborah delphine denis denise diane didier djamila dominique dorothee edith edouard edwige eleonore elena eliane
elie eliott elisabeth elise ella elodie elsa emeline emilie emma emmanuel emmanuelle enzo eric erika estelle esther
etienne eugenie eva evelyne fabien fabienne fabrice fanny farid fatima fatiha felix fernand flavie flora florence
florent florian france francine francis francois francoise franck fred frederic frederique gabriel gabrielle gael
gaelle gaetan gaspard genevieve geoffrey georges gerald geraldine gerard ghislaine gilbert gilles gisele gregory
guillaume guy gwenaelle hamid hassan helene henri herve hortense hubert hugo hugues ibrahim ines irene isabelle
jacqueline jacques jacky jamel jean jeanne jennifer jeremie jeremy jerome jessica joel joelle johan johanna jonathan
jordan jose josette josiane joseph josephine josiane jules julia julie julien juliette justine kader karim karima
karine katia kevin khadija laetitia lara laura laure laurence laurent laurie lea leila leo leon leonie leslie lilian
liliane lionel lise loic lola lorena louis louise luc lucas lucie lucien lucienne ludivine ludovic lydia lydie lylia
maelle magali malik malika manon manu manuel marc marcel margaux margot marguerite maria mariam marianne marie
marielle marine marion marjorie martin martine maryse mathieu mathilde mathis matthieu maud maurice max maxime mehdi
melanie melissa meriem michel michele micheline mireille mohamed monique morgane mounir muriel myriam nabil nadege
nadia nadine naima nassim natacha nathalie nathan nicolas nicole nina noe noelle noemie norbert nora odette odile olga
olivia olivier omar ophelie oscar paola pascal pascale patrice patricia patrick paul paule pauline perrine philippe
pierre pierrick quentin rachel rachid raphael raphaelle raymond regine regis remi remy renaud rene renee richard
robert robin rodolphe roger roland romain romane rosa rose roselyne roxane sabine sabrina said salima salome samia
samir samuel sandra sandrine sara sarah sebastien serge severine simon simone solange solene sonia sophie soraya
stephane stephanie steve suzanne sylvain sylvie tanguy tatiana theo therese thibault thierry thomas tiffany timothee
tristan valentin valentine valerie vanessa vera veronique victor victoria vincent virginie viviane walid wilfried
william xavier yacine yann yannick yasmina yasmine yohan yolande youssef yves yvette yvonne zoe zohra
"""
GIVEN_NAMES = frozenset(_NAMES.split())
