"""How often each code occurs: plausible shares after the published reports, measured nowhere."""

from __future__ import annotations

DEPARTMENTS = {  # population of the 2024 census, in thousands, rounded
    "SV-SS": 1_570, "SV-LI": 780, "SV-SA": 550, "SV-SM": 480, "SV-SO": 470, "SV-US": 330, "SV-AH": 340,
    "SV-PA": 340, "SV-UN": 250, "SV-CU": 250, "SV-CH": 190, "SV-MO": 190, "SV-SV": 170, "SV-CA": 150,
}  # fmt: skip

FOREIGN = {"HND": 31, "NIC": 26, "GTM": 20, "COL": 14, "VEN": 4, "MEX": 3, "DOM": 2}

FORMS = {
    "SEX": {"SEX": 80, "SEXTUR": 6, "SEX;PORNO": 10, "PORNO": 4},
    "LAB": {"TRAF": 60, "SERV": 28, "TRAF;SERV": 8, "ESCL": 4},
    "OTH adults": {"MEND": 50, "MATR": 40, "EMB": 10},
    "OTH children": {"MEND": 40, "MATR": 20, "CRIM": 30, "EMB": 6, "ADOP": 4},
    "MEND": {"MEND": 1},
    "NE": {"NE": 1},
}

SCOPE_NATIONAL = {"INT": 88, "EXT_SAL": 9, "ND": 3}
SCOPE_FOREIGN = {"EXT_ENT": 82, "EXT_TRA": 18}
DESTINATIONS = {"MEX": 45, "USA": 30, "GTM": 20, "ESP": 5}

EXTRAS = {  # beyond each identified direct victim: (status, category) of the others who are reported
    ("POS", "VD"): 0.28, ("PEND", "VD"): 0.05, ("NOV", "VD"): 0.05, ("ACR", "VI"): 0.08, ("ACR", "DEP"): 0.03,
}  # fmt: skip

ACTS = {"CAP": 40, "REC": 14, "TRS": 16, "TRP": 10, "ACO": 10, "FAC": 6, "PRO": 4}
MEANS = {"ENG": 34, "AMEN": 20, "COERC": 12, "FUERZ": 10, "TIC": 10, "AUTOR": 8, "DEUDA": 3, "ND": 3}
CHANNELS = {"REDES": 34, "AMI": 18, "FAM": 14, "TRAB": 8, "EDU": 8, "NEG": 6, "ANULIN": 5, "ND": 7}
RELATIONSHIPS = {"CON": 42, "FAM": 24, "DES": 22, "ND": 12}
ADULT_CONDITIONS = {"POBR": 50, "MUJ": 30, "MIGDEP": 8, "SINDOC": 6, "GEST": 4, "PCD": 2}
ANSWERS = {"yes": 62, "no": 26, "unknown": 12}

PROVISIONS = {"P54": 37, "P55": 51, "P55O": 5, "P56": 4, "P56A": 3}
AGGRAVATING = {"AG_VULN": 45, "AG_MEDIO": 22, "AG_REL": 15, "AG_TIC": 12, "AG_NEG": 6}
CASE_FORMS = {"SEX": 82, "SEXTUR": 6, "SEX;PORNO": 7, "MEND": 3, "MATR": 2}
