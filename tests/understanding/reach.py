"""How many taught wordings reach their action, said by everyone who may: ``python -m tests.understanding.reach [EACH] [--missed]``.

EACH wordings of each action (60), drawn with a seed. A wording reaches its action where its route is followed, or where what the
action would say is said at once: an entry on the assistant, whom the call addresses, a status question. Staff who ask where
requests stand ask of all: the actions that show one's own files are asked by schools alone.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator

from dialogs import features
from knowledge.understanding.intent.topics import INTENT_DOMAINS, Domain, TopicKind
from knowledge.understanding.meaning import Sense, Situation
from storage.calls import find, read_base
from tests.conftest import NOW
from tests.understanding import data
from tests.understanding.teach import ROLES

SEED, EACH = 3, 60
# What is as good as the action itself.
_ALSO = {Domain.ASSISTANT: Sense.SERVICE, Domain.ELIGIBILITY: Sense.ELIGIBILITY, Domain.STEERING: Sense.STATUS}


def reached(each: int) -> Iterator[tuple[str, str, str, bool]]:
    """Yield (role, action, wording, whether it reaches it)."""
    registry, chance = features.registry(), random.Random(SEED)
    listener = registry.listener(read_base(find(data.CALL)))
    for topic in data.topics():
        route = registry.routes.hearing(topic.id) if topic.kind is TopicKind.INTENT else None
        if route is None:
            continue
        domain = INTENT_DOMAINS.get(topic.id, Domain.COMMAND)
        for text in chance.sample(topic.wordings, min(each, len(topic.wordings))):
            for role, roles in ROLES.items():
                if (route.needs and not route.needs & roles) or (domain is Domain.OWN and roles):
                    continue
                meant = listener.understand(text, Situation(NOW, roles=roles))
                found = registry.routes.asked(meant)
                same = found is not None and found.run == route.run
                yield role, topic.id, text, same or meant.sense is _ALSO.get(domain)


def main() -> None:
    """Print what reaches its action in percent, for each role and for each action."""
    given = next((int(one) for one in sys.argv[1:] if one.isdecimal()), EACH)
    every = list(reached(given))
    for at in (0, 1):
        for name in dict.fromkeys(one[at] for one in every):
            rights = [one[3] for one in every if one[at] == name]
            print(f"{name:24} {100 * sum(rights) / len(rights):5.1f} ({len(rights)})")
    if "--missed" in sys.argv:
        print("\n".join(f"{role} {action}: {text}" for role, action, text, right in every if not right))


if __name__ == "__main__":
    main()
