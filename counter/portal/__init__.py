"""The ways out to the national portal (Cổng Dịch vụ công): the only place that may import the network.

Today a filing goes by type-along: a person carries each field over through the clipboard, so nothing here
sends yet; the order of the fields is data (`data/portal`), its rules are in `counter.rules.portal_fields`.
"""
