"""Dividing a number of licences by a key: whole licences, none lost and none gained. Pure."""


def share_out(quantity, key):
    """How many each gets of a quantity, by weight: the largest remainders get what is left over.

    `key` is {who: weight}. Of equal remainders the first of the key goes first.
    """
    whole = sum(key.values())
    shares = {who: quantity * weight // whole for who, weight in key.items()}
    left_over = quantity - sum(shares.values())
    by_remainder = sorted(key, key=lambda who: -(quantity * key[who] % whole))
    for who in by_remainder[:left_over]:
        shares[who] += 1
    return shares
