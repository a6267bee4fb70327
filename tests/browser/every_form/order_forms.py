"""Forms of orders, of the reseller's side of them, and of what is held."""

from tests.architecture.access_matrix import ADMINISTRATOR, APPROVER, ORDERER, SIGNATORY
from tests.architecture.asking import Upload, signing_as, true_up_answer
from tests.browser.every_form.form import Form
from tests.order_responses import order_response


def typed_in_basket(scene):
    """What the buyer types."""
    quantity = f"line-{scene.nordvik.in_basket.pk}-quantity"
    return {quantity: "3", "buyer_reference": "Ole Innkjøp"}


def nothing(scene):
    """A button alone."""
    return {}


def counted(scene):
    """One more of each product than is held."""
    answer = true_up_answer(scene.nordvik, more=1)
    return {name: value for name, value in answer.items() if name.startswith("counted-")}


def referred(scene):
    return {"buyer_reference": "Ole Innkjøp"}


def response_file(scene):
    return {"file": Upload("svar.xml", order_response(scene.nordvik.sent))}


def signed(scene):
    return signing_as(scene.nordvik.people.signatory, prefix="signer")


ASKED = "Du har noe i kurven fra før."

ORDERS = {
    "basket_set_line": Form(ORDERER, "catalogue", "7 i kurven", answers=200),
    "basket_remove_line": Form(ORDERER, "basket", "Produktet er fjernet fra kurven."),
    "basket_save_template": Form(
        ORDERER, "basket", "Malen er lagret. Du finner den under Bestillinger."
    ),
    "basket_set_line, from the product's page": Form(
        ORDERER, "catalogue_product", "7 i kurven", answers=200
    ),
    "basket": Form(ORDERER, "basket", "Kurven er oppdatert.", fill=typed_in_basket),
    "basket, to the catalogue": Form(
        ORDERER, "basket", "Legg i kurven", fill=typed_in_basket, button=("then", "catalogue")
    ),
    "basket, to upload": Form(
        ORDERER, "basket", "Last opp", fill=typed_in_basket, button=("then", "paper")
    ),
    "basket_paper_new": Form(
        ORDERER, "basket_paper_new", "Dokumentet er lagret og følger bestillingen."
    ),
    "order_submit": Form(
        ORDERER, "basket", "Bestillingen er sendt inn. En kollega må godkjenne den."
    ),
    "order_approvals": Form(APPROVER, "order_approvals", "godkjent", first="order_approvals"),
    "order_approve": Form(
        APPROVER, "order_approve", "Bestillingen er godkjent, og er i køen til forhandleren."
    ),
    "order_ask": Form(APPROVER, "order", "Spørsmålet er sendt. Bestillingen venter."),
    "order_return": Form(APPROVER, "order", "Bestillingen er sendt tilbake."),
    "order_answer": Form(ORDERER, "order", "Svaret er sendt."),
    "order_stop": Form(
        ORDERER, "order", "Bestillingen er stanset og blir ikke sendt.", first="order_stop"
    ),
    "order_withdraw": Form(ORDERER, "order_withdraw", "Bestillingen er trukket."),
    "order_confirm": Form(ORDERER, "order", "Svaret er registrert, og beholdningen er oppdatert."),
    "order_proposal": Form(
        ORDERER, "order", "Forslaget er avslått.", button=("decision", "decline")
    ),
    "order_proposal, accept": Form(
        ORDERER, "order", "Forslaget er godtatt", button=("decision", "accept")
    ),
    "order_response": Form(ORDERER, "order_response", "Svaret er", fill=response_file),
    "order_link_new": Form(ORDERER, "order", "En ny lenke til forhandleren er i køen."),
    "order_link_revoke": Form(ORDERER, "order", "Lenken er stengt."),
    "order_save_template": Form(
        ORDERER, "order", "Malen er lagret. Du finner den under Bestillinger."
    ),
    "order_again": Form(ORDERER, "order", ASKED, fill=nothing, answers=200, stores=False),
    "order_again, replace": Form(
        ORDERER, "order_again", "Send til godkjenning", button=("way", "replace")
    ),
    "order_again, add": Form(ORDERER, "order_again", "Send til godkjenning", button=("way", "add")),
    "order_change": Form(
        ORDERER, "order_change", "Bestillingen er sendt inn.", first="order_change"
    ),
    "order_template_use": Form(
        ORDERER, "order_templates", ASKED, fill=nothing, answers=200, stores=False
    ),
    "order_template_use, replace": Form(
        ORDERER, "order_template_use", "Send til godkjenning", button=("way", "replace")
    ),
    "order_template_use, add": Form(
        ORDERER, "order_template_use", "Send til godkjenning", button=("way", "add")
    ),
    "order_template_rename": Form(ORDERER, "order_templates", "Malen har fått nytt navn."),
    "order_template_delete": Form(ORDERER, "order_templates", "Malen er slettet."),
    "order_delegations": Form(ADMINISTRATOR, "order_delegations", "Stedfortrederen er satt."),
    "order_delegation_revoke": Form(
        ADMINISTRATOR, "order_delegations", "Tiden til stedfortrederen er over."
    ),
}

HOLDINGS = {
    "true_up_count": Form(ORDERER, "true_up", "Forskjell", answers=200, fill=counted, stores=False),
    "true_up_order": Form(
        ORDERER,
        "true_up",
        "Forskjellen er bestilt. En kollega må godkjenne bestillingen.",
        first="true_up_count",
        fill=referred,
    ),
    "true_up_sign": Form(SIGNATORY, "true_up", "signert", fill=signed),
    "count_new": Form(ORDERER, "count_new", "Tellingen er registrert."),
    "counts_import": Form(ORDERER, "counts_import", "Tellingene er registrert."),
    "opening_balance_new": Form(
        ORDERER, "opening_balance_new", "Filen kan legges inn. Se gjennom radene først."
    ),
    "opening_balance_choose": Form(ORDERER, "opening_balance", "Valget er lagret."),
    "opening_balance_post": Form(
        ORDERER, "opening_balance", "Den inngående beholdningen er lagt inn."
    ),
    "opening_balance_reverse": Form(
        ORDERER, "opening_balance", "Den inngående beholdningen er reversert."
    ),
    "opening_balance_discard": Form(ORDERER, "opening_balance", "Filen er forkastet."),
}
