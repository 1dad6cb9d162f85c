"""Understanding French as people type it: from a message to the entry it asks for. ``docs/comprehension.md``."""

from knowledge.understanding.intent.lexicon import Lexicon, read_lexicon
from knowledge.understanding.intent.recogniser import Explanation, Recogniser
from knowledge.understanding.intent.topics import CallTopic, Decision, TopicKind, Verdict, read_intents, topics_of

__all__ = [
    "CallTopic",
    "Decision",
    "Explanation",
    "Lexicon",
    "Recogniser",
    "TopicKind",
    "Verdict",
    "read_intents",
    "read_lexicon",
    "topics_of",
]
