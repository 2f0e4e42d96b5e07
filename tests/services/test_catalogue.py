"""The catalogue as shipped, and what a mistake in one of its files does: named, and nothing else lost."""

import json
import re
import threading
from functools import cache
from pathlib import Path

import pytest
import yaml

from counter import i18n
from counter.errors import NotFound
from counter.models.catalogue import Channel, FieldType, PaperMode, TimeUnit
from counter.paths import data_dir
from counter.rules.fee_inputs import UNITS
from counter.services.catalogue.catalogue import Catalogue
from counter.services.catalogue.catalogue_json import as_dict
from counter.services.catalogue.catalogue_words import UNITS as UNIT_WORDS

SHIPPED = data_dir() / "procedures"


@cache
def catalogue() -> Catalogue:
    return Catalogue(data_dir())


# -- as shipped ------------------------------------------------------------------------------


def test_all_59_procedures_load_without_a_fault() -> None:
    assert len(catalogue().all()) == 59
    assert catalogue().faults == ()
    assert sum(procedure.priority == 1 for procedure in catalogue().all()) == 30


def test_a_procedure_is_found_by_code_and_by_short_code() -> None:
    assert catalogue().get("1.001193") is catalogue().get("ks") is catalogue().get(" KS ")
    with pytest.raises(NotFound) as missing:
        catalogue().get("9.999999")
    assert i18n.known(missing.value.message_id)


def test_every_frequent_procedure_has_a_short_code_that_keyboards_leave_alone() -> None:
    shorts = [procedure.short for procedure in catalogue().all() if procedure.priority == 1]
    assert all(shorts)
    assert all(re.fullmatch(r"[bcdghklmnpqrstvx]+", short or "") for short in shorts)


def test_every_procedure_has_words_that_people_say() -> None:
    assert all(procedure.words for procedure in catalogue().all())


def test_every_procedure_has_a_name_that_fits_a_line() -> None:
    assert catalogue().get("ct").title == "Chứng thực bản sao từ bản chính"
    assert catalogue().get("ks").title == "Đăng ký khai sinh"
    assert max(len(procedure.title) for procedure in catalogue().all()) <= 58


def test_birth_registration_is_what_the_law_says() -> None:
    birth = catalogue().get("ks")
    assert birth.name == "Thủ tục đăng ký khai sinh"
    assert birth.sector == "Hộ tịch"
    assert birth.time_limit.unit is TimeUnit.SAME_DAY
    assert birth.time_limit.cutoff_hour == 15
    assert birth.channels == dict.fromkeys(Channel, True)
    assert birth.online_level is None
    certificate = next(paper for paper in birth.papers if paper.key == "giay-chung-sinh")
    assert (certificate.mode, certificate.originals, certificate.copies, certificate.required) == (
        PaperMode.SUBMIT,
        1,
        0,
        True,
    )
    assert certificate.databases == ("Dữ liệu điện tử có ký số của Giấy chứng sinh",)
    assert [fee.amount for fee in birth.fees] == [0, None, 8000]
    sex = next(field for field in birth.fields if field.key == "tre_gioi_tinh")
    assert (sex.type, sex.options) == (FieldType.CHOICE, ("Nam", "Nữ"))


def test_what_is_not_known_stays_unknown() -> None:
    relatives = catalogue().get("xntn")
    assert (relatives.time_limit.value, relatives.time_limit.unit) == (None, None)
    funeral = catalogue().get("mtbt")
    assert (funeral.time_limit.value, funeral.time_limit.unit) == (None, TimeUnit.WORKING_DAY)
    assert catalogue().get("ht").channels[Channel.ONLINE] is None
    assert catalogue().get("xd").fees[0].amount is None
    assert next(p for p in catalogue().get("ktlt").papers if p.originals is None).copies is None


def test_the_parties_themselves_where_the_law_wants_them() -> None:
    themselves = {procedure.short for procedure in catalogue().all() if procedure.no_proxy}
    assert themselves == {"kh", "khl", "ncm", "ksnc"}


def test_papers_and_questions_have_keys_of_their_own() -> None:
    for procedure in catalogue().all():
        for keys in ([p.key for p in procedure.papers], [f.key for f in procedure.fields]):
            assert len(set(keys)) == len(keys)
        assert all(paper.key.isascii() for paper in procedure.papers)


def test_the_groups_that_fees_may_exempt() -> None:
    assert catalogue().group("nguoi_thuoc_ho_ngheo").name == "Người thuộc hộ nghèo"
    assert [group.id for group in catalogue().groups_for(catalogue().get("hn"))] == [
        "nguoi_thuoc_gia_dinh_co_cong",
        "nguoi_thuoc_ho_ngheo",
        "nguoi_khuyet_tat",
    ]
    assert catalogue().groups_for(catalogue().get("ct")) == ()
    with pytest.raises(NotFound):
        catalogue().group("nguoi_cao_tuoi")


def test_the_waiver_for_digital_citizens_is_written_once() -> None:
    waivers = {p.short: p.waivers[0] for p in catalogue().all() if p.waivers}
    assert set(waivers) == {"hn", "tl", "kshs", "khl", "bd", "tt", "tmt"}
    assert {(w.valid_from.isoformat(), w.valid_to.isoformat()) for w in waivers.values()} == {
        ("2026-08-15", "2027-02-28")
    }
    assert waivers["hn"].needs == ("digital_citizen", "marriage_paper_integrated")
    assert waivers["bd"].needs == ("digital_citizen", "land_certificate_integrated")
    assert len(waivers["tmt"].fee_ids) == 4


def test_every_unit_of_the_files_is_one_the_rules_reckon_with() -> None:
    assert set(UNIT_WORDS.values()) == set(UNITS)


def test_a_procedure_as_json_is_plain_and_keeps_the_nulls() -> None:
    for procedure in catalogue().all():
        plain = json.loads(json.dumps(as_dict(procedure), ensure_ascii=False))
        assert plain["code"] == procedure.code
    copies = json.loads(json.dumps(as_dict(catalogue().get("ct"))))
    assert copies["fees"][0]["tiers"] == [
        {"from_page": 1, "to_page": 2, "amount_vnd": 2000},
        {"from_page": 3, "to_page": None, "amount_vnd": 1000},
    ]
    assert (copies["fees"][0]["cap_vnd"], copies["fees"][0]["kind"]) == (200_000, "phi")
    assert copies["documents"][0]["mode"] == "xuat_trinh"
    assert copies["processing_time"]["extension"]["max_extra"] == 2
    assert as_dict(catalogue().get("hn"))["online_level"] is None
    birth = json.loads(json.dumps(as_dict(catalogue().get("ks"))))
    assert birth["fees"][1]["amount_vnd"] is None
    assert birth["validity"]["as_of"] == "2026-07"
    poverty = json.loads(json.dumps(as_dict(catalogue().get("hng"))))
    assert poverty["validity"]["status"] == "active_until_2026-12-31"
    assert birth["processing_time"]["by_channel"] == {"online": 1, "post": 1, "direct": 1}


def test_nothing_is_read_before_the_first_question(tmp_path: Path) -> None:
    assert Catalogue(tmp_path / "nowhere")


def test_threads_that_ask_at_once_share_one_reading() -> None:
    fresh = Catalogue(data_dir())
    seen: list[int] = []
    threads = [threading.Thread(target=lambda: seen.append(id(fresh.get("ks")))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 8
    assert len(set(seen)) == 1


def test_the_files_are_readable_text_in_blocks() -> None:
    for path in SHIPPED.glob("*.yaml"):
        text = path.read_text("utf-8")
        assert text.startswith("# ")
        assert "Sửa thế nào" in text.split("\n\n")[0]
        assert all(len(line) < 112 for line in text.splitlines() if "http" not in line)
        assert not re.search(r": [\[{]", text)
        assert yaml.safe_load(text)
