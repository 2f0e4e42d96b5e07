"""The ways out to the national portal (Cổng Dịch vụ công): the only place that may import the network.

`messages` says what is told, `gateway` sends it over HTTP, `handover` writes it into a file for a provincial
system, `practice` is a portal on this machine to try all of it with. Type-along needs none of them: a person
carries each field over (`counter.rules.portal_fields`). httpx is imported with the first call.
"""
