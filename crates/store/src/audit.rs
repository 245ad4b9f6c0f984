//! Audit (監査記録): who did what and when, append-only and chained by hash.

/// One audit row (監査記録の行).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// Its place in the chain, from 1 without gaps.
    pub seq: i64,
    /// When (UTC, ISO 8601).
    pub at: String,
    /// Who.
    pub actor: String,
    /// What was done, such as `import.programs`.
    pub action: String,
    /// To what, such as `program:12`.
    pub subject: String,
    /// The details, one `key<TAB>value` or `field<TAB>before<TAB>after` a line.
    pub detail: String,
    /// SHA-256 over the previous row's hash and this row's fields, in hex.
    pub hash: String,
}

/// Whether the chain holds (検証の結果).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuditVerdict {
    /// Every row follows from the one before.
    Intact {
        /// How many rows there are.
        rows: i64,
        /// The hash of the last; note it elsewhere to notice a cut tail.
        last_hash: String,
    },
    /// The first row that does not follow from the one before.
    Broken {
        /// Its place in the chain.
        seq: i64,
        /// What is wrong with it.
        reason: String,
    },
}
