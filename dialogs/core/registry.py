"""What the features register, held together for one router: routes, forms, files, answers to questions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from dialogs.core.context import Services
from dialogs.core.files import Maker
from dialogs.core.form import Form
from dialogs.core.form_steps import Forms, Respond
from dialogs.core.notice import NoticeFeature
from dialogs.core.route import Routes
from knowledge.base import KnowledgeBase
from knowledge.schools.register import Register
from knowledge.understanding.understand import Listener
from storage.calls import UnknownCall, arbiter, status_reader, subjects

FormsOf = Callable[[Services], Iterable[Form]]
"""Returns a feature's forms with what is in force: the call, the clock, the delays."""


class Registry:
    """The routes, and the forms built once for each knowledge base and register of schools in force."""

    def __init__(
        self,
        routes: Routes,
        forms: Sequence[FormsOf],
        *,
        respond: Respond,
        files: Mapping[str, Maker] | None = None,
        notices: Mapping[str, NoticeFeature[Any]] | None = None,
    ) -> None:
        self.routes = routes
        self.files = files or {}
        self._notices = notices or {}
        self._makers = tuple(forms)
        self._respond = respond
        # With what they were built from; the forms by call.
        self._built: tuple[KnowledgeBase, Register, dict[str, Forms]] | None = None
        self._listener: tuple[KnowledgeBase, Listener] | None = None

    def listener(self, base: KnowledgeBase) -> Listener:
        """Return what understands what is typed, built once for each knowledge base in force."""
        held = self._listener
        if held is None or held[0] is not base:
            held = self._listener = base, Listener(base, self.routes.words, subjects, arbiter, status_reader)
        return held[1]

    def notice_label(self, kind: str) -> str:
        """Return how the list of what could not be told names a kind; empty where it is simply a notice."""
        feature = self._notices.get(kind)
        return feature.specs[kind].label if feature else ""

    def forms(self, services: Services) -> Forms:
        """Return the forms that can be filled in while the knowledge base and the register are in force, by call."""
        base, register, call = services.knowledge(), services.register(), services.call.id
        held = self._built
        if held is None or held[0] is not base or held[1] is not register:
            held = self._built = (base, register, {})
        built = held[2]
        if call not in built:
            made = (form.within(register) for maker in self._makers for form in maker(services))
            built[call] = Forms(
                *made,
                does=self.routes.within_forms(),
                respond=self._respond,
                elsewhere=lambda other: self._forms_of(services, other),
            )
        return built[call]

    def _forms_of(self, services: Services, call: str) -> Forms | None:
        """Return the forms of another call; None where there is none of that id."""
        try:
            return self.forms(services.on(call))
        except UnknownCall:
            return None
