"""A request for deletion is done by deleting (xóa dữ liệu theo yêu cầu, Luật 91/2025/QH15 Điều 14)."""

from counter.errors import StoreError
from counter.models.data_request import RequestStep, RequestStepDraft, RequestView
from counter.models.erasure import ErasureDraft
from counter.rules.rights import Act
from counter.services.office import Office, act
from counter.services.personal import data_requests, erasure


@act(Act.ERASE)
def erase(office: Office, draft: ErasureDraft) -> RequestView:
    """Delete what `erasure.preview` showed, then note the request as done; a second press changes nothing.

    Refused, Conflict, NotFound as `erasure.erase`, which looks at the request too. Cut off between the two,
    the request is still open and `data_requests.done` ends it: StoreError `data_request.deleted_open` when
    the disk is full by then.
    """
    view = data_requests.get(office, draft.request_id or 0)
    operation = f"{draft.operation}:request"
    with office.store.query() as connection:
        done = connection.execute("SELECT 1 FROM operation WHERE id = ?", (operation,)).fetchone()
    if done is not None:
        return view
    erasure.erase(office, draft)
    step = RequestStepDraft(operation=operation, request_id=view.id, reason=draft.reason)
    try:
        return data_requests.make(office, RequestStep.DONE, step)
    except StoreError as fault:  # nobody may hear that the deletion was not saved
        raise StoreError("data_request.deleted_open", number=view.id) from fault
