"""What the framework agreements and negotiations say in a few sentences, in both standards."""

SUMMARIES = {
    "microsoft": {
        "summary_nb": (
            "Volumlisenser fra Microsoft til kommuner, fylkeskommuner og kommunale virksomheter. "
            "Også de minste får gode vilkår, og ingen plikter å kjøpe. "
            "Demonstrasjon: vilkår, priser, varenumre, forhandlere og underskrifter er diktet opp."
        ),
        "summary_nn": (
            "Volumlisensar frå Microsoft til kommunar, fylkeskommunar og kommunale verksemder. "
            "Dei minste får òg gode vilkår, og ingen pliktar å kjøpe. "
            "Demonstrasjon: vilkår, prisar, varenummer, forhandlarar og underskrifter er dikta opp."
        ),
    },
    "linpro": {
        "summary_nb": (
            "Fri programvare uten lisensavgift, med støtte, drift og kurs fra Linpro. "
            "Dere betaler bare for hjelpen dere bestiller, og ingen plikter å kjøpe. "
            "Demonstrasjon: vilkår, priser, varenumre, forhandlere og underskrifter er diktet opp."
        ),
        "summary_nn": (
            "Fri programvare utan lisensavgift, med støtte, drift og kurs frå Linpro. "
            "De betaler berre for hjelpa de bestiller, og ingen pliktar å kjøpe. "
            "Demonstrasjon: vilkår, prisar, varenummer, forhandlarar og underskrifter er dikta opp."
        ),
    },
}

NEGOTIATIONS = {
    "Microsoft": {
        "reason_nb": (
            "KS undertegnet en avtale som gir kommuner, fylkeskommuner og kommunale "
            "virksomheter rett til å inngå volumlisensavtaler med Microsoft. 580 hadde sluttet "
            "seg til. Ingen ble forpliktet til å kjøpe."
        ),
        "reason_nn": (
            "KS skreiv under ei avtale som gir kommunar, fylkeskommunar og kommunale "
            "verksemder rett til å inngå volumlisensavtaler med Microsoft. 580 hadde slutta seg "
            "til. Ingen blei plikta til å kjøpe."
        ),
    },
    "Linpro": {
        "reason_nb": (
            "KS undertegnet en tilsvarende avtale med Linpro, som leverer Linux og annen "
            "programvare med åpen kildekode."
        ),
        "reason_nn": (
            "KS skreiv under ei tilsvarande avtale med Linpro, som leverer Linux og annan "
            "programvare med open kjeldekode."
        ),
    },
    "Skolelinux": {
        "reason_nb": (
            "Skolelinux trakk seg fra forhandlingene. Programvaren er fri og har ingen "
            "lisensavgift, så en rabatt på lisenser hadde ikke noe formål."
        ),
        "reason_nn": (
            "Skolelinux trekte seg frå forhandlingane. Programvara er fri og har inga "
            "lisensavgift, så ein rabatt på lisensar hadde ikkje noko føremål."
        ),
    },
}
"""Historic facts of 2003, as digi.no told them; not invented."""
