"""The files of a dossier (tệp kèm): stored with their bytes in one write, removed with them.

A row never stands without its content and no content without a row: both are of one transaction, held
together by a foreign key. The same content is stored once, however many dossiers name it.
"""

import hashlib
from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, func, select

from counter.errors import Conflict, NotFound, Problem, Refused
from counter.models.attachment import (
    AsideView,
    AttachmentList,
    AttachmentView,
    FileFault,
    FileLimits,
    Prepared,
)
from counter.models.tables import Attachment, AttachmentContent, AuditEvent, Staff
from counter.rules.attachment_names import name_fits, portal_name
from counter.rules.moves import OPEN
from counter.rules.rights import Act
from counter.rules.secrets import looks_like_secret, secret_problems
from counter.services.attachments import attachment_checks as checks
from counter.services.dossier.dossier_rows import dossier_row, name_of, papers_of, person
from counter.services.dossier.dossiers import get
from counter.services.office import Office, act
from counter.services.store.transaction import Transaction
from counter.text import one_line

ADDED, REMOVED, ORDERED = (f"attachment.event.{what}" for what in ("added", "removed", "ordered"))
REFUSED, ASIDE = "attachment.event.refused", "attachment.event.aside"
_SHOWN_ASIDE = 20
_LONGEST_REASON = 200


# -- reading ------------------------------------------------------------------------------------


@act(Act.READ, writes=False)
def listing(office: Office, ref: str) -> AttachmentList:
    """Every paper with its files, what was refused, and what stands against sending. NotFound."""
    view = get(office, ref)
    office.catalogue.all()
    limits = checks.limits_now()
    with office.store.read() as session:
        row = dossier_row(session, view.id)
        papers = checks.papers_with(office, session, row, _views(session, view.id))
        aside = _aside(session, view.id)
    return AttachmentList(
        dossier_id=view.id,
        code=view.code,
        short_code=view.short_code,
        procedure_name=view.procedure_name,
        applicant=view.applicant.full_name,
        papers=papers,
        aside=aside,
        problems=checks.file_problems(papers, limits),
        limits=limits,
    )


@act(Act.READ, writes=False)
def content(office: Office, attachment_id: int) -> bytes:
    """The bytes of a file, proved by their digest. NotFound; Conflict `attachment.spoiled`."""
    with office.store.read() as session:
        row = _row(session, attachment_id)
        kept = session.get(AttachmentContent, row.digest)
        data = kept.content if kept else b""
        if hashlib.sha256(data).hexdigest() != row.digest:
            raise Conflict("attachment.spoiled", name=row.name)
        return data


def problems(office: Office, session: Session, dossier_id: int) -> tuple[Problem, ...]:
    """What stands between the files and the portal, for the checks before sending. NotFound."""
    row = dossier_row(session, dossier_id)
    papers = checks.papers_with(office, session, row, _views(session, dossier_id))
    return checks.file_problems(papers, checks.limits_now())


# -- writing ------------------------------------------------------------------------------------


@act(Act.CARRY)
def add(
    office: Office, dossier_id: int, paper_key: str, prepared: Prepared, *, operation: str
) -> AttachmentView:
    """Store a prepared file. A second press gives the first result.

    Refused with every reason: the dossier is closed, the paper is not of its list, the file is not what the
    portal takes, one too many, the same file again.
    """
    limits = checks.limits_now()
    with office.store.write(office.now()) as transaction:
        if done := transaction.earlier(operation):
            return _view_of(transaction.session, int(done["attachment"]))
        paper = _paper_name(transaction.session, dossier_id, paper_key)
        others = list(_rows(transaction.session, dossier_id))
        taken = {row.name.casefold() for row in others}
        name = prepared.name
        if not name_fits(name, limits) or name.casefold() in taken:
            name = portal_name(paper, limits, taken)
        _may_add(transaction.session, dossier_id, paper_key, paper, prepared, others, limits)
        row = _insert(office, transaction, dossier_id, paper_key, name, prepared, len(others), operation)
        transaction.record(
            office.actor,
            ADDED,
            subject=("dossier", dossier_id),
            operation=operation,
            detail=_detail(row) | {"paper": paper_key, "pages": row.pages},
            result={"attachment": row.id or 0},
        )
        return _view_of(transaction.session, row.id or 0)


@act(Act.CARRY)
def refuse(
    office: Office, dossier_id: int, paper_key: str, faults: Sequence[FileFault], *, operation: str
) -> None:
    """Note files that were not taken: why, how large, their digest; never their name or content."""
    with office.store.write(office.now()) as transaction:
        if transaction.earlier(operation) is not None:
            return
        dossier_row(transaction.session, dossier_id)
        for fault in faults:
            transaction.record(
                office.actor,
                ASIDE if fault.hostile else REFUSED,
                subject=("dossier", dossier_id),
                operation=operation,
                detail={
                    "paper": one_line(paper_key)[:60],
                    "reason": fault.reason,
                    "digest": fault.digest,
                    "size": fault.size,
                },
            )


@act(Act.CARRY)
def order(office: Office, dossier_id: int, ids: Sequence[int], *, operation: str) -> None:
    """Put the files in this order. Conflict `attachment.changed` when they are not the files there are."""
    with office.store.write(office.now()) as transaction:
        if transaction.earlier(operation) is not None:
            return
        rows = {row.id or 0: row for row in _rows(transaction.session, dossier_id)}
        if sorted(rows) != sorted(ids):
            raise Conflict("attachment.changed")
        for position, attachment_id in enumerate(ids):
            rows[attachment_id].position = position
            transaction.session.add(rows[attachment_id])
        transaction.record(
            office.actor,
            ORDERED,
            subject=("dossier", dossier_id),
            operation=operation,
            detail={"order": " ".join(rows[attachment_id].name for attachment_id in ids)},
        )


@act(Act.CARRY)
def remove(office: Office, attachment_id: int, reason: str, *, operation: str) -> None:
    """Remove a file; its bytes go too when nothing else names them, and are overwritten on the disk.

    The event keeps what it was and why it went. Refused without a reason, or with a secret in it.
    """
    said = one_line(reason)[:_LONGEST_REASON]
    faults = list(secret_problems({"reason": said}))
    if not said:
        faults.append(Problem("reason", "attachment.reason_missing"))
    if faults:
        raise Refused(tuple(faults))
    with office.store.write(office.now()) as transaction:
        if transaction.earlier(operation) is not None:
            return
        session = transaction.session
        transaction.connection.execute("PRAGMA secure_delete = ON")
        row = _row(session, attachment_id)
        detail = _detail(row) | {"reason": said}
        subject = ("dossier", row.dossier_id)
        session.delete(row)
        session.flush()
        if not session.exec(select(func.count()).where(Attachment.digest == row.digest)).one():
            kept = session.get(AttachmentContent, row.digest)
            if kept is not None:
                session.delete(kept)
        transaction.record(office.actor, REMOVED, subject=subject, operation=operation, detail=detail)


# -- rows ---------------------------------------------------------------------------------------


def _row(session: Session, attachment_id: int) -> Attachment:
    row = session.get(Attachment, attachment_id)
    if row is None:
        raise NotFound("attachment.not_found")
    return row


def _detail(row: Attachment) -> dict[str, str | int]:
    return {"name": row.name, "digest": row.digest, "size": row.size}


def _rows(session: Session, dossier_id: int) -> Iterable[Attachment]:
    return session.exec(
        select(Attachment)
        .where(Attachment.dossier_id == dossier_id)
        .order_by(col(Attachment.position), col(Attachment.id))
    )


def _views(session: Session, dossier_id: int) -> tuple[AttachmentView, ...]:
    return tuple(_view(session, row) for row in _rows(session, dossier_id))


def _view_of(session: Session, attachment_id: int) -> AttachmentView:
    return _view(session, _row(session, attachment_id))


def _view(session: Session, row: Attachment) -> AttachmentView:
    return AttachmentView(
        id=row.id or 0,
        dossier_id=row.dossier_id,
        paper_key=row.paper_key,
        name=row.name,
        pages=row.pages,
        size=row.size,
        digest=row.digest,
        source=row.source_name,
        added_by=name_of(session, row.added_by),
        added_at=row.added_at,
    )


def _paper_name(session: Session, dossier_id: int, key: str) -> str:
    """The name of a paper of the list; of no paper, what the file is called."""
    if not key:
        return "giấy tờ khác"
    for mark in papers_of(session, dossier_id):
        if mark.key == key:
            return mark.name
    raise Refused((Problem("paper", "attachment.no_paper", {"paper": one_line(key)[:60]}),))


def _may_add(
    session: Session,
    dossier_id: int,
    paper_key: str,
    paper: str,
    prepared: Prepared,
    others: Sequence[Attachment],
    limits: FileLimits,
) -> None:
    found = []
    if dossier_row(session, dossier_id).state not in OPEN:
        found.append(Problem("state", "attachment.closed"))
    if looks_like_secret(prepared.source):  # what the file was called is kept beside it
        found.append(Problem("files", "attachment.secret_name"))
    found += checks.one_problems(portal_name(paper, limits), len(prepared.content), prepared.pages, limits)
    sound = hashlib.sha256(prepared.content).hexdigest() == prepared.digest
    if not sound or not prepared.content.startswith(b"%PDF-"):
        found.append(Problem("files", "attachment.spoiled", {"name": prepared.name}))
    if len(others) >= limits.max_files:
        params = {"n": len(others) + 1, "most": limits.max_files}
        found.append(Problem("files", "attachment.too_many", params))
    if same := [row for row in others if row.digest == prepared.digest and row.paper_key == paper_key]:
        found.append(Problem("files", "attachment.twice", {"name": same[0].name}))
    if found:
        raise Refused(tuple(found))


def _insert(
    office: Office,
    transaction: Transaction,
    dossier_id: int,
    paper_key: str,
    name: str,
    prepared: Prepared,
    position: int,
    operation: str,
) -> Attachment:
    session = transaction.session
    if session.get(AttachmentContent, prepared.digest) is None:
        session.add(AttachmentContent(digest=prepared.digest, content=prepared.content))
        session.flush()
    last = session.exec(
        select(func.max(Attachment.position)).where(Attachment.dossier_id == dossier_id)
    ).one()
    row = Attachment(
        dossier_id=dossier_id,
        position=max(position, -1 if last is None else int(last) + 1),
        paper_key=paper_key,
        name=name,
        pages=prepared.pages,
        size=len(prepared.content),
        digest=prepared.digest,
        source_name=one_line(prepared.source)[:200],
        added_by=person(office).id,
        added_at=transaction.now,
        operation=operation,
    )
    session.add(row)
    session.flush()
    return row


def _aside(session: Session, dossier_id: int) -> tuple[AsideView, ...]:
    """What was refused for a dossier, the newest first."""
    rows = session.exec(
        select(AuditEvent, Staff.name)
        .outerjoin(Staff, col(Staff.id) == AuditEvent.staff_id)
        .where(
            AuditEvent.subject_kind == "dossier",
            AuditEvent.subject_id == str(dossier_id),
            col(AuditEvent.event).in_((REFUSED, ASIDE)),
        )
        .order_by(col(AuditEvent.seq).desc())
        .limit(_SHOWN_ASIDE)
    )
    return tuple(
        AsideView(
            at=event.at,
            who=name or "",
            paper_key=str(event.detail.get("paper", "")),
            reason=str(event.detail.get("reason", "")),
            digest=str(event.detail.get("digest", "")),
            size=int(str(event.detail.get("size", 0))),
            hostile=event.event == ASIDE,
        )
        for event, name in rows
    )
