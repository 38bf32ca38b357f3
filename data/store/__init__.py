"""The encrypted database: one place that opens it, one that reads, one that writes."""

from data.store.audit import Signer, audit_hash
from data.store.store import RENEWED, Store, Tx, create, open_store

__all__ = ["RENEWED", "Signer", "Store", "Tx", "audit_hash", "create", "open_store"]
