"""Relations that the Special Law sets between the columns of one row (Decree 824 of 2014)."""

import polars as pl

from schemas.codelists import penalties
from schemas.kind import RowRule

SENTENCED = ("CON", "FIR", "REC")  # stages at which a sentence stands
HOME = "SLV"


def scope_fits_country() -> RowRule:
    """Internal and inbound trafficking exploit in El Salvador, outbound abroad (Art. 2, 46)."""

    def holds() -> pl.Expr:
        scope, home = pl.col("scope"), pl.col("exploitation_country") == HOME
        country_known = ~pl.col("exploitation_country").str.starts_with("_")
        return (
            pl.when(scope.is_in(["INT", "EXT_ENT"]) & country_known)
            .then(home)
            .when(scope == "EXT_SAL")
            .then(~home)
        )

    return RowRule("scope_contradicts_country", "scope", ("scope", "exploitation_country"), holds)


def scope_fits_nationality() -> RowRule:
    """Outbound is of Salvadorans, inbound of foreigners; of two nationalities either may be told."""

    def holds() -> pl.Expr:
        national = pl.col("nationality") == HOME
        known = ~pl.col("nationality").is_in(["_U"])
        scope = pl.col("scope")
        return pl.when(known & (scope == "EXT_SAL")).then(national).when(scope == "EXT_ENT").then(~national)

    needs = ("scope", "nationality")
    return RowRule("scope_contradicts_nationality", "scope", needs, holds, severity="warned")


def sentence_fits_circumstance() -> RowRule:
    """Who is sentenced under Art. 54 is not under a circumstance of Art. 55."""

    def holds() -> pl.Expr:
        sentenced = pl.col("stage").is_in(["CON", "FIR"])
        return ~(sentenced & (pl.col("penal_provision") == "P54") & pl.col("aggravating").is_not_null())

    needs = ("penal_provision", "aggravating", "stage")
    return RowRule("circumstance_contradicts_sentence", "penal_provision", needs, holds)


def provision_fits_circumstance() -> RowRule:
    """Before the sentence a charge under Art. 54 with a circumstance of Art. 55 may yet be changed."""

    def holds() -> pl.Expr:
        open_still = ~pl.col("stage").is_in(["CON", "FIR"])
        return ~(open_still & (pl.col("penal_provision") == "P54") & pl.col("aggravating").is_not_null())

    needs = ("penal_provision", "aggravating", "stage")
    return RowRule("circumstance_contradicts_charge", "penal_provision", needs, holds, severity="warned")


def sentence_within_penalty() -> RowRule:
    """Years imposed lie within the provision's; an attempt or a reduced sentence may lie below."""

    def holds() -> pl.Expr:
        low, high = penalties()
        provision = pl.col("penal_provision")
        return pl.col("sentence_years").is_between(
            provision.replace_strict(low, default=None, return_dtype=pl.Float64),
            provision.replace_strict(high, default=None, return_dtype=pl.Float64),
        )

    needs = ("sentence_years", "penal_provision")
    return RowRule("sentence_outside_penalty", "sentence_years", needs, holds, severity="warned")


def outcome_fits_nationality() -> RowRule:
    """Permits, refuge and return elsewhere are for foreigners, repatriation to here for nationals."""

    def holds() -> pl.Expr:
        national, outcome = pl.col("nationality") == HOME, pl.col("outcome")
        foreign = ["PERM_T", "PERM_T_PR", "PERM_D", "REPAT_EX", "REF_SOL", "REF_OTO"]
        return pl.when(outcome == "REPAT_SV").then(national).when(outcome.is_in(foreign)).then(~national)

    return RowRule("outcome_contradicts_nationality", "outcome", ("outcome", "nationality"), holds)


def permit_within_a_year() -> RowRule:
    """A temporary permit runs for a year at most, each time (Art. 37)."""

    def holds() -> pl.Expr:
        return ~pl.col("outcome").is_in(["PERM_T", "PERM_T_PR"]) | (pl.col("granted_months") <= 12)

    needs = ("granted_months", "outcome")
    return RowRule("permit_too_long", "granted_months", needs, holds, severity="warned")


def authority_fits_measure() -> RowRule:
    """A closure by the prosecution (up to three days) and one by a judge are different measures (Art. 60)."""

    def holds() -> pl.Expr:
        by, measure = pl.col("ordered_by"), pl.col("measure")
        return pl.when(measure == "CIERRE").then(by != "FGR").when(measure == "CIERRE_F").then(by == "FGR")

    return RowRule("authority_contradicts_measure", "ordered_by", ("ordered_by", "measure"), holds)


def award_needs_liability() -> RowRule:
    """Nothing is awarded where civil liability was denied (Art. 41)."""

    def holds() -> pl.Expr:
        return (pl.col("civil_liability") != "no") | (pl.col("amount_awarded") == 0)

    needs = ("civil_liability", "amount_awarded")
    return RowRule("award_without_liability", "amount_awarded", needs, holds)


def share_of_seized_goods() -> RowRule:
    """What the Fund receives of seized goods is 15 % of their proceeds (Art. 48 c)."""

    def holds() -> pl.Expr:
        expected = pl.col("seized_amount") * 0.15
        return (pl.col("flow") != "COM15") | ((pl.col("amount") - expected).abs() <= 0.01)

    needs = ("amount", "seized_amount", "flow")
    return RowRule("share_differs", "amount", needs, holds, severity="warned")
