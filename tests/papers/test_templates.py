"""Templates are data that a supervisor edits: a slip of the pen is told by file and line."""

import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from counter.errors import DataFault
from counter.i18n import known, t
from counter.models.money import PaymentKind
from counter.models.printer import Printer, Use, Way
from counter.papers import trial, typeset
from counter.papers.breach_notice import notice_data
from counter.papers.calls import letters_data, list_data
from counter.papers.consent import consent_data
from counter.papers.delay import delay_month_data, delay_sheet_data
from counter.papers.drawer_sheet import drawer_sheet_data
from counter.papers.law_forms import TEMPLATES as LAW_TEMPLATES
from counter.papers.law_forms import values_of
from counter.papers.layout import PaperSettings, paper_settings, papers_dir
from counter.papers.layouts import layouts
from counter.papers.payment_slip import payment_slip_data
from counter.papers.person_paper import person_paper_data
from counter.papers.recovery import recovery_data
from counter.papers.slip import slip_data
from counter.papers.values import Printable
from counter.papers.vietqr import vietqr_data
from counter.papers.visit_slip import visit_slip_data
from counter.papers.ward_report import ward_report_data

from .factory import RECEIVED, WARD, dossier, given_back, payment
from .law_factory import all_facts
from .made_personal import breach
from .made_report import report
from .reading import pdf_text, squeezed
from .samples import long_dossier
from .test_calls import matter
from .test_delay import ledger, month
from .test_drawer_sheet import sheet
from .test_person_paper import held
from .test_vietqr import request
from .test_visit_slip import household

SLIPS = (typeset.MAU_01, typeset.LARGE_PRINT, typeset.THERMAL)
PAYMENT_SLIPS = (typeset.PAYMENT, typeset.GIVEN_BACK, typeset.PAYMENT_THERMAL)
QR_CARDS = (typeset.VIETQR, typeset.VIETQR_THERMAL)
LAW = {template: kind for kind, template in LAW_TEMPLATES.items()}
DELAY = (typeset.DELAY, typeset.DELAY_MONTH)
TRIAL = (trial.PAGE, trial.ROLL)
REPORTS = (typeset.DRAWER_SHEET, typeset.WARD_REPORT)
CALLS = (typeset.CALL_LETTERS, typeset.CALL_LIST)
KEYS = (typeset.RECOVERY,)
PERSONAL = (typeset.BREACH, typeset.PERSON)
VISITS = (typeset.VISIT, typeset.VISIT_LARGE, typeset.VISIT_THERMAL)
TEMPLATES = (
    *SLIPS,
    typeset.CONSENT,
    *PAYMENT_SLIPS,
    *QR_CARDS,
    *REPORTS,
    *DELAY,
    *LAW,
    *TRIAL,
    *CALLS,
    *KEYS,
    *PERSONAL,
    *VISITS,
)
SHARED = {"chung", "chung-tien", "chung-luat", "chung-so-tre"}


def data_for(template: str) -> Printable:
    if template in KEYS:
        return recovery_data(tuple(f"tu{n}" for n in range(24)), WARD, "counter.db", at=RECEIVED)
    if template == typeset.PERSON:
        return person_paper_data(held(), WARD)
    if template in PERSONAL:
        return notice_data(breach(), WARD, at=RECEIVED)
    if template in VISITS:
        return visit_slip_data(household(), WARD)
    if template in TRIAL:
        chosen = Printer(use=Use.ROLL, way=Way.NETWORK, target="192.168.1.50")
        return trial.trial_data(chosen, WARD, at=RECEIVED)
    if template in LAW:
        return next(data for data in (values_of(f, WARD) for f in all_facts()) if type(data) is LAW[template])
    if template in SLIPS:
        return slip_data(dossier(), WARD)
    if template == typeset.CONSENT:
        return consent_data(dossier(), WARD, text="Đồng ý?", version="1", reader="B", at=RECEIVED)
    if template == typeset.DRAWER_SHEET:
        return drawer_sheet_data(sheet(), WARD)
    if template == typeset.WARD_REPORT:
        return ward_report_data(report(), WARD)
    if template == typeset.DELAY:
        return delay_sheet_data(ledger(), WARD)
    if template == typeset.DELAY_MONTH:
        return delay_month_data(month(), WARD)
    if template == typeset.CALL_LETTERS:
        return letters_data((matter(),), WARD, at=RECEIVED)
    if template == typeset.CALL_LIST:
        return list_data("tổ 15", (matter(),), WARD, at=RECEIVED)
    if template in QR_CARDS:
        return vietqr_data(request(), WARD)
    if template == typeset.GIVEN_BACK:
        return payment_slip_data(given_back(PaymentKind.VOID), WARD, first=payment())
    return payment_slip_data(payment(), WARD, dossiers=(dossier(),))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the templates to spoil."""
    return Path(shutil.copytree(papers_dir(), tmp_path / "papers"))


def test_every_template_of_the_folder_is_known_and_typesets(folder: Path) -> None:
    names = {path.stem for path in papers_dir().glob("*.typ")} - SHARED
    assert names == set(TEMPLATES)
    for template in TEMPLATES:
        assert typeset.pdf(template, data_for(template), folder=folder).startswith(b"%PDF")


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_template_says_its_layout_source_and_what_is_unconfirmed(template: str) -> None:
    import typst

    found = typst.query(
        str(papers_dir() / f"{template}.typ"),
        "<layout>",
        field="value",
        one=True,
        root=str(papers_dir()),
        sys_inputs={"data": typeset.as_json(data_for(template))},
    )
    layout = json.loads(found)
    assert set(layout) == {"form", "layout", "source", "valid-from", "valid-to", "unconfirmed"}
    assert layout["form"] and layout["layout"] and layout["source"]
    (read,) = (one for one in layouts() if one.template == template)
    told = (read.form, read.version, read.source, read.valid_from or None, read.valid_to or None)
    assert told == tuple(layout[key] for key in ("form", "layout", "source", "valid-from", "valid-to"))
    assert list(read.unconfirmed) == list(layout["unconfirmed"]), "the settings say what the template says"
    text = squeezed(pdf_text(typeset.pdf(template, data_for(template))))
    assert squeezed(layout["source"]) not in text, "the source is for the supervisor and is not printed"


def test_an_edit_counts_at_once(folder: Path) -> None:
    data = data_for(typeset.MAU_01)
    path = folder / "mau-01.typ"
    assert "Đơn vị tiếp nhận" in pdf_text(typeset.pdf(typeset.MAU_01, data, folder=folder))
    path.write_text(path.read_text("utf-8").replace("Đơn vị tiếp nhận", "Nơi tiếp nhận"), "utf-8")
    assert "Nơi tiếp nhận" in pdf_text(typeset.pdf(typeset.MAU_01, data, folder=folder))


@pytest.mark.parametrize(
    ("file", "template", "spoil"),
    [
        ("mau-01.typ", typeset.MAU_01, "#let"),
        ("mau-01.typ", typeset.MAU_01, "#d.head.khong-co"),
        ("mau-01.typ", typeset.MAU_01, "#text(size: )[a"),
        ("mau-01.typ", typeset.MAU_01, '#image("khong-co.png")'),
        ("mau-01.typ", typeset.MAU_01, '#read("../../../etc/passwd")'),
        ("chung.typ", typeset.LARGE_PRINT, "#let x = {"),
        ("slip-nhiet.typ", typeset.THERMAL, "#dong-khong-co()"),
        ("phieu-dong-y.typ", typeset.CONSENT, "#panic(1)"),
        ("chung-tien.typ", typeset.PAYMENT, "#let x = {"),
        ("phieu-tra-lai.typ", typeset.GIVEN_BACK, "#d.khong-co"),
    ],
)
def test_a_wrong_edit_names_the_file_and_the_line(folder: Path, file: str, template: str, spoil: str) -> None:
    path = folder / file
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([*lines, "", spoil, ""]), "utf-8")
    with pytest.raises(DataFault) as caught:
        typeset.pdf(template, data_for(template), folder=folder)
    fault = caught.value
    assert (fault.message_id, fault.params["file"]) == ("paper.fault", file)
    assert fault.params["line"] == len(lines) + 2
    assert fault.params["reason"]
    assert file in t(fault.message_id, **fault.params)


def test_a_mended_template_prints_again(folder: Path) -> None:
    data, path = data_for(typeset.MAU_01), folder / "mau-01.typ"
    good = path.read_text("utf-8")
    path.write_text(good + "#let", "utf-8")
    with pytest.raises(DataFault):
        typeset.pdf(typeset.MAU_01, data, folder=folder)
    path.write_text(good, "utf-8")
    assert typeset.pdf(typeset.MAU_01, data, folder=folder) == typeset.pdf(typeset.MAU_01, data)


def test_a_template_that_is_gone_is_named(folder: Path) -> None:
    (folder / "mau-01.typ").unlink()
    with pytest.raises(DataFault) as caught:
        typeset.pdf(typeset.MAU_01, data_for(typeset.MAU_01), folder=folder)
    assert (caught.value.message_id, caught.value.params["file"]) == ("paper.no_template", "mau-01.typ")


def test_the_shared_part_being_gone_is_told_too(folder: Path) -> None:
    (folder / "chung.typ").unlink()
    with pytest.raises(DataFault) as caught:
        typeset.pdf(typeset.MAU_01, data_for(typeset.MAU_01), folder=folder)
    assert caught.value.params["file"] == "mau-01.typ"


@pytest.mark.parametrize(
    ("right", "wrong", "path"),
    [
        ('separator: "|"', "separator: 5", "qr.separator"),
        ('error_level: "M"', 'error_level: "Z"', "qr.error_level"),
        ('lookup: "dichvucong.gov.vn"', "lookup: [a, b]", "lookup"),
        ('lookup: "dichvucong.gov.vn"', "lookup: @", ""),  # no YAML at all
    ],
)
def test_a_wrong_setting_names_the_line_and_the_key(folder: Path, right: str, wrong: str, path: str) -> None:
    file = folder / "cai-dat.yaml"
    text = file.read_text("utf-8")
    line = text[: text.index(right)].count("\n") + 1
    file.write_text(text.replace(right, wrong), "utf-8")
    with pytest.raises(DataFault) as caught:
        paper_settings(folder)
    said = caught.value.params
    assert (said["file"], said["line"], said["path"]) == ("cai-dat.yaml", line, path)


@pytest.mark.parametrize("text", ["", "- a\n- b\n", 'system_name: "x"\n', "\x00"])
def test_settings_without_their_keys_are_a_fault(folder: Path, text: str) -> None:
    (folder / "cai-dat.yaml").write_text(text, "utf-8")
    with pytest.raises(DataFault):
        paper_settings(folder)


def test_settings_that_are_gone_are_a_fault(folder: Path) -> None:
    (folder / "cai-dat.yaml").unlink()
    with pytest.raises(DataFault) as caught:
        paper_settings(folder)
    assert caught.value.params["file"] == "cai-dat.yaml"


def test_settings_are_read_again_after_an_edit(folder: Path) -> None:
    file = folder / "cai-dat.yaml"
    assert paper_settings(folder).qr_separator == "|"
    file.write_text(file.read_text("utf-8").replace('separator: "|"', 'separator: ";"'), "utf-8")
    os.utime(file, ns=(1, 1))
    changed = paper_settings(folder)
    assert changed.qr_separator == ";"
    assert slip_data(dossier(), WARD, settings=changed).qr.text.count(";") == 6


def test_a_separator_inside_a_field_cannot_shift_the_fields() -> None:
    settings = PaperSettings(system_name="a|b", qr_separator="|", qr_level="M", sets="01", lookup="")
    fields = slip_data(dossier(code="H57|X"), WARD, settings=settings).qr.text.split("|")
    assert len(fields) == 7
    assert (fields[0], fields[4]) == ("H57 X", "a b")


def test_four_printers_at_once_get_their_own_page() -> None:
    slips = [slip_data(dossier(code=f"H57.15-261120-{n:04}"), WARD) for n in range(12)]
    alone = [typeset.pdf(typeset.MAU_01, slip) for slip in slips]
    made: dict[int, bytes] = {}

    def work(start: int) -> None:
        for n in range(start, len(slips), 4):
            made[n] = typeset.pdf(typeset.MAU_01, slips[n])

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [made[n] for n in range(len(slips))] == alone


def test_importing_the_papers_loads_no_typesetter() -> None:
    """A start must not pay for paper: Typst, the QR maker and YAML come with the first slip."""
    code = (
        "import sys, counter.papers.payment_slip, counter.papers.consent, counter.papers.typeset\n"
        "import counter.papers.thermal, counter.papers.files, counter.papers.preview\n"
        "import counter.papers.vietqr, counter.papers.drawer_sheet\n"
        "heavy = {'typst', 'segno', 'yaml', 'fontpkg_be_vietnam_pro', 'sqlalchemy', 'textual'}\n"
        "print(*heavy & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_all_message_ids_of_the_papers_exist() -> None:
    for message in (
        "paper.fault",
        "paper.no_template",
        "paper.suffix",
        "paper.not_written",
        "paper.not_a_picture",
    ):
        assert known(message)


def test_long_slips_typeset_in_every_template() -> None:
    for template in SLIPS:
        assert typeset.pdf(template, slip_data(long_dossier(), WARD))
