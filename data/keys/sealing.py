"""The sealing itself: AES-256-GCM for text and record keys, HPKE for keys given to people and rooms.

All keys are 32 random bytes. A sealed value is ``nonce (12) + ciphertext + tag (16)``; what it is bound to (its
``place``) is authenticated with it, so that a value moved to another row, table or version does not open.
"""

from __future__ import annotations

import json
import os
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256, Hash
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from data.errors import IntegrityError

KEY_BYTES = 32
PAD = 256
"""Sealed documents are padded to a multiple of this many bytes, so that their length says little."""

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_SEPARATOR = "\x1f"


def new_key() -> bytes:
    """Give a random key of 32 bytes."""
    return os.urandom(KEY_BYTES)


def place(*parts: str | int) -> bytes:
    """Say where a sealed value belongs; no part may hold the separator."""
    joined = _SEPARATOR.join(map(str, parts))
    assert joined.count(_SEPARATOR) == len(parts) - 1
    return joined.encode()


def seal(key: bytes, plain: bytes, where: bytes) -> bytes:
    """Seal ``plain`` under ``key``, bound to ``where``."""
    nonce = os.urandom(12)
    return nonce + AESGCM(key).encrypt(nonce, plain, where)


def unseal(key: bytes, sealed: bytes, where: bytes) -> bytes:
    """Open what ``seal`` made; raises IntegrityError when key, place or bytes are not the ones it was sealed with."""
    try:
        return AESGCM(key).decrypt(sealed[:12], sealed[12:], where)
    except (InvalidTag, ValueError) as error:
        raise IntegrityError(
            "A sealed record does not open: it was changed or moved outside the program. Tell the manager, "
            "and run `advice-tui check`."
        ) from error


def seal_document(key: bytes, document: dict[str, Any], where: bytes) -> bytes:
    """Seal a JSON document (it carries ``v``, its version), padded to a multiple of ``PAD`` bytes."""
    plain = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    return seal(key, plain + b" " * (-len(plain) % PAD), where)


def unseal_document(key: bytes, sealed: bytes, where: bytes) -> dict[str, Any]:
    """Open what ``seal_document`` made."""
    document: dict[str, Any] = json.loads(unseal(key, sealed, where))
    return document


def give(public: bytes, secret: bytes, purpose: bytes) -> bytes:
    """Encrypt a key to the holder of an X25519 public key (HPKE, RFC 9180); ``purpose`` is bound into it."""
    return _SUITE.encrypt(secret, X25519PublicKey.from_public_bytes(public), info=purpose)


def take(private: bytes, given: bytes, purpose: bytes) -> bytes:
    """Open what ``give`` made; raises IntegrityError when it was not made for this key and purpose."""
    try:
        return _SUITE.decrypt(given, X25519PrivateKey.from_private_bytes(private), info=purpose)
    except (InvalidTag, ValueError) as error:
        raise IntegrityError("A key that was granted to this account does not open.") from error


def derive(key: bytes, purpose: str) -> bytes:
    """Derive a further key of 32 bytes for another purpose (HKDF-SHA256)."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode()).derive(key)


def sha256(*parts: bytes) -> bytes:
    """Hash the parts in order, 32 bytes."""
    digest = Hash(SHA256())
    for part in parts:
        digest.update(part)
    return digest.finalize()


def letter_box(room_key: bytes) -> tuple[bytes, bytes]:
    """Derive a room's X25519 pair (private, public): who lacks the room's key can put a key in, not take one out."""
    private = X25519PrivateKey.from_private_bytes(derive(room_key, "letter box"))
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def new_exchange_key() -> tuple[bytes, bytes]:
    """Make an X25519 pair (private, public), 32 bytes each."""
    private = X25519PrivateKey.generate()
    return (
        private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()),
        private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw),
    )


def new_signing_key() -> tuple[bytes, bytes]:
    """Make an Ed25519 pair (private, public), 32 bytes each."""
    private = Ed25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def sign(private: bytes, message: bytes) -> bytes:
    """Sign with Ed25519, 64 bytes."""
    return Ed25519PrivateKey.from_private_bytes(private).sign(message)


def signed_by(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether ``signature`` over ``message`` was made by the holder of ``public``."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
