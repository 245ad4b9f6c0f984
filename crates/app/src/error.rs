//! What can go wrong in a use case (業務エラー), each with a stable code.

use reform::{Place, Problem, ProblemKind, Severity};
use store::StoreError;

use crate::cities::{self, CitiesError};
use crate::facilities::problems as facilities;

/// Why a use case could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The actor has no right to the action, named by its stable word.
    #[error("{0} is not allowed here")]
    Denied(&'static str),
    /// What was asked cannot be done as things stand; its kind says why.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// There is no such thing.
    #[error("there is no {what} “{name}”")]
    NotFound {
        /// What kind of thing was asked for.
        what: &'static str,
        /// The name or number it was asked by.
        name: String,
    },
    /// A file is larger than the upload limit.
    #[error("the file “{file_name}” is larger than {limit_bytes} bytes")]
    TooLarge {
        /// The file's name.
        file_name: String,
        /// The limit in bytes.
        limit_bytes: u64,
    },
    /// A list is too long for the format asked for.
    #[error("{rows} rows, more than {limit}")]
    TooManyRows {
        /// How many rows the list has.
        rows: i64,
        /// The most the format is made with.
        limit: i64,
    },
    /// There is no mapping of this name, and the name is not that of a file.
    #[error("“{name}”; built in: {known}")]
    UnknownMapping {
        /// The name as given.
        name: String,
        /// The names there are.
        known: String,
    },
    /// A list cannot be kept under this name.
    #[error("a list cannot be kept under the name “{0}”")]
    BadViewName(String),
    /// A file of this machine could not be read or written.
    #[error("{path}: {reason}")]
    File {
        /// The path as given.
        path: String,
        /// What the system said.
        reason: String,
    },
    /// A mapping or a plan folder has faults.
    #[error("{} problems, first: {}", .0.len(), .0.first().map(|p| p.kind.title_en).unwrap_or_default())]
    Faulty(Vec<Problem>),
    /// A file could not be written for taking away.
    #[error(transparent)]
    Export(#[from] publish::ExportError),
    /// What was asked of the cities is not there.
    #[error(transparent)]
    Cities(CitiesError),
    /// The facilities cannot be reckoned with as was asked.
    #[error(transparent)]
    Facilities(fiscal::facilities::FacilitiesError),
    /// The database refused or failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A background task ended without a result.
    #[error("a background task failed: {0}")]
    Task(String),
}

/// A request that was understood and cannot be done (お断り): of a kind that some room declares.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{}{detail}", .kind.title_en, if .detail.is_empty() { "" } else { ": " })]
pub struct Refusal {
    /// What is wrong, with its stable code.
    pub kind: &'static ProblemKind,
    /// What it is about; shown to people, so nothing internal.
    pub detail: String,
    /// What sort of refusal it is.
    pub because: Because,
}

/// Why something is refused (お断りの種類); pages turn it into a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Because {
    /// What was given is no good.
    Invalid,
    /// The actor has no right to it.
    Forbidden,
    /// It does not fit the present state; somebody else may have been quicker.
    Conflict,
    /// Too often in too short a time.
    TooMany,
}

impl Refusal {
    /// What was given is no good.
    pub fn invalid(kind: &'static ProblemKind, detail: impl Into<String>) -> Refusal {
        Refusal { kind, detail: detail.into(), because: Because::Invalid }
    }

    /// It does not fit the present state.
    pub fn conflict(kind: &'static ProblemKind, detail: impl Into<String>) -> Refusal {
        Refusal { kind, detail: detail.into(), because: Because::Conflict }
    }

    /// The actor has no right to it.
    pub fn forbidden(kind: &'static ProblemKind) -> Refusal {
        Refusal { kind, detail: String::new(), because: Because::Forbidden }
    }

    /// Too often in too short a time.
    pub fn too_many(kind: &'static ProblemKind, detail: impl Into<String>) -> Refusal {
        Refusal { kind, detail: detail.into(), because: Because::TooMany }
    }

    /// A refusal by the rule of the workflow (`RF-1xx`).
    pub fn of_workflow(kind: &'static ProblemKind) -> Refusal {
        use reform::kinds::{COMMENT_MISSING, INCOMPLETE, RETURN_NOT_BACK, TARGET_DEPARTMENT};
        use reform::kinds::{DUTY_ENDED, OTHER_DEPARTMENT, OWN_SUBMISSION, ROLE_MAY_NOT};
        let among = |kinds: &[&ProblemKind]| kinds.iter().any(|known| known.code == kind.code);
        if among(&[&ROLE_MAY_NOT, &OTHER_DEPARTMENT, &DUTY_ENDED, &OWN_SUBMISSION]) {
            Refusal::forbidden(kind)
        } else if among(&[&COMMENT_MISSING, &INCOMPLETE, &RETURN_NOT_BACK, &TARGET_DEPARTMENT]) {
            Refusal::invalid(kind, "")
        } else {
            Refusal::conflict(kind, "")
        }
    }
}

/// The actor has no right to the action.
pub const DENIED: ProblemKind = ProblemKind {
    code: "AP-001",
    severity: Severity::Fatal,
    title_ja: "この操作は許可されていません",
    title_en: "This is not allowed here",
    hint_ja: "サインインしていないときはサインインしてください。しているときは、その役割を持つ人か管理者に頼んでください。",
    hint_en: "Sign in if you have not; if you have, ask somebody with that role, or the administrator.",
};

/// There is no such thing.
pub const NOT_FOUND: ProblemKind = ProblemKind {
    code: "AP-002",
    severity: Severity::Error,
    title_ja: "お探しのものは見つかりません",
    title_en: "There is no such page or record",
    hint_ja: "アドレスを確かめるか、事業一覧から検索してください。",
    hint_en: "Check the address, or search the list of programs.",
};

/// A file is larger than the upload limit.
pub const TOO_LARGE: ProblemKind = ProblemKind {
    code: "AP-003",
    severity: Severity::Fatal,
    title_ja: "ファイルが大きすぎます",
    title_en: "The file is too large",
    hint_ja: "画面から送れるのは 20 MB までです。大きなファイルはコマンド henkaku import programs で取り込んでください。",
    hint_en: "The page takes files up to 20 MB; import larger ones with the command henkaku import programs.",
};

/// A file of this machine could not be read or written.
pub const FILE: ProblemKind = ProblemKind {
    code: "AP-004",
    severity: Severity::Fatal,
    title_ja: "ファイルを読み書きできません",
    title_en: "A file could not be read or written",
    hint_ja: "ファイルの場所と権限を確かめてください。",
    hint_en: "Check that the path exists and may be read or written.",
};

/// Something in the system itself failed.
pub const INTERNAL: ProblemKind = ProblemKind {
    code: "AP-005",
    severity: Severity::Fatal,
    title_ja: "システムの内部で問題が起きました",
    title_en: "Something in the system itself failed",
    hint_ja: "もう一度お試しください。続くときは、記録（ログ）とともに管理者へ知らせてください。",
    hint_en: "Try again; if it goes on, tell the administrator and attach the log.",
};

/// A request that the page or the API does not understand.
pub const BAD_REQUEST: ProblemKind = ProblemKind {
    code: "AP-006",
    severity: Severity::Error,
    title_ja: "送られた内容を読み取れません",
    title_en: "The request could not be understood",
    hint_ja: "入力した値を確かめて、もう一度送ってください。",
    hint_en: "Check the values you gave and send them again.",
};

/// A request from another site that would change something.
pub const CROSS_SITE: ProblemKind = ProblemKind {
    code: "AP-007",
    severity: Severity::Fatal,
    title_ja: "ほかのサイトからの操作は受け付けません",
    title_en: "A request from another site was refused",
    hint_ja: "このサイトの画面を開き直して、そこから操作してください。",
    hint_en: "Open this site's own page again and do it from there.",
};

/// A plan folder or a mapping has faults.
pub const FAULTY: ProblemKind = ProblemKind {
    code: "AP-008",
    severity: Severity::Fatal,
    title_ja: "設定ファイルに誤りがあります",
    title_en: "A plan folder or a mapping has faults",
    hint_ja: "一覧の場所を直してから、もう一度実行してください。",
    hint_en: "Mend the places listed and run it again.",
};

/// A list is too long for the format asked for.
pub const TOO_MANY_ROWS: ProblemKind = ProblemKind {
    code: "AP-009",
    severity: Severity::Error,
    title_ja: "Excel にするには行が多すぎます",
    title_en: "The list is too long for a workbook",
    hint_ja: "条件で絞り込むか、CSV で書き出してください。CSV に行数の制限はありません。",
    hint_en: "Narrow the list, or take it as CSV, which has no limit.",
};

/// A list cannot be kept under this name.
pub const BAD_VIEW_NAME: ProblemKind = ProblemKind {
    code: "AP-010",
    severity: Severity::Error,
    title_ja: "この名前では一覧を保存できません",
    title_en: "A list cannot be kept under this name",
    hint_ja: "名前は1文字から60文字までです。保存できる一覧は200までなので、いらないものを消してから試してください。",
    hint_en: "A name has 1 to 60 characters, and at most 200 lists are kept: delete one you no longer need.",
};

/// There is no mapping of this name.
pub const UNKNOWN_MAPPING: ProblemKind = ProblemKind {
    code: "AP-011",
    severity: Severity::Error,
    title_ja: "その名前の取込定義はありません",
    title_en: "There is no mapping of that name",
    hint_ja: "内蔵の名前か、取込定義のファイル（.toml）を指定してください。",
    hint_en: "Give the name of a built-in mapping, or a mapping file (.toml).",
};

/// A value that should be a number is none.
pub const INPUT_NOT_A_NUMBER: ProblemKind = ProblemKind {
    code: "AP-012",
    severity: Severity::Error,
    title_ja: "数として読めません",
    title_en: "This is not a number",
    hint_ja: "数字で入れてください。全角の数字や桁区切りも読めます。",
    hint_en: "Give a number; full-width digits and separators are understood.",
};

/// A number beyond what its field takes.
pub const INPUT_OUT_OF_RANGE: ProblemKind = ProblemKind {
    code: "AP-013",
    severity: Severity::Error,
    title_ja: "入れられる範囲の外です",
    title_en: "This is outside of what may be given",
    hint_ja: "欄に示した範囲の値を入れてください。",
    hint_en: "Give a value within the range that stands beside the field.",
};

/// A word that is none of a field's choices.
pub const INPUT_NOT_A_CHOICE: ProblemKind = ProblemKind {
    code: "AP-014",
    severity: Severity::Error,
    title_ja: "選べる値ではありません",
    title_en: "This is none of the choices",
    hint_ja: "一覧から選んでください。",
    hint_en: "Choose one of the list.",
};

/// A key that is no field of the study.
pub const INPUT_UNKNOWN: ProblemKind = ProblemKind {
    code: "AP-015",
    severity: Severity::Error,
    title_ja: "この試算にない項目です",
    title_en: "This study has no such input",
    hint_ja: "アドレスの項目の名前を確かめてください。ほかの項目はそのまま使いました。",
    hint_en: "Check the name in the address; the other values were used.",
};

/// A number with decimals where a count is needed.
pub const INPUT_NOT_WHOLE: ProblemKind = ProblemKind {
    code: "AP-016",
    severity: Severity::Error,
    title_ja: "整数ではありません",
    title_en: "This is not a whole number",
    hint_ja: "小数点のない数を入れてください。",
    hint_en: "Give a number without decimals.",
};

/// A value longer than any field takes.
pub const INPUT_TOO_LONG: ProblemKind = ProblemKind {
    code: "AP-017",
    severity: Severity::Error,
    title_ja: "値が長すぎます",
    title_en: "This value is too long",
    hint_ja: "400文字までで入れてください。",
    hint_en: "Give at most 400 characters.",
};

/// The rules refuse the values together.
pub const NOT_COMPUTABLE: ProblemKind = ProblemKind {
    code: "AP-018",
    severity: Severity::Error,
    title_ja: "この前提では計算できません",
    title_en: "This cannot be computed from these values",
    hint_ja: "かっこの中の理由を確かめて、値を直してください。",
    hint_en: "Look at the reason given and change the value.",
};

/// The kinds of problems this room reports.
pub static KINDS: &[&ProblemKind] = &[
    &DENIED,
    &NOT_FOUND,
    &TOO_LARGE,
    &FILE,
    &INTERNAL,
    &BAD_REQUEST,
    &CROSS_SITE,
    &FAULTY,
    &TOO_MANY_ROWS,
    &BAD_VIEW_NAME,
    &UNKNOWN_MAPPING,
    &INPUT_NOT_A_NUMBER,
    &INPUT_OUT_OF_RANGE,
    &INPUT_NOT_A_CHOICE,
    &INPUT_UNKNOWN,
    &INPUT_NOT_WHOLE,
    &INPUT_TOO_LONG,
    &NOT_COMPUTABLE,
    &crate::parameters::UNKNOWN_FILE,
    &crate::study::debt::SCHEDULE_MISMATCH,
    &crate::study::debt::TWO_GOALS,
    &crate::study::debt::GOAL_OUT_OF_REACH,
    &crate::study::debt::GOAL_NEVER_BINDS,
    &crate::study::risk::UNKNOWN_STRESS,
    &facilities::REDUCTION_WRONG,
    &facilities::KIND_UNKNOWN,
    &facilities::MUST_BE_ABOVE_ZERO,
    &facilities::POPULATION_WRONG,
    &cities::UNKNOWN_INDICATOR,
    &cities::UNKNOWN_GROUP,
    &cities::UNKNOWN_CITY,
    &cities::UNKNOWN_YEAR,
    &cities::UNKNOWN_END,
    &crate::study::outlook::UNKNOWN_LINE,
    &crate::study::outlook::BAD_LINE_GROWTH,
    &crate::sign_in::SIGN_IN_FAILED,
    &crate::sign_in::TOO_MANY_ATTEMPTS,
    &crate::sign_in::SIGN_IN_BUSY,
    &crate::sign_in::SESSION_ENDED,
    &crate::sign_in::PASSWORD_LENGTH,
    &crate::sign_in::PASSWORD_COMMON,
    &crate::sign_in::PRESENT_PASSWORD_WRONG,
    &crate::sign_in::PASSWORDS_DIFFER,
    &crate::sign_in::PASSWORD_UNCHANGED,
    &crate::sign_in::HELD_FORM_DAMAGED,
];

impl AppError {
    /// The kind of problem, with its stable code and its words for people.
    pub fn kind(&self) -> &'static ProblemKind {
        match self {
            AppError::Denied(_) => &DENIED,
            AppError::Refused(refusal) => refusal.kind,
            AppError::NotFound { .. } => &NOT_FOUND,
            AppError::TooLarge { .. } => &TOO_LARGE,
            AppError::TooManyRows { .. } => &TOO_MANY_ROWS,
            AppError::BadViewName(_) => &BAD_VIEW_NAME,
            AppError::UnknownMapping { .. } => &UNKNOWN_MAPPING,
            AppError::File { .. } => &FILE,
            AppError::Faulty(_) => &FAULTY,
            AppError::Export(error) => error.kind(),
            AppError::Cities(error) => error.kind(),
            AppError::Facilities(_) => &NOT_COMPUTABLE,
            AppError::Store(error) => error.kind(),
            AppError::Task(_) => &INTERNAL,
        }
    }

    /// The error as a problem at a place, for reports.
    pub fn problem(&self) -> Problem {
        let place = match self {
            AppError::TooLarge { file_name, .. } => Place::file(file_name),
            AppError::File { path, .. } => Place::file(path),
            _ => Place::default(),
        };
        Problem::new(self.kind(), place, self.to_string())
    }
}
