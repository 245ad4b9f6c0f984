//! Consultations (意見公募): prepared and answered by staff, answered to by anybody.
//!
//! - [`App::public_consultation`], [`App::send_comment`]: what citizens see and send, without an account
//! - [`App::consultation`], [`App::comment_list`], [`App::propose_groups`]: what staff do with it
//! - [`App::consultation_results`]: the table of results in the usual form
//! - [`App::export_person`], [`App::retain_comments`]: who wrote, which no page ever shows

mod demo;
mod edit;
mod gate;
mod groups;
mod import;
mod persons;
mod public;
mod results;

use reform::consultation::{AnswerClass, ConsultationState, check_step};
use reform::declare_kinds;
use reform::discussion::ItemRef;
use reform::plan::CalendarDate;

pub use edit::{ConsultationFault, ConsultationForm, FIELDS, ITEMS_MOST, PAPERS_MOST, default_classes};
pub(crate) use gate::Gate;
pub use groups::{COMMENTS_PER_PAGE, CommentList, GroupForm, GroupList, Moderation, OPINIONS_MOST};
pub use import::{CommentImport, TypedComment};
pub use persons::{PersonComment, Retained};
pub use public::{CommentStatus, PublicConsultation, Receipt, SentComment};
pub use results::{ResultRow, Results};
pub use store::consultation::{
    CommentFilter, CommentRow, ConsultationRow, Counts, DuplicateRow, FloodRow, GroupRow, GroupText, OpinionRow,
    PaperRow, PersonGiven,
};

use crate::App;
use crate::error::{AppError, Refusal};
use crate::permission::{Action, Actor, permit};

declare_kinds! {
    SLUG = "AP-430"
        "公開用アドレスの名前が使えないか、すでに使われています" "The public address cannot be used or is taken"
        "半角の英小文字・数字・ハイフンで3文字から60文字まで、ほかの意見公募と重ならない名前にしてください"
        "Use 3 to 60 lower-case letters, digits and hyphens that no other consultation has";
    TEXT = "AP-431"
        "書かれていないか、長すぎます" "It is missing or too long"
        "欄に示した文字数までで書いてください" "Write at most as many characters as the field says";
    DAY = "AP-432"
        "日付として読めません" "The day cannot be read"
        "2026-11-22 のように、実在する日を書いてください" "Write an existing day such as 2026-11-22";
    ITEMS = "AP-433"
        "対象の書き方が違います" "The things spoken about cannot be read"
        "一行に一つずつ、cluster:fees-review や program:0101 のように書いてください。20行までです"
        "One a line such as cluster:fees-review or program:0101, at most 20";
    NUMBER = "AP-434"
        "数が読めないか、範囲の外です" "The number cannot be read or is out of range"
        "欄に示した範囲の整数を書いてください" "Write a whole number within the range that stands beside the field";
    CONSULTATION_CHANGED = "AP-435"
        "この意見公募は、ほかの人が先に変えました" "Somebody else changed this consultation first"
        "画面を開き直し、今の内容を確かめてから、もう一度行ってください" "Reload the page, look at what stands now and do it again";
    NOT_DRAFT = "AP-436"
        "募集を始めた後は変えられません" "It cannot be changed once it is open"
        "準備中のときに変えてください。募集を始めた後に変えられるのは、最終日、提出方法、問合せ先、区分の言葉です"
        "Change it as a draft; later only the last day, how to send, the contact and the words of classes can change";
    PAPER = "AP-437"
        "資料を加えられません" "The document cannot be added"
        "PDF・CSV・Excel・Word・画像・テキストのファイルを、一つ10MBまで、20個まで加えられます"
        "PDF, CSV, Excel, Word, pictures or text, each at most 10 MB, at most 20 of them";
    TOO_OFTEN = "AP-438"
        "同じ場所からの送信が続いたため、いったん受け付けを止めています" "Too many comments came from the same place"
        "一時間ほどたってから送ってください。急ぐときは、電子メールか書面でも出せます"
        "Send it in about an hour, or by e-mail or on paper";
    FORM_OLD = "AP-439"
        "入力画面の有効な時間が過ぎました" "The form is too old"
        "書いた内容はそのまま残っています。確かめて、もう一度送ってください" "What you wrote is still here: look at it and send it again";
    TRAP = "AP-440"
        "自動の送信と区別できませんでした" "It could not be told from an automatic message"
        "「何も書かないでください」の欄を空にし、数秒待ってから、もう一度送ってください"
        "Leave the field that says so empty, wait a few seconds and send it again";
    SENT_ALREADY = "AP-441"
        "この意見はすでに受け付けています" "This comment was taken already"
        "続けて別の意見を出すときは、入力画面を開き直してください" "Open the form anew to send another one";
    RECEIPT = "AP-442"
        "その受付番号の意見はありません" "There is no comment with this receipt number"
        "受付番号の20文字を確かめてください。番号は受け付けのときに一度だけ示されます"
        "Check its 20 characters; it was shown once when the comment was taken";
    REASON = "AP-443"
        "理由が書かれていないか、長すぎます" "The reason is missing or too long"
        "後から見る人に分かるように、400文字までで書いてください" "Say why in at most 400 characters";
    STATE_CHANGED = "AP-444"
        "ほかの人が先に変えました" "Somebody else was quicker"
        "画面を開き直して、今の状態を確かめてください" "Reload the page to see how things stand";
    GROUP_TEXT = "AP-445"
        "意見の概要と市の考え方が書かれていないか、長すぎます" "The summary or the answer is missing or too long"
        "概要は400文字まで、市の考え方は2,000文字までで書き、反映の区分を選んでください"
        "At most 400 characters for the summary, 2,000 for the answer; choose a class";
    MOVE = "AP-446"
        "意見を移せません" "The comments cannot be moved"
        "移す意見を選び、移し先のグループが今もあるかを確かめてください" "Choose comments, and a group that still stands";
    PERSON = "AP-447"
        "氏名・住所・メールアドレスの欄が長すぎます" "The name, address or e-mail is too long"
        "200文字までで書いてください。書かなくても意見は出せます" "Use at most 200 characters; the comment can be sent without them";
    DIVISION = "AP-448"
        "意見を分けられません" "The comment cannot be divided"
        "一行に一つずつ、2,000文字まで、20行までで書いてください。一行だけにすると、分けない意見に戻ります"
        "One opinion a line, at most 2,000 characters, at most 20 lines; a single line makes it whole again";
    NUMBER_KNOWN = "AP-449"
        "同じ番号で、文の違う意見を前に取り込んでいます" "Comments with another text were imported under the same numbers before"
        "何も取り込んでいません。前に取り込んだ表と重ならない番号に直してください。取り込んだ意見の文は変えられません"
        "Nothing was taken; use numbers that no table before used. What was taken once cannot be changed";
}

/// A consultation in a list (意見公募の一覧の行).
#[derive(Clone, Debug)]
pub struct ConsultationLine {
    /// The consultation.
    pub row: ConsultationRow,
    /// Whether comments are taken today.
    pub is_taking: bool,
    /// How many comments count; none for who may not see it.
    pub counted: Option<i64>,
}

/// A consultation as staff see it (意見公募の画面).
#[derive(Clone, Debug)]
pub struct ConsultationView {
    /// The consultation.
    pub row: ConsultationRow,
    /// Its documents.
    pub papers: Vec<PaperRow>,
    /// How many comments there are.
    pub counts: Counts,
    /// Groups with comments, and how many of them have an answer.
    pub groups: (usize, usize),
    /// Whether comments are taken today.
    pub is_taking: bool,
    /// Whether the actor may work on it.
    pub may_manage: bool,
    /// Where it may go now, and why it may not where it could.
    pub steps: Vec<(ConsultationState, Option<&'static reform::ProblemKind>)>,
}

impl App {
    /// Every consultation, the newest first.
    ///
    /// # Errors
    /// When the actor may not, or the database fails.
    pub async fn consultation_list(&self, actor: &Actor) -> Result<Vec<ConsultationLine>, AppError> {
        permit(actor, Action::ReadConsultations)?;
        let (counted, today) = (self.store.comments_counted().await?, self.today());
        let line = |row: ConsultationRow| ConsultationLine {
            is_taking: is_taking(&row, today),
            counted: Some(counted.get(&row.id).copied().unwrap_or(0)),
            row,
        };
        Ok(self.store.consultations().await?.into_iter().map(line).collect())
    }

    /// One consultation with how it stands.
    ///
    /// # Errors
    /// When the actor may not, or there is none.
    pub async fn consultation(&self, actor: &Actor, id: i64) -> Result<ConsultationView, AppError> {
        permit(actor, Action::ReadConsultations)?;
        let row = self.consultation_row(id).await?;
        let counts = self.store.comment_counts(id).await?;
        let groups = self.store.comment_groups(id).await?;
        let filled: Vec<&GroupRow> = groups.iter().filter(|group| group.comments > 0).collect();
        let answered = filled.iter().filter(|group| is_answered(group)).count();
        let is_all = counts.unplaced == 0 && answered == filled.len();
        let today = self.today();
        let step = |to: &ConsultationState| {
            let may = match to {
                ConsultationState::Published => actor.may(Action::PublishConsultations),
                _ => actor.may(Action::ManageConsultations),
            };
            let checked = check_step((row.state, *to), (row.first, row.last), today, is_all);
            match checked {
                Err(kind) if kind.code == reform::consultation::STEP_NOT_NEXT.code => None,
                checked => may.then_some((*to, checked.err())),
            }
        };
        Ok(ConsultationView {
            papers: self.store.consultation_papers(id).await?,
            counts,
            groups: (filled.len(), answered),
            is_taking: is_taking(&row, today),
            may_manage: actor.may(Action::ManageConsultations),
            steps: ConsultationState::ALL.iter().filter_map(step).collect(),
            row,
        })
    }

    /// Moves a consultation on: opens, closes, says that all is answered, publishes.
    ///
    /// # Errors
    /// When the actor may not, or the state does not follow.
    pub async fn step_consultation(
        &self,
        actor: &Actor,
        (id, revision): (i64, i64),
        to: ConsultationState,
    ) -> Result<(), AppError> {
        permit(
            actor,
            match to {
                ConsultationState::Published => Action::PublishConsultations,
                _ => Action::ManageConsultations,
            },
        )?;
        let mut row = self.consultation_row(id).await?;
        let counts = self.store.comment_counts(id).await?;
        let groups = self.store.comment_groups(id).await?;
        let is_all = counts.unplaced == 0 && groups.iter().all(|group| group.comments == 0 || is_answered(group));
        check_step((row.state, to), (row.first, row.last), self.today(), is_all)
            .map_err(|kind| Refusal::conflict(kind, ""))?;
        row.state = to;
        row.revision = revision;
        row.published = (to == ConsultationState::Published).then(|| self.today());
        match self.store.change_consultation(&actor.name, &row).await? {
            true => Ok(()),
            false => Err(Refusal::conflict(&CONSULTATION_CHANGED, "").into()),
        }
    }

    /// Consultations that speak about a thing and that the actor may see: those that were opened, or all for staff.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn consultations_about(&self, actor: &Actor, item: &ItemRef) -> Result<Vec<ConsultationRow>, AppError> {
        permit(actor, Action::SendComments)?;
        let all = self.store.consultations().await?;
        let sees_drafts = actor.may(Action::ReadConsultations);
        let speaks = |row: &ConsultationRow| speaks_of(&row.items, item);
        let is_seen = |row: &ConsultationRow| sees_drafts || row.state != ConsultationState::Draft;
        Ok(all.into_iter().filter(|row| speaks(row) && is_seen(row)).collect())
    }

    /// The consultation, or that there is none.
    async fn consultation_row(&self, id: i64) -> Result<ConsultationRow, AppError> {
        let missing = || AppError::NotFound { what: "consultation", name: id.to_string() };
        self.store.consultation(id).await?.ok_or_else(missing)
    }
}

/// The words of a class in a consultation (区分の言葉): its own, or the usual ones.
pub fn class_words(row: &ConsultationRow, class: AnswerClass) -> String {
    let at = AnswerClass::ALL.iter().position(|known| *known == class).unwrap_or(0);
    row.class_words.lines().nth(at).filter(|words| !words.trim().is_empty()).unwrap_or(class.label_ja()).to_owned()
}

/// The things a text of references names, a line each (対象).
pub fn items_of(text: &str) -> Vec<ItemRef> {
    text.lines().filter_map(ItemRef::read).collect()
}

/// Whether a text of references names a thing, wherever in it.
pub(crate) fn speaks_of(items: &str, item: &ItemRef) -> bool {
    items_of(items).iter().any(|one| one.kind == item.kind && one.id == item.id)
}

fn is_answered(group: &GroupRow) -> bool {
    group.is_confirmed && group.text.class.is_some() && !group.text.summary.is_empty() && !group.text.answer.is_empty()
}

fn is_taking(row: &ConsultationRow, today: CalendarDate) -> bool {
    reform::consultation::check_taking(row.state, (row.first, row.last), today).is_ok()
}
