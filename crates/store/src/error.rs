//! What can go wrong while storing or reading (保存の障害), each with a stable code.

use reform::{ProblemKind, Severity};

/// Why the store could not do what was asked (保存の障害).
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The address of the database is neither `sqlite:PATH` nor `postgres://…`.
    #[error("“{0}” is not a database address: write sqlite:PATH or postgres://…")]
    UnknownAddress(String),
    /// The database cannot be opened or reached.
    #[error("the database cannot be opened: {0}")]
    CannotOpen(#[source] sqlx::Error),
    /// The database was written by a newer version, or its migrations were altered.
    #[error("the database does not fit this version: {0}")]
    WrongSchema(String),
    /// Another writer holds the database for too long.
    #[error("another write is still under way")]
    Busy,
    /// Example data may not be written into an inventory of real programs.
    #[error("the inventory holds real programs; example data is not written into it")]
    DemoIntoReal,
    /// The same program appears twice for one year in one import, with different content.
    #[error("program {external_id} appears twice for {fiscal_year} with different content (row {row})")]
    TwiceInOneImport {
        /// The program's number in the source.
        external_id: String,
        /// The fiscal year of the sheet.
        fiscal_year: fiscal::FiscalYear,
        /// The row of the second appearance.
        row: u32,
    },
    /// A row breaks a rule the database itself checks, such as Σ sources + difference = cost.
    #[error("the database refused a row: {0}")]
    RuleBroken(String),
    /// Sums do not fit 64 bits.
    #[error(transparent)]
    Overflow(#[from] fiscal::money::MoneyOverflow),
    /// What is stored cannot be read back: the database was changed by other hands or is damaged.
    #[error("stored data cannot be read: {0}")]
    Damaged(String),
    /// Anything else the database reports.
    #[error("the database failed: {0}")]
    Database(#[source] sqlx::Error),
}

macro_rules! kinds {
    ($($name:ident = $code:literal, $severity:ident, $title_ja:literal, $title_en:literal, $hint_ja:literal, $hint_en:literal;)+) => {
        $(
            #[doc = $title_en]
            pub static $name: ProblemKind = ProblemKind {
                code: $code, severity: Severity::$severity,
                title_ja: $title_ja, title_en: $title_en, hint_ja: $hint_ja, hint_en: $hint_en,
            };
        )+
        /// Every kind of problem this room reports (問題の一覧), in the order of their codes.
        pub static KINDS: &[&ProblemKind] = &[$(&$name),+];
    };
}

kinds! {
    UNKNOWN_ADDRESS = "ST-001", Fatal, "データベースの指定が正しくありません", "The database address is not understood",
        "sqlite:ファイル名 または postgres://… の形で指定してください", "Write sqlite:PATH or postgres://USER@HOST/NAME";
    CANNOT_OPEN = "ST-002", Fatal, "データベースを開けません", "The database cannot be opened",
        "ファイルの場所と権限、またはサーバーの状態を確認してください", "Check the file's place and permissions, or that the server runs";
    WRONG_SCHEMA = "ST-003", Fatal, "データベースの版が合いません", "The database does not fit this version",
        "データベースを作った版以降の henkaku を使ってください", "Use the version of henkaku that wrote it, or a newer one";
    BUSY = "ST-004", Fatal, "ほかの書き込みが終わっていません", "Another write is still under way",
        "少し待ってからもう一度実行してください", "Wait a moment and try again";
    DEMO_INTO_REAL = "ST-005", Fatal, "実データの台帳に例示データは入れられません", "Example data is not written into a real inventory",
        "例示データは空のデータベースに作成してください", "Create the example data in an empty database";
    TWICE_IN_ONE_IMPORT = "ST-006", Fatal, "同じ事業・年度が内容の違う行で二度あります", "One program and year appears twice with different content",
        "ファイルの重複する行を一つにしてください", "Keep one of the duplicate rows in the file";
    RULE_BROKEN = "ST-007", Fatal, "データベースの検査規則に反する行です", "A row breaks a rule of the database",
        "財源の合計と事業費、期間と年度の値を確認してください", "Check sources against cost, and the year values";
    OVERFLOW = "ST-008", Fatal, "合計が扱える大きさを超えました", "A sum is too large",
        "金額の単位（円・千円）を確認してください", "Check the unit of the amounts (yen or thousands)";
    DAMAGED = "ST-009", Fatal, "保存データを読み取れません", "Stored data cannot be read",
        "バックアップから戻し、監査記録を検証してください", "Restore a backup and run henkaku check audit";
    DATABASE = "ST-010", Fatal, "データベースの処理に失敗しました", "The database failed",
        "空き容量と接続を確認し、もう一度実行してください", "Check free space and the connection, then try again";
}

impl StoreError {
    /// The kind of problem this is, with its code and what to do.
    pub fn kind(&self) -> &'static ProblemKind {
        match self {
            StoreError::UnknownAddress(_) => &UNKNOWN_ADDRESS,
            StoreError::CannotOpen(_) => &CANNOT_OPEN,
            StoreError::WrongSchema(_) => &WRONG_SCHEMA,
            StoreError::Busy => &BUSY,
            StoreError::DemoIntoReal => &DEMO_INTO_REAL,
            StoreError::TwiceInOneImport { .. } => &TWICE_IN_ONE_IMPORT,
            StoreError::RuleBroken(_) => &RULE_BROKEN,
            StoreError::Overflow(_) => &OVERFLOW,
            StoreError::Damaged(_) => &DAMAGED,
            StoreError::Database(_) => &DATABASE,
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> StoreError {
        use sqlx::error::ErrorKind;
        match &error {
            sqlx::Error::PoolTimedOut => StoreError::Busy,
            sqlx::Error::Database(reported) => match reported.kind() {
                ErrorKind::CheckViolation
                | ErrorKind::UniqueViolation
                | ErrorKind::ForeignKeyViolation
                | ErrorKind::NotNullViolation => StoreError::RuleBroken(reported.message().to_owned()),
                // SQLITE_BUSY, and lock_not_available of PostgreSQL.
                _ if matches!(reported.code().as_deref(), Some("5" | "261" | "517" | "55P03")) => StoreError::Busy,
                _ => StoreError::Database(error),
            },
            _ => StoreError::Database(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_in_order() {
        let codes: Vec<&str> = KINDS.iter().map(|kind| kind.code).collect();
        let mut sorted = codes.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(codes, sorted);
    }
}
