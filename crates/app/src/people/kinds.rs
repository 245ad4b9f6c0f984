//! What can be wrong with people and departments (利用者・所管の指摘の種類), `AP-080` to `AP-089`.

use reform::{ProblemKind, Severity};

macro_rules! kinds {
    ($($name:ident = $code:literal $title_ja:literal $title_en:literal $hint_ja:literal $hint_en:literal;)+) => {
        $(
            #[doc = $title_en]
            pub static $name: ProblemKind = ProblemKind {
                code: $code,
                severity: Severity::Error,
                title_ja: $title_ja,
                title_en: $title_en,
                hint_ja: $hint_ja,
                hint_en: $hint_en,
            };
        )+

        /// Every kind of this module, by code.
        pub static PEOPLE_KINDS: &[&ProblemKind] = &[$(&$name),+];
    };
}

kinds! {
    LOGIN_UNUSABLE = "AP-080"
        "この利用者名は使えません" "This user name cannot be used"
        "2〜40文字で、英小文字・数字・「.」「_」「-」だけを使ってください"
        "Use 2 to 40 of the letters a–z, digits, . _ and -";
    LOGIN_TAKEN = "AP-081"
        "この利用者名はほかの人が使っています" "Somebody else has this user name"
        "別の利用者名にしてください。停止中の人の名前も使えません"
        "Choose another; names of closed accounts are taken too";
    NAME_UNUSABLE = "AP-082"
        "この名前は使えません" "This name cannot be used"
        "1〜60文字で入れてください。改行などの見えない文字や、文字の向きを変える文字は除いてください"
        "Give 1 to 60 characters, without control characters and marks that turn the reading direction";
    EMAIL_UNUSABLE = "AP-083"
        "メールアドレスの形ではありません" "This is no mail address"
        "「名前@組織.jp」の形で、254文字までで入れてください。ないときは空欄にしてください"
        "Write it as name@example.jp, at most 254 characters, or leave it empty";
    DUTY_UNKNOWN = "AP-084"
        "役割または所管が分かりません" "The role or the department is not known"
        "役割は一覧の言葉、所管は「局＞課」の形で入れてください。事業担当・課長・局長には所管が要ります"
        "Take a role of the list and write the department as bureau＞section; owners and heads need one";
    DAY_UNUSABLE = "AP-085"
        "期間の日付が使えません" "The days cannot be used"
        "「2026-04-01」か「令和8年4月1日」の形で、開始日から終了日の順に、今日以後に終わる期間を入れてください"
        "Write days as 2026-04-01, the first before the last, and the last not before today";
    LAST_ADMINISTRATOR = "AP-086"
        "管理者が一人もいなくなります" "Nobody would be left who looks after the accounts"
        "先にほかの人に管理者の役割を付けてから、もう一度操作してください"
        "Make somebody else an administrator first, then do this again";
    DELEGATION_REFUSED = "AP-087"
        "この代理は頼めません" "This cannot be delegated"
        "代理は自分自身の担当だけ、停止していないほかの人に、その担当の期間内で1年以内に限り頼めます。代理で受けたものは頼めません"
        "Only one's own duty, to another person who may sign in, within the duty's days and for a year at most; never one that was itself delegated";
    TWICE_IN_FILE = "AP-088"
        "同じ人の行どうしが食い違うか、重なっています" "Rows of the same person contradict or repeat each other"
        "同じ利用者名の行は、氏名とメールを同じにし、同じ役割と所管は一行だけにしてください"
        "Give the same name and address on all rows of a user name, and each role and department once";
    DEPARTMENT_REFUSED = "AP-089"
        "所管をこのようには変えられません" "The department cannot be changed so"
        "年度の前後、同じ名前の所管、引継ぎ先（終わった翌年度にある別の所管で、引継ぎが一回りしないもの）を確かめてください"
        "Check the order of the years, departments of the same name, and the successor: another one that exists the year after, without going round in a circle";
}
