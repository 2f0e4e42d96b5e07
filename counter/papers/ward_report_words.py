"""How the ward's numbers are said: shares, periods, names of groups; on official papers in Vietnamese."""

from datetime import timedelta

from counter.i18n import clock, day, local, t_in
from counter.models.ward_report import NUMBERS, Group, Indicator, Period, Rate, Tally, WardReport
from counter.rules import indicators as rules


class Words:
    """The words in one language."""

    def __init__(self, language: str) -> None:
        self._language = language

    def say(self, message_id: str, /, **params: str | int) -> str:
        """The text of a message id."""
        return t_in(self._language, message_id, **params)

    def count(self, value: int) -> str:
        """A whole number: 4.323, in English 4,323."""
        grouped = f"{value:,}"
        return grouped if self._language == "en" else grouped.replace(",", ".")

    def hundredths(self, value: int | None) -> str:
        """Hundredths of a percent: "88,48 %"; words where nothing is defined."""
        if value is None:
            return self.say("ward_report.undefined")
        text = f"{value // 100}.{value % 100:02} %"
        return text if self._language == "en" else text.replace(".", ",")

    def share(self, rate: Rate) -> str:
        """A share: "88,48 %"."""
        return self.hundredths(rate.hundredths)

    def of(self, rate: Rate) -> str:
        """Its two numbers: "3.825/4.323"."""
        return f"{self.count(rate.part)}/{self.count(rate.whole)}"

    def period(self, period: Period) -> str:
        """ "tháng 11/2026", "quý 4/2026", "năm 2026", one day, or from a day to a day."""
        first, last = period.first, period.last
        if first == last:
            return self.say("ward_report.period.day", day=day(first))
        whole = first.day == 1 and (last + timedelta(days=1)).day == 1 and first.year == last.year
        months = (first.month, last.month)
        if whole and first.month == last.month:
            return self.say("ward_report.period.month", month=f"{first.month:02}/{first.year}")
        if whole and months == (1, 12):
            return self.say("ward_report.period.year", year=first.year)
        if whole and first.month % 3 == 1 and last.month == first.month + 2:
            quarter = f"{last.month // 3}/{first.year}"
            return self.say("ward_report.period.quarter", quarter=quarter)
        return self.say("ward_report.period.span", first=day(first), last=day(last))

    def as_of(self, report: WardReport) -> str:
        """Until when it is counted."""
        at = local(report.as_of)
        if at.date() > report.period.last:
            return self.say("ward_report.whole")
        return self.say("ward_report.as_of", time=clock(at), day=day(at.date()))

    def group(self, kind: str, group: Group) -> str:
        """The name of a line of a table by `kind`."""
        if kind == "channel":
            return self.say(f"ward_report.channel.{group.key}")
        if kind == "month":
            return f"{group.key[5:]}/{group.key[:4]}"
        return group.label or group.key

    def short(self, kind: str, group: Group) -> str:
        """The same for a narrow line: a procedure without the words that all of them begin with."""
        name = self.group(kind, group)
        bare = name.removeprefix("Thủ tục ") if kind == "procedure" else name
        return bare[:1].upper() + bare[1:]

    def indicator(self, indicator: Indicator) -> str:
        """Its number in the national set, and its name."""
        return self.say(f"ward_report.indicator.{indicator.id}")

    def mean(self, group: Group, report: WardReport) -> str:
        """Index 2.2 of a procedure, in hours; "" for a group of several units."""
        minutes = rules.mean_minutes(group.tally)
        if minutes is None:
            return ""
        tenths = (minutes * 10 + 30) // 60
        hours = f"{tenths // 10}.{tenths % 10}"
        kind = "calendar" if group.key in report.by_calendar else "open"
        told = hours if self._language == "en" else hours.replace(".", ",")
        return self.say(f"ward_report.mean.{kind}", hours=told)

    def notes(self, report: WardReport) -> tuple[str, ...]:
        """What the numbers do not tell, and why."""
        told = [self.say("ward_report.note.online"), self.say("ward_report.note.paid")]
        missing = ", ".join(n for n in report.not_counted if n not in rules.IN_PART)
        told.append(self.say("ward_report.note.missing", numbers=missing))
        unlimited = report.total.unlimited + report.total.open_unlimited
        if unlimited:
            told.append(self.say("ward_report.note.unlimited", count=self.count(unlimited)))
        if report.registered or report.not_received:
            counts = {
                "registered": self.count(report.registered),
                "refused": self.count(report.not_received),
            }
            told.append(self.say("ward_report.note.not_taken", **counts))
        if report.brought:
            told.append(self.say("ward_report.note.brought", count=self.count(report.brought)))
        return tuple(told)

    def lines(self, tally: Tally) -> tuple[str, ...]:
        """Received, done and under way in sentences."""
        counts = {name: self.count(getattr(tally, name)) for name in (*NUMBERS, "received", "done", "open")}
        told = [
            self.say(
                "ward_report.line.received",
                count=counts["received"],
                **{name: counts[name] for name in ("online", "assisted", "direct", "post", "carried")},
            ),
            self.say(
                "ward_report.line.done",
                count=counts["done"],
                **{name: counts[name] for name in ("early", "punctual", "late", "unlimited")},
            ),
        ]
        if tally.without_result:
            told.append(self.say("ward_report.without_result", count=counts["without_result"]))
        told.append(
            self.say(
                "ward_report.line.open",
                count=counts["open"],
                in_time=counts["open_in_time"],
                late=counts["open_late"],
                unlimited=counts["open_unlimited"],
            )
        )
        return tuple(told)

    def group_line(self, tally: Tally) -> str:
        """A group in one line."""
        return self.say(
            "ward_report.line.group",
            received=self.count(tally.received),
            open=self.count(tally.open),
            done=self.count(tally.done),
            late=self.count(tally.late),
        )
