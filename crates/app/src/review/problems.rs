//! What can be wrong with a request about reviews (点検の断りの種類), each with a stable code.

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
        pub static REVIEW_KINDS: &[&ProblemKind] = &[$(&$name),+];
    };
}

kinds! {
    CYCLE_EXISTS = "AP-090"
        "この年度の点検はすでにあります" "There is a review of this year already"
        "日程を変えるときは、日程の画面で変えてください。新しい事業は「新しい事業を加える」で加えられます"
        "Change its calendar on its page; new programs can be added to it";
    INVENTORY_EMPTY = "AP-091"
        "元になる年度の事業がありません" "The year it is made from has no programs"
        "先に予算事務事業を取り込むか、事業のある年度を元の年度に選んでください"
        "Import the programs first, or choose a source year that has some";
    DAY_OUTSIDE_CYCLE = "AP-092"
        "日程が点検の年度から離れすぎています" "A day of the calendar lies too far from the year under review"
        "点検の年度の4月1日から、翌々年3月31日までの日付にしてください"
        "Give days from 1 April of the year under review to 31 March two years on";
    SOURCE_AFTER_CYCLE = "AP-093"
        "元になる年度が点検の年度より後です" "The source year comes after the year under review"
        "点検の年度か、それより前の年度の台帳から作ってください"
        "Make it from the inventory of the year under review or an earlier one";
    STEP_MEANWHILE = "AP-094"
        "画面を開いたあとに、このシートはほかの人が進めました" "Somebody moved this sheet on after you opened the page"
        "画面を開き直し、今の状態を確かめてからもう一度操作してください"
        "Reload the page, look at the present state, then do it again";
    TOO_MANY_FIELDS = "AP-095"
        "一度に送られた欄が多すぎます" "Too many fields were sent at once"
        "画面を開き直し、変えた欄だけを保存してください" "Reload the page and save only what you changed";
    TOO_MANY_SHEETS = "AP-096"
        "一度に選ばれたシートが多すぎます" "Too many sheets were chosen at once"
        "500枚までに分けて操作してください" "Do it in parts of at most 500";
    REMARK_EMPTY = "AP-097"
        "コメントが空です" "The comment is empty"
        "コメントを書いてから送ってください" "Write something, then send it";
    REMARK_BAD = "AP-098"
        "このコメントは残せません" "This comment cannot be kept"
        "4,000文字までの、制御文字のない文にしてください" "Keep to 4,000 characters of plain text without control characters";
    THREAD_UNKNOWN = "AP-099"
        "そのコメントはこのシートにありません" "This sheet has no such comment"
        "画面を開き直して、今のコメントを確かめてください" "Reload the page to see the present comments";
    THREAD_CLOSED = "AP-100"
        "このコメントのやりとりは終わっています" "This thread is closed"
        "続きがあるときは、新しいコメントを書いてください" "Begin a new comment if there is more to say";
    FILE_TOO_LARGE = "AP-101"
        "添付ファイルが大きすぎます" "The attachment is too large"
        "10 MB までです。画像を小さくするか、必要な頁だけにしてください"
        "At most 10 MB: make the pictures smaller, or take only the pages that matter";
    FILE_KIND = "AP-102"
        "この種類のファイルは添付できません" "Files of this kind cannot be attached"
        "PDF、PNG、JPEG、xlsx、docx、pptx、CSV、テキストのどれかにしてください。中身で見分けるので、名前を変えても添付できません"
        "Give PDF, PNG, JPEG, xlsx, docx, pptx, CSV or text. The content decides, not the name";
    TOO_MANY_FILES = "AP-103"
        "添付ファイルが多すぎます" "There are too many attachments"
        "一枚のシートに20までです。いらないものを外してください" "At most 20 a sheet: take off what is not needed";
    FILE_EMPTY = "AP-104"
        "添付ファイルの中身が空です" "The attachment is empty"
        "ファイルを選び直してください" "Choose the file again";
    NO_NEW_PROGRAMS = "AP-105"
        "加える事業はありません" "There is no program to add"
        "台帳の事業は、すべてこの年度の点検に入っています" "Every program of the inventory is in this review already";
    FIELD_UNKNOWN_HERE = "AP-106"
        "この欄にはコメントできません" "There is no such field to comment on"
        "画面の欄から書いてください" "Write it from a field of the page";
    TOO_MANY_COMMENTS = "AP-107"
        "このシートのコメントが多すぎます" "This sheet has too many comments"
        "1,000件までです。要点を意見の欄にまとめてください" "At most 1,000: sum them up in the field for your opinion";
    NOT_A_DAY = "AP-108"
        "日付として読めません" "This is not a day of the calendar"
        "2026-08-31 の形で、暦にある日を書いてください" "Write a day the calendar has, as 2026-08-31";
    NOTHING_CHOSEN = "AP-109"
        "シートが選ばれていません" "No sheet is chosen"
        "一覧でシートに印を付けるか、「この条件のすべて」を選んでください"
        "Tick sheets in the list, or choose all that match";
}
