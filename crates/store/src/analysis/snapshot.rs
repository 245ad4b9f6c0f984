//! The hash of a snapshot (スナップショットのハッシュ): over the one before and everything in it.

use sha2::{Digest, Sha256};

use crate::migrate::hex;

/// What a hash is taken of, beside the hash before it.
pub(super) struct Hashed<'a> {
    pub(super) previous: &'a str,
    pub(super) cluster: &'a str,
    pub(super) number: i64,
    pub(super) stage: &'a str,
    pub(super) at: &'a str,
    pub(super) actor: &'a str,
    pub(super) body: &'a str,
}

impl Hashed<'_> {
    /// SHA-256 over the parts, each preceded by its length in bytes, in hex.
    pub(super) fn hash(&self) -> String {
        let mut hasher = Sha256::new();
        let number = self.number.to_string();
        for part in [self.previous, self.cluster, &number, self.stage, self.at, self.actor, self.body] {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        hex(&hasher.finalize())
    }
}
