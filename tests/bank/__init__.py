"""The bank test: several processes at one till, killed at any moment, and everybody who looks finds it whole.

`counter` says what a cashier does, `hands` does it in processes of its own, `run` starts and kills them and
keeps what they say, `judge` compares that with the store.
"""
