# SPDX-License-Identifier: Apache-2.0
"""The IRIs of things, and the publisher they belong to. Pure.

They lie below `https://{host}/{mall}/id/`, never change, and lead to a page or to data; what
belongs to a thing is a fragment of it. docs/decisions tells why.
"""

from dataclasses import dataclass
from urllib.parse import quote

from rdflib import URIRef


@dataclass(frozen=True, slots=True)
class Names:
    """Makes the IRIs of one mall; `origin` is the scheme and host, `slug` the mall's address."""

    origin: str
    slug: str

    @property
    def home(self) -> URIRef:
        return URIRef(f"{self.origin}/{self.slug}/")

    def page(self, path: str) -> URIRef:
        """Return the address of a page of the mall, such as `layanan/KTP/`."""
        return URIRef(f"{self.home}{path}")

    def of(self, kind: str, code: str = "", part: str = "") -> URIRef:
        """Return the IRI of a thing, or of a part of it."""
        path = "/".join(quote(one, safe="") for one in (kind, *code.split("/")) if one)
        return URIRef(f"{self.home}id/{path}{'#' if part else ''}{part}")

    def service(self, code: str, part: str = "") -> URIRef:
        return self.of("layanan", code, part)

    def standard(self, code: str, valid_from: str) -> URIRef:
        """Return the IRI of the version that holds from a day on."""
        return self.of("layanan", f"{code}/standar/{valid_from}")

    def document(self, code: str) -> URIRef:
        return self.of("dokumen", code)

    def agency(self, code: str) -> URIRef:
        return self.of("instansi", code)

    def event(self, code: str, part: str = "") -> URIRef:
        return self.of("peristiwa", code, part)

    def concept(self, scheme: str, code: str) -> URIRef:
        """Return the IRI of a code value in one of our schemes."""
        return self.of("kode", f"{scheme}/{code}")


def code_in(iri: object, kind: str) -> str:
    """Return the code an IRI of ours ends with, "" when it names no thing of this kind."""
    head, found, tail = str(iri).partition(f"/id/{kind}/")
    return tail.partition("#")[0].partition("/")[0] if head and found else ""


def value_in(iri: object, scheme: str) -> str:
    """Return the code value of a concept of ours, "" when it lies in another scheme."""
    head, found, tail = str(iri).partition(f"/id/kode/{scheme}/")
    return tail if head and found else ""
