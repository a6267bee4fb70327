"""What a reviewer will ask about, said before anybody asks."""

from django.utils.translation import gettext_lazy as _

from agreements.evidence.sources import WITHOUT_A_SOURCE

SENTENCES = {
    "entry_without_source": _("Entry %(number)s (%(product)s) has no source behind it."),
    "order_without_paper": _("Order %(order)s goes along as data only, not as a paper."),
    "more_used_than_owned": _("Of %(product)s %(used)s are used and %(owned)s owned."),
    "never_counted": _("It was never counted how many are used of: %(products)s."),
    "step_ups_without_licence": _("%(edition)s: more is stepped up than is licensed."),
    "accession_without_signature": _("The accession to %(name)s carries no signature."),
}


def open_questions(data):
    """The questions that the data leaves open, each as its code and its figures."""
    return [
        *_about_entries(data["entries"]),
        *_about_counts(data["counts"]),
        *(
            {"code": "step_ups_without_licence", "edition": row["edition"]}
            for row in data["rights"]
            if row["may_be_used"] < 0
        ),
        *(
            {"code": "accession_without_signature", "name": row["name"]}
            for row in data["accessions"]
            if not row["signatures"]
        ),
    ]


def sentence(question):
    """An open question in the language of the document."""
    return SENTENCES[question["code"]] % question


def _about_entries(entries):
    bare = set()
    for entry in entries:
        source = entry["source"]
        if source["type"] == WITHOUT_A_SOURCE:
            yield {
                "code": "entry_without_source",
                "number": entry["number"],
                "product": entry["product"],
            }
        elif source["type"] == "order" and not source["sha256"] and source["name"] not in bare:
            bare.add(source["name"])
            yield {"code": "order_without_paper", "order": source["name"]}


def _about_counts(counts):
    for row in counts:
        if row["is_over"]:
            figures = {name: row[name] for name in ("product", "used", "owned")}
            yield {"code": "more_used_than_owned"} | figures
    never = [row["product"] for row in counts if row["used"] is None and row["owned"]]
    if never:
        yield {"code": "never_counted", "products": ", ".join(never)}
