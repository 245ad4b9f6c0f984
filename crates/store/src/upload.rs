//! Uploads (アップロード): bytes kept from the preview of an import until it is confirmed.

/// A file kept for later confirmation (保管ファイル).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Its id.
    pub id: i64,
    /// Who sent it; only they may confirm it.
    pub actor: String,
    /// The file as its sender named it.
    pub file_name: String,
    /// SHA-256 of the bytes, in hex.
    pub sha256: String,
    /// The mapping it is to be read with.
    pub mapping_name: String,
    /// When it came (UTC, ISO 8601).
    pub at: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}
