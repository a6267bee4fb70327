"""PDF/A-3a and PDF/UA-1 at once: the library writes one claim, this adds the other.

PDF/A allows no property in the metadata that it does not know, unless a schema describes it.
"""

import pydyf

from agreements.documents.seal_field import add_seal_field
from agreements.documents.structure import complete_structure

PDF_A = "pdf/a-3a"
END = b"</rdf:RDF>"
CLAIM = b"""
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


def finish(document, pdf) -> None:
    """WeasyPrint's finisher: a whole structure, both claims, embedded files named once, the seal.

    The place for the seal comes last: it is the last thing of the structure.
    """
    complete_structure(document, pdf)
    add_accessibility_claim(pdf)
    pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))
    add_seal_field(pdf)


def add_accessibility_claim(pdf) -> None:
    """Write the PDF/UA identifier and its schema into the metadata."""
    number = int(pdf.catalog["Metadata"].split()[0])
    metadata = pdf.objects[number]
    written = b"".join(metadata.stream)
    before, end, after = written.partition(END)
    metadata.stream = [before + CLAIM + end + after]
