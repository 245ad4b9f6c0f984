//! The kinds of problems of mail (メールの問題), `AP-110` and on.

use reform::{ProblemKind, Severity};

/// There is no file with mail settings.
pub const MAIL_NOT_SET: ProblemKind = ProblemKind {
    code: "AP-110",
    severity: Severity::Fatal,
    title_ja: "メールの設定ファイルがありません",
    title_en: "There are no mail settings",
    hint_ja: "データのフォルダーに mail.toml を作ってください。書き方は手引き「メール」にあります。",
    hint_en: "Put a file mail.toml into the data folder; the guide on mail says what stands in it.",
};

/// The settings cannot be read at all.
pub const MAIL_FILE_BROKEN: ProblemKind = ProblemKind {
    code: "AP-111",
    severity: Severity::Fatal,
    title_ja: "メールの設定ファイルを読み取れません",
    title_en: "The mail settings cannot be read",
    hint_ja: "示された行の書き方（TOML）と、文字コードが UTF-8 であることを確かめてください。",
    hint_en: "Check the TOML of the line given, and that the file is UTF-8.",
};

/// A field of the settings is missing.
pub const MAIL_FIELD_MISSING: ProblemKind = ProblemKind {
    code: "AP-112",
    severity: Severity::Error,
    title_ja: "メールの設定に項目が足りません",
    title_en: "A field of the mail settings is missing",
    hint_ja: "host、from、site は必ず書いてください。password を書くときは user も書きます。",
    hint_en: "host, from and site are needed; a password needs a user.",
};

/// A field of the settings makes no sense.
pub const MAIL_FIELD_WRONG: ProblemKind = ProblemKind {
    code: "AP-113",
    severity: Severity::Error,
    title_ja: "メールの設定の値を使えません",
    title_en: "A value of the mail settings makes no sense",
    hint_ja: "項目の型と範囲を確かめてください。security は starttls・tls・none、site は https:// で始まるアドレスです。",
    hint_en: "Check its type and range; security is starttls, tls or none, and site begins with https://.",
};

/// The settings have a field nobody knows.
pub const MAIL_FIELD_UNKNOWN: ProblemKind = ProblemKind {
    code: "AP-114",
    severity: Severity::Error,
    title_ja: "メールの設定に知らない項目があります",
    title_en: "The mail settings have an unknown field",
    hint_ja: "項目の名前のつづりを確かめてください。",
    hint_en: "Check the spelling of its name.",
};

/// A password would cross the network in the clear, or a user has no password.
pub const MAIL_UNSAFE: ProblemKind = ProblemKind {
    code: "AP-115",
    severity: Severity::Error,
    title_ja: "パスワードを安全に送れない設定です",
    title_en: "These settings cannot carry a password safely",
    hint_ja: "ほかの端末のサーバーには security を starttls か tls にしてください。user を書くときは password も書きます。",
    hint_en: "Set security to starttls or tls for a server elsewhere; a user needs a password.",
};

/// A text that is no e-mail address.
pub const MAIL_ADDRESS: ProblemKind = ProblemKind {
    code: "AP-116",
    severity: Severity::Error,
    title_ja: "メールを送れるアドレスではありません",
    title_en: "Mail cannot be sent to this address",
    hint_ja: "半角で「名前@ドメイン」の形のアドレスを入れてください。",
    hint_en: "Give an address like name@domain in ASCII.",
};

/// The mail server did not take a message.
pub const MAIL_NOT_SENT: ProblemKind = ProblemKind {
    code: "AP-117",
    severity: Severity::Error,
    title_ja: "メールを送れませんでした",
    title_en: "The mail could not be sent",
    hint_ja: "かっこの中の理由を確かめ、mail.toml とメールサーバーを見てください。お知らせは次の回に送られます。",
    hint_en: "Look at the reason given, then at mail.toml and the server. What was not sent goes with the next run.",
};

/// The kinds of this subject.
pub(crate) static KINDS: &[&ProblemKind] = &[
    &MAIL_NOT_SET,
    &MAIL_FILE_BROKEN,
    &MAIL_FIELD_MISSING,
    &MAIL_FIELD_WRONG,
    &MAIL_FIELD_UNKNOWN,
    &MAIL_UNSAFE,
    &MAIL_ADDRESS,
    &MAIL_NOT_SENT,
];
