"""A person's keys and the certificate by which the others know them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from data.errors import IntegrityError
from data.keys.sealing import new_exchange_key, new_signing_key, sign, signed_by


@dataclass(frozen=True)
class PersonKeys:
    """The private keys of one account (32 bytes each) and the public key of the service's root."""

    exchange: bytes = field(repr=False)
    signing: bytes = field(repr=False)
    exchange_public: bytes
    signing_public: bytes
    root_public: bytes

    def to_bytes(self) -> bytes:
        """Give what is sealed in the account's slot: 160 bytes."""
        return self.exchange + self.signing + self.exchange_public + self.signing_public + self.root_public

    @classmethod
    def from_bytes(cls, plain: bytes) -> PersonKeys:
        """Read what ``to_bytes`` gave."""
        if len(plain) != 160:
            raise IntegrityError("The key file is damaged. Restore it from a backup.")
        return cls(*(plain[start : start + 32] for start in range(0, 160, 32)))

    @classmethod
    def new(cls, root_public: bytes) -> PersonKeys:
        """Make new pairs for an account of the service with this root."""
        exchange, exchange_public = new_exchange_key()
        signing, signing_public = new_signing_key()
        return cls(exchange, signing, exchange_public, signing_public, root_public)


@dataclass(frozen=True)
class Certificate:
    """What the root vouches for: this account has this name to sign in, this role and these public keys."""

    account_id: str
    login: str
    role: str
    exchange_public: bytes
    signing_public: bytes

    def message(self) -> bytes:
        """Give the bytes that are signed."""
        return (
            b"advice-tui certificate 1\n"
            + json.dumps(
                [self.account_id, self.login, self.role, self.exchange_public.hex(), self.signing_public.hex()]
            ).encode()
        )

    def signed(self, root_private: bytes) -> bytes:
        """Sign it with the root's private key."""
        return sign(root_private, self.message())

    def check(self, root_public: bytes, signature: bytes) -> None:
        """Raise IntegrityError unless the root signed exactly this."""
        if not signed_by(root_public, self.message(), signature):
            raise IntegrityError(
                f"The account '{self.login}' was changed outside the program: its certificate does not fit. "
                "Nothing was opened. Tell the manager, and run `advice-tui check`."
            )
