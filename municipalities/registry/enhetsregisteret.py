"""Enhetsregisteret's open API: https://data.brreg.no/enhetsregisteret/api/dokumentasjon/ (NLOD).

404, a deleted entity and 410 are three outcomes. Anything but the expected shape is an error: a
page of a proxy or half an answer must never look like a change.
"""

import json
import re
import time
from contextlib import closing
from datetime import date

import requests
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError
from urllib3.util.retry import Retry

from municipalities.register.registry_status import RegistryNotice
from municipalities.registry.port import Deleted, Registered, RegistryError, Removed, Unknown

ACCEPT = "application/vnd.brreg.enhetsregisteret.enhet.v2+json;charset=UTF-8"
CONNECT_TIMEOUT = 5
READ_TIMEOUT = 10
TOTAL_TIMEOUT = 30
"""Seconds for connecting, for the next bytes, and for an answer as a whole."""
MAX_RESPONSE_BYTES = 5 * 1024 * 1024
"""Bytes of an answer."""
CHUNK = 64 * 1024
CHANGES_A_PAGE = 1_000
MAX_RETRY_WAIT = 60
"""Seconds that we let the server ask us to wait."""

RETRIES = Retry(
    total=4,
    redirect=False,
    status_forcelist=[429, 500, 502, 503, 504],
    backoff_factor=0.5,
    retry_after_max=MAX_RETRY_WAIT,
    raise_on_status=False,
)


UNDER_DELETION = re.compile(
    r"[\s,(–-]*\bUNDER SLETTING\b(?:\s+FRA\s+(\d{2}\.\d{2}\.\d{4}))?\s*\)?$", re.IGNORECASE
)
"""How a name tells that its bearer is being deleted, and from which day.

A county that was dissolved on 1 January 2024 bore it for eleven months before it was deleted.
"""

NOTICES = [
    (RegistryNotice.BANKRUPTCY, "konkurs", "konkursdato"),
    (RegistryNotice.COMPULSORY_DISSOLUTION, "underTvangsavviklingEllerTvangsopplosning", None),
    (RegistryNotice.WINDING_UP, "underAvvikling", "underAvviklingDato"),
]
"""The notices, the gravest first: what is stated, its truth value and its day in an answer."""


class Enhetsregisteret:
    """An OrganisationRegistry over HTTP."""

    def __init__(self, address, *, retries=RETRIES, read_timeout=READ_TIMEOUT) -> None:
        self.address = address.rstrip("/")
        self.timeouts = (CONNECT_TIMEOUT, read_timeout)
        self.session = requests.Session()
        for scheme in ("https://", "http://"):
            self.session.mount(scheme, HTTPAdapter(max_retries=retries))

    def look_up(self, organisation_number: str):
        """What is registered under a number. Raises RegistryError."""
        status, answer = self._ask(f"enheter/{organisation_number}", known={200, 404, 410})
        if status == 404:
            return Unknown()
        with translate_shape_errors():
            if status == 410:
                return Removed(on=_day(answer.get("slettedato")))
            if answer["organisasjonsnummer"] != organisation_number:
                raise RegistryError("The answer is about another organisation.")
            if answer.get("slettedato") or answer.get("respons_klasse") == "SlettetEnhet":
                return Deleted(on=date.fromisoformat(answer["slettedato"]))
            return _registered(answer)

    def changed_since(self, day: date):
        """The numbers of which anything has changed since a day began. Raises RegistryError."""
        where: dict[str, str | int] | None = {"dato": f"{day.isoformat()}T00:00:00.000Z"}
        while where:
            _status, answer = self._ask(
                "oppdateringer/enheter", known={200}, **where, size=CHANGES_A_PAGE
            )
            with translate_shape_errors():
                changes = answer.get("_embedded", {}).get("oppdaterteEnheter", [])
                yield from (str(change["organisasjonsnummer"]) for change in changes)
                where = _after(changes, where)

    def _ask(self, path, *, known, **query):
        """The status and the JSON of an answer; {} for one without a body that is read."""
        began = time.monotonic()
        try:
            with closing(
                self.session.get(
                    f"{self.address}/{path}",
                    params=query,
                    headers={"Accept": ACCEPT if path.startswith("enheter/") else "*/*"},
                    timeout=self.timeouts,
                    allow_redirects=False,
                    stream=True,
                )
            ) as answer:
                if answer.status_code not in known:
                    raise RegistryError(f"The registry answered {answer.status_code}.")
                content = _read(answer, until=began + TOTAL_TIMEOUT)
        except (requests.RequestException, HTTPError) as error:
            raise RegistryError(
                f"The registry cannot be reached: {type(error).__name__}"
            ) from error
        if answer.status_code == 404:
            return 404, {}
        return answer.status_code, _json(content)


class translate_shape_errors:
    """Turn what an answer lacks into RegistryError."""

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _trace) -> None:
        if isinstance(error, KeyError | TypeError | ValueError | AttributeError):
            raise RegistryError("The answer has another shape than agreed.") from error


def _after(changes, where) -> dict[str, str | int] | None:
    """Where the next page of changes begins; nothing after the last."""
    if len(changes) < CHANGES_A_PAGE:
        return None
    ahead = int(changes[-1]["oppdateringsid"]) + 1
    if ahead <= where.get("oppdateringsid", 0):
        raise RegistryError("The list of changes does not go on.")
    return {"oppdateringsid": ahead}


def _read(answer, *, until) -> bytes:
    """The body, unless it is too long or comes too slowly."""
    content = bytearray()
    # As much as has come: who waits for whole chunks looks at the clock too seldom
    while some := answer.raw.read1(CHUNK, decode_content=True):
        content += some
        if len(content) > MAX_RESPONSE_BYTES:
            raise RegistryError("The answer is too large.")
        if time.monotonic() > until:
            raise RegistryError("The answer comes too slowly.")
    return bytes(content)


def _json(content: bytes):
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise RegistryError("The answer is not JSON.") from error
    if not isinstance(answer, dict):
        raise RegistryError("The answer has another shape than agreed.")
    return answer


def _registered(answer) -> Registered:
    name, being_deleted, being_deleted_from = _without_deletion(_text(answer["navn"]))
    form = _text(answer["organisasjonsform"]["kode"])
    if not (name and form):
        raise RegistryError("The answer has another shape than agreed.")
    notice, notice_on = _notice(answer)
    return Registered(
        name=name[:200],
        organisation_form=form[:4],
        address=_address(answer.get("forretningsadresse") or {}),
        email=_email(answer.get("epostadresse")),
        notice=notice,
        notice_on=notice_on,
        being_deleted=being_deleted,
        being_deleted_from=being_deleted_from,
    )


def _without_deletion(name: str):
    """(the name alone, whether its bearer is being deleted, from which day if that is stated)."""
    found = UNDER_DELETION.search(name)
    if not found:
        return name, False, None
    day = date.fromisoformat("-".join(reversed(found[1].split(".")))) if found[1] else None
    return name[: found.start()], True, day


def _notice(answer) -> tuple[RegistryNotice, date | None]:
    """(the gravest notice, its day if that is stated)."""
    for notice, is_so, day in NOTICES:
        values = answer.get(is_so, False)
        if not isinstance(values, bool):
            raise RegistryError("The answer has another shape than agreed.")
        if values:
            return notice, _day(answer.get(day)) if day else None
    return RegistryNotice.NONE, None


def _email(values):
    """The e-mail address, or "" where what is stated is none: it may be free text."""
    address = _text(values).lower()
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address


def _address(parts) -> str:
    values = parts.get("adresse") or []
    if not isinstance(values, list):
        raise RegistryError("The answer has another shape than agreed.")
    place = f"{_text(parts.get('postnummer'))} {_text(parts.get('poststed'))}".strip()
    lines = [*(_text(line) for line in values), place]
    return ", ".join(line for line in lines if line)[:300]


def _text(values):
    """What is stated in one line, empty for nothing; no database takes a null or half a letter."""
    line = " ".join((values or "").split())
    if not line.isprintable():
        raise RegistryError("The answer has another shape than agreed.")
    return line


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
