"""A paper demanded beyond the official list is logged, and the month's report tells who, what, for what."""

from datetime import date

from counter.models.life_records import DemandDraft
from counter.papers.ward_report_file import content
from counter.papers.ward_report_sheets import numbers
from counter.papers.ward_report_words import Words
from counter.rules.report_periods import around
from counter.services.life import records
from counter.services.office import Office
from counter.services.reports import ward_report
from tests.conftest import Clock
from tests.services.journeys import birth, received


def test_the_month_tells_what_was_demanded_and_by_whom(office: Office, clock: Clock) -> None:
    view = received(office, birth(office))
    for n, body in enumerate(("Phòng Kinh tế", "=1+1")):
        draft = DemandDraft(
            operation=f"d{n}",
            procedure_code=view.procedure_code,
            dossier_id=view.id,
            body=body,
            paper="Giấy xác nhận tạm trú",
            ground="Theo lệ cũ",
        )
        records.log_demand(office, draft)
    report = ward_report.report(office, around("month", date(2026, 11, 23)))
    assert [(one.body, one.paper, one.day) for one in report.demands] == [
        ("Phòng Kinh tế", "Giấy xác nhận tạm trú", date(2026, 11, 23)),
        ("=1+1", "Giấy xác nhận tạm trú", date(2026, 11, 23)),
    ]
    sheet = numbers(report, Words("vi"))[-1]
    assert (sheet.kind, len(sheet.rows)) == ("demands", 2)
    first = sheet.rows[0]
    assert first[:3] == ("23/11/2026", "Phòng Kinh tế", "Giấy xác nhận tạm trú")
    assert str(first[3]).startswith("1.001193 ") and first[4] == "Theo lệ cũ"
    csv = content(".csv", report, office.ward, periodic=False, practice=False).decode("utf-8-sig")
    assert "Phòng Kinh tế" in csv and ";=1+1" not in csv and ",=1+1" not in csv
    assert content(".pdf", report, office.ward, periodic=False, practice=False).startswith(b"%PDF")
    clock.ahead(days=10)
    assert ward_report.report(office, around("month", date(2026, 12, 1))).demands == ()
