"""Profiles are checked strictly, and all their faults are told at once."""

from pathlib import Path

import pytest

from ingest import profiles
from ingest.errors import UserError

HEAD = 'description_es = "x"\ndescription_en = "x"\n[[tables]]\n'


def faults(tmp_path: Path, text: str) -> str:
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as caught:
        profiles.load(str(path))
    assert caught.value.message_id == "profile_invalid"
    return str(caught.value.params["faults"])


WRONG = {
    "unknown key": ('kind = "victims"\nheader = 3', "tables.0.header"),
    "unknown kind": ('kind = "suspects"', "tables.0.kind"),
    "four header rows": ('kind = "victims"\nheader_rows = 4', "tables.0.header_rows"),
    "broken pattern": ('kind = "victims"\nskip_rows = ["("]', "tables.0.skip_rows"),
    "unknown encoding": ('kind = "victims"\nencoding = "ebcdic"', "tables.0.encoding"),
    "unknown column": ('kind = "victims"\n[tables.columns]\nx = "gender"', "column gender"),
    "unknown code": ('kind = "victims"\n[tables.values.sex]\nx = "W"', "code W of sex"),
    "label where a code is asked": (
        'kind = "victims"\n[tables.constants]\nsex = "Mujer"',
        "code Mujer of sex",
    ),
    "one column twice": ('kind = "victims"\n[tables.columns]\na = "sex"\nb = "sex"', "sex twice"),
    "unknown code of a flag": (
        'kind = "victims"\n[[tables.flags]]\ncolumn="a"\nequals="1"\nsets="means"\ncode="W"',
        "code W of means",
    ),
    "identity as a constant": ('kind = "victims"\n[tables.constants]\nsurnames = "X"', "code X of surnames"),
    "no TOML": ("kind = ", "Invalid value"),
}


@pytest.mark.parametrize(("table", "told"), WRONG.values(), ids=WRONG)
def test_a_fault_is_told_with_its_place(tmp_path: Path, table: str, told: str) -> None:
    assert told in faults(tmp_path, HEAD + table)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    text = HEAD + 'kind = "victims"\nheader = 3\n[[tables]]\nkind = "x"\n'
    assert {"tables.0.header", "tables.1.kind"} <= {
        part.split(":")[0] for part in faults(tmp_path, text).split("; ")
    }


@pytest.mark.parametrize("name", [path.stem for path in profiles.FOLDER.glob("*.toml")])
def test_every_committed_profile_is_valid(name: str) -> None:
    assert profiles.load(name).tables


@pytest.mark.parametrize(
    ("form", "precision"), [("%d/%m/%Y", "day"), ("%Y-%m", "month"), ("%B %Y", "month"), ("%Y", "year")]
)
def test_the_precision_of_a_format_is_that_of_its_finest_part(form: str, precision: str) -> None:
    assert profiles.DateFormat(format=form).known_to == precision
