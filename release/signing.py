"""Ed25519 keys and signatures."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from release.errors import forbidden


def new_signing_key() -> bytes:
    """Return a fresh private key as PEM; it belongs into a file of mode 0600."""
    key = Ed25519PrivateKey.generate()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def load_signing_key(pem: bytes) -> Ed25519PrivateKey:
    """Read a private key; anything but an Ed25519 key is refused."""
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise forbidden("signing_key_unusable") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise forbidden("signing_key_unusable")
    return key


def public_pem(key: Ed25519PrivateKey) -> bytes:
    """Return the public half as PEM."""
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def signature_holds(public_key: bytes, signature: bytes, signed: bytes) -> bool:
    """Tell whether a signature over some bytes is that key's; an unreadable key signs nothing."""
    try:
        key = load_pem_public_key(public_key)
        if not isinstance(key, Ed25519PublicKey):
            return False
        key.verify(signature, signed)
    except (ValueError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def public_key_of(signing_key: bytes) -> bytes:
    """Return the public half (PEM) of a private key (PEM): what readers need to trust a release."""
    return public_pem(load_signing_key(signing_key))
