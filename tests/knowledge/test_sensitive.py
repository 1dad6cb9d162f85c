"""What must never be written in a request. The accounts are of the banks' own examples or made with their keys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.sensitive import Secret, concerns


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("rib : FR14 2004 1010 0505 0001 3M02 606", Secret.ACCOUNT),
        ("fr1420041010050500013m02606 merci", Secret.ACCOUNT),
        ("IBAN BE68 5390 0754 7034 du fournisseur", Secret.ACCOUNT),
        ("DE89-3704-0044-0532-0130-00", Secret.ACCOUNT),
        ("20041 01005 0500013M026 06", Secret.ACCOUNT),
        ("mot de passe : Soleil13", Secret.PASSWORD),
        ("mdp = soleil", Secret.PASSWORD),
        ("son mot de passe est Azerty!23", Secret.PASSWORD),
        ("code pin : 4521", Secret.PASSWORD),
        ("code OTP 123456", Secret.CODE),
        ("le code de connexion est 123 456", Secret.CODE),
        ("mon code reçu par téléphone est 482913", Secret.CODE),
    ],
)
def test_what_is_sure_is_refused(text: str, kind: Secret) -> None:
    assert [(one.kind, one.sure) for one in concerns(text)] == [(kind, True)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("FR15 2004 1010 0505 0001 3M02 606", Secret.ACCOUNT),
        ("l'élève Kevin Durand n'a pas sa bourse", Secret.PUPIL),
        ("la famille Martin a payé deux fois", Secret.PUPIL),
        ("élève 120345678AB", Secret.PUPIL),
    ],
)
def test_what_only_looks_so_is_warned_of(text: str, kind: Secret) -> None:
    assert [(one.kind, one.sure) for one in concerns(text)] == [(kind, False)]


@pytest.mark.parametrize(
    "text",
    [
        "mot de passe perdu",
        "mot de passe : oublié",
        "le mot de passe est expiré",
        "le mot de passe est refusé, code 1203",
        "clé OTP cassée, rappeler au 06 39 98 12 34",
        "otp : 06 39 98 12 34",
        "le RIB FR est refusé, IBAN belge",
        "32 élèves pas repris",
        "la famille a payé",
        "SIRET 12345678900012, facture 2024-000123, compte 443",
        "UAI 0130001F, le 30/01/2024 à 14h",
        "le code nature reçu est 641100",
        "LA FAMILLE MARTIN",
        "",
    ],
)
def test_ordinary_requests_are_left_alone(text: str) -> None:
    assert concerns(text) == ()


def test_the_place_is_told() -> None:
    text = "Voici : FR14 2004 1010 0505 0001 3M02 606 merci"
    found = concerns(text)[0]
    assert text[found.start : found.end] == "FR14 2004 1010 0505 0001 3M02 606"


@given(st.text())
def test_any_text_is_looked_through(text: str) -> None:
    for one in concerns(text):
        assert 0 <= one.start < one.end <= len(text)


@given(bank=st.integers(0, 99999), branch=st.integers(0, 99999), account=st.integers(0, 10**11 - 1))
def test_every_french_account_with_its_key_is_refused(bank: int, branch: int, account: int) -> None:
    key = 97 - (89 * bank + 15 * branch + 3 * account) % 97
    inner = f"{bank:05}{branch:05}{account:011}{key:02}"
    control = 98 - int(f"{inner}152700") % 97
    found = concerns(f"rib FR{control:02}{inner}.")
    assert [(one.kind, one.sure) for one in found] == [(Secret.ACCOUNT, True)]
    assert [(one.kind, one.sure) for one in concerns(f"rib {inner}.")] == [(Secret.ACCOUNT, True)]
