//! What can go wrong while signing in (サインインの問題), `AP-070` to `AP-079`.

use reform::{ProblemKind, Severity};

macro_rules! kinds {
    ($($name:ident = $code:literal, $severity:ident, $title_ja:literal, $title_en:literal, $hint_ja:literal, $hint_en:literal;)+) => {
        $(
            #[doc = $title_en]
            pub static $name: ProblemKind = ProblemKind {
                code: $code, severity: Severity::$severity,
                title_ja: $title_ja, title_en: $title_en, hint_ja: $hint_ja, hint_en: $hint_en,
            };
        )+
    };
}

kinds! {
    SIGN_IN_FAILED = "AP-070", Error, "利用者名またはパスワードが違います", "The user name or the password is wrong",
        "大文字・小文字を確かめて、もう一度お試しください。忘れたときは、管理者に再設定を頼んでください。",
        "Check capital letters and try again. If you forgot it, ask the administrator to set it anew.";
    TOO_MANY_ATTEMPTS = "AP-071", Error, "続けて失敗したため、しばらくサインインできません", "Too many failures; signing in is closed for a while",
        "示した時間を待ってから、もう一度お試しください。急ぐときは管理者に連絡してください。",
        "Wait as long as is shown and try again; if it is urgent, ask the administrator.";
    SIGN_IN_BUSY = "AP-072", Error, "ただいまサインインが混み合っています", "Too many people sign in at this moment",
        "少し待ってから、もう一度お試しください。", "Wait a little and try again.";
    SESSION_ENDED = "AP-073", Error, "サインインが終わっていたため、まだ保存していません", "You are signed out; nothing was saved yet",
        "もう一度サインインすると、入力した内容から続けられます。", "Sign in again and go on from what you typed.";
    PASSWORD_LENGTH = "AP-074", Error, "パスワードの長さが決まりに合いません", "The password is too short or too long",
        "12文字から200文字までにしてください。短い言葉をいくつか並べると覚えやすくなります。",
        "Use 12 to 200 characters; a few short words in a row are easy to remember.";
    PASSWORD_COMMON = "AP-075", Error, "推測されやすいパスワードです", "The password is easy to guess",
        "利用者名、よくある言葉、数字だけの並びは使えません。自分だけが思いつく言葉を足してください。",
        "Not the user name, common words or digits alone: add words only you would think of.";
    PRESENT_PASSWORD_WRONG = "AP-076", Error, "今のパスワードが違います", "The present password is wrong",
        "今サインインに使っているパスワードを入れてください。", "Give the password you sign in with now.";
    PASSWORDS_DIFFER = "AP-077", Error, "新しいパスワードの2回の入力が一致しません", "The two new passwords differ",
        "同じパスワードを2回入れてください。", "Type the same new password twice.";
    PASSWORD_UNCHANGED = "AP-078", Error, "新しいパスワードが今のものと同じです", "The new password is the present one",
        "今とは別のパスワードにしてください。", "Choose a password other than the present one.";
    HELD_FORM_DAMAGED = "AP-079", Error, "お預かりした入力の送り先を読み取れません", "Where the held form belongs cannot be read",
        "元の画面を開き直し、下に示す内容を写してください。", "Open the page again and copy what is shown below.";
}
