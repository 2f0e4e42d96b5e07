"""How "nothing lost, nothing altered unseen" is shown: `uv run python -m tests.reliability [--full]`.

Each check tries to break one promise many times and says how often it failed; beside it a twin, where the
protection is taken away, which must fail: a check that cannot fail shows nothing. The goals G1 to G16 are the
project's. `frame` is what a check is, `checks` names them all; a new one is a module and a name there.
"""
