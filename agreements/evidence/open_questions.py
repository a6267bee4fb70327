"""What a reviewer will ask about, said before anybody asks."""

from collections import defaultdict

from django.utils.translation import gettext_lazy as _

from agreements.evidence.sources import NO_SOURCE

SENTENCES = {
    "entry_without_source": _("Entry %(number)s (%(product)s) has no source behind it."),
    "order_without_paper": _("Order %(order)s goes along as data only, not as a paper."),
    "more_used_than_owned": _("%(used)s of %(product)s are used and %(owned)s owned."),
    "never_counted": _("It was never counted how many are used of: %(products)s."),
    "step_ups_without_licence": _("%(edition)s: more is stepped up than is licensed."),
    "accession_without_signature": _("The accession to %(name)s carries no signature."),
}


def open_questions(data):
    """The questions that the data leaves open, each as its code, whose it is, and its figures."""
    return [
        *_about_entries(data["entries"]),
        *_about_counts(row for row in data["counts"] if row["on"] == data["as_of"]),
        *(
            _question("step_ups_without_licence", row, "edition")
            for row in data["rights"]
            if row["may_be_used"] < 0
        ),
        *(
            _question("accession_without_signature", row, "name")
            for row in data["accessions"]
            if not row["signatures"]
        ),
    ]


def _question(code, row, *names):
    return {"code": code, "holder": row["holder"]} | {name: row[name] for name in names}


def sentence(question: dict):
    """An open question in the language of the document."""
    return SENTENCES[question["code"]] % question


def _about_entries(entries):
    bare = set()
    for entry in entries:
        source = entry["source"]
        if source["type"] == NO_SOURCE:
            yield _question("entry_without_source", entry, "number", "product")
        elif source["type"] == "order" and not source["sha256"] and source["name"] not in bare:
            bare.add(source["name"])
            yield _question("order_without_paper", entry) | {"order": source["name"]}


def _about_counts(counts):
    never = defaultdict(list)
    for row in counts:
        if row["is_over"]:
            yield _question("more_used_than_owned", row, "product", "used", "owned")
        if row["used"] is None and row["owned"]:
            never[row["holder"]].append(row["product"])
    for holder, products in never.items():
        yield {"code": "never_counted", "holder": holder, "products": ", ".join(products)}
