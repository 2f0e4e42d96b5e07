"""The list to carry over to the portal, and the proof of what was read back."""

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from counter.models.dossier import Answer, Applicant, Contact
from counter.models.submission import PortalField
from counter.rules.portal_fields import APPLICANT_KEYS, PortalOrder, data_used, digest, portal_fields
from counter.services.office import shipped_catalogue

EXTRACT = shipped_catalogue().get("2.000635")
MO = Applicant(
    full_name="Nguyễn Thị Mơ", citizen_id="046195001234", dob=date(1995, 3, 15), gender="Nữ", address="Tổ 15"
)
PHONE = Contact(phone="0914 220 118")


def answer(key: str, value: str) -> Answer:
    return Answer(key=key, label=key, value=value)


def keys(found: tuple[PortalField, ...]) -> list[str]:
    return [field.key for field in found]


def test_what_the_form_asks_for_already_is_carried_once() -> None:
    said = (answer("nguoi_yeu_cau_ho_ten", "NGUYỄN THỊ MƠ"), answer("loai_su_kien", "Khai sinh"))
    found = portal_fields(EXTRACT, MO, PHONE, said, PortalOrder())
    assert "nguoi_nop_ho_ten" not in keys(found)
    assert keys(found)[-2:] == ["nguoi_yeu_cau_ho_ten", "loai_su_kien"]


def test_another_persons_name_in_the_form_leaves_the_applicants() -> None:
    found = portal_fields(EXTRACT, MO, PHONE, (answer("nguoi_yeu_cau_ho_ten", "Lê Hùng"),), PortalOrder())
    assert keys(found)[0] == "nguoi_nop_ho_ten"


def test_what_is_empty_is_not_carried() -> None:
    found = portal_fields(EXTRACT, Applicant(full_name="Út"), Contact(), (), PortalOrder())
    assert keys(found) == ["nguoi_nop_ho_ten"]
    assert data_used(Applicant(full_name="Út"), Contact()) == ("full_name",)


def test_the_data_decides_the_order_and_what_is_only_looked_at() -> None:
    said = (answer("noi_dang_ky", "Huế"), answer("quan_he", "bản thân"))
    order = PortalOrder(
        keys=("quan_he", "nguoi_nop_dien_thoai"),
        prefilled=frozenset({"nguoi_nop_ho_ten", "nguoi_nop_dia_chi"}),
    )
    found = portal_fields(EXTRACT, MO, PHONE, said, order)
    assert keys(found)[:2] == ["nguoi_nop_ho_ten", "nguoi_nop_dia_chi"]
    assert keys(found)[2:4] == ["quan_he", "nguoi_nop_dien_thoai"]
    assert {field.key for field in found if field.look_only} == order.prefilled
    assert "noi_dang_ky" in keys(found)  # what the order does not name is carried all the same


def test_every_field_of_the_applicant_has_its_own_key() -> None:
    assert set(keys(portal_fields(EXTRACT, MO, PHONE, (), PortalOrder()))) == APPLICANT_KEYS


@settings(max_examples=60)
@given(st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5)), max_size=6), st.data())
def test_other_values_have_another_proof(pairs: list[tuple[str, str]], data: st.DataObject) -> None:
    fields = [PortalField(key=key, label="", value=value) for key, value in pairs]
    assert digest(fields) == digest([replace(field, copied=True) for field in fields])
    if fields:
        place = data.draw(st.integers(0, len(fields) - 1))
        changed = [*fields]
        changed[place] = replace(changed[place], value=changed[place].value + "x")
        assert digest(changed) != digest(fields)
