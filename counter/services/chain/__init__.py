"""The chain of the audit trail and the heads of it that leave the machine."""
