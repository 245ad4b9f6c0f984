//! Remarks (意見): what was said about an item, who answers by when, and what came of it.

mod board;
mod choices;
mod demo;
mod edit;
mod file;
mod find;
mod items;

use reform::declare_kinds;
use reform::discussion::ItemRef;
use reform::discussion::remark::{RemarkOutcome, RemarkSource, RemarkState, SOMEBODY_JA, is_overdue};
use reform::plan::Text;

pub use board::{RemarkBoard, RemarkCounts, RemarkFilter, RemarkStatistics, RemarksOfItem, StatisticsRow};
pub use choices::ItemChoice;
pub use edit::RemarkForm;
pub use find::ItemCandidates;
pub use items::ItemLabel;
pub use store::remark::{RemarkRow, RemarkStep};

use crate::App;
use crate::error::{AppError, Refusal};
use crate::permission::{Action, Actor, Ask, permit};

declare_kinds! {
    REMARK_TEXT = "AP-415"
        "意見の文が空か、長すぎるか、使えない文字があります" "The remark is empty, too long or holds characters that cannot be used"
        "意見を2,000文字までで書いてください" "Write the remark in at most 2,000 characters";
    REMARK_ITEM = "AP-416"
        "意見の対象が見つかりません" "What the remark speaks about was not found"
        "対象を一覧から選ぶか、番号か、名前の一部を2文字以上で書いてください。事業は事業番号でも名前でも探せます。cluster:fees-review のように、種類と番号を続けて書くこともできます"
        "Choose from the list, or write the number or at least two characters of the name; programs are found by either. Or write both, such as cluster:fees-review";
    REMARK_SPEAKER = "AP-417"
        "だれの意見かが書かれていないか、使えない文字があります" "Who made the remark is missing or cannot be used"
        "名前か役割のどちらかを、120文字までで書いてください" "Give a name or a role in at most 120 characters";
    REMARK_MEETING = "AP-418"
        "会議が見つかりません" "There is no such meeting"
        "今ある会議を一覧から選んでください" "Choose a meeting of the list";
    REMARK_DEPARTMENT = "AP-419"
        "回答する所管がありません" "There is no such department"
        "今ある所管を一覧から選んでください" "Choose a department that exists";
    REMARK_DUE = "AP-420"
        "回答の期日として読めません" "The day the response is due cannot be read"
        "2027-03-31 のように、実在する日を書いてください" "Write an existing day such as 2027-03-31";
    REMARK_CHANGED = "AP-421"
        "この意見は、ほかの人が先に変えました" "Somebody else changed this remark first"
        "今の内容を見てから、もう一度保存してください。書いたものは下に残っています"
        "Look at what stands now and save again; what you typed is kept below";
    RESPONSE_TEXT = "AP-422"
        "回答か理由が長すぎるか、使えない文字があります" "The response or reason is too long or holds characters that cannot be used"
        "2,000文字までで書いてください" "Write at most 2,000 characters";
    OUTCOME_UNKNOWN = "AP-423"
        "成果にする工程表の版、分析、公表版が見つかりません" "That version of the roadmap, snapshot or edition was not found"
        "公表した工程表の版、分析の記録、公表版のどれかを一覧から選んでください" "Choose a published version of the roadmap, a snapshot or an edition of the list";
    REMARK_STATE = "AP-424"
        "意見の状態を選んでください" "Choose a state"
        "回答済、反映、見送り、完了のどれかです" "Answered, accepted, declined or done";
    ITEM_SEVERAL = "AP-425"
        "当てはまる対象がいくつかあります" "Several things fit what was written"
        "「対象」の下の一覧から一つ選んで、もう一度保存してください。一覧にないときは、名前をもっと長く書いてください"
        "Choose one of the list below the field and save again; where it is not in the list, write more of its name";
}

/// The longest remark and the longest response, in characters.
pub const REMARK_CHARS: usize = 2_000;

/// The longest name, role or theme, in characters.
const SHORT_CHARS: usize = 120;

/// A remark as the actor may see it (意見の行).
#[derive(Clone, Debug)]
pub struct RemarkLine {
    /// The remark; its speaker is 委員 where the actor may not know who it was.
    pub remark: RemarkRow,
    /// What it speaks about.
    pub item: ItemLabel,
    /// The body and meeting it was said in; empty for none.
    pub occasion: Text,
    /// The names of the department that answers, from the top down.
    pub department: Vec<String>,
    /// Whether the response is late.
    pub is_overdue: bool,
    /// Whether the name of who spoke is kept back from the actor.
    pub is_masked: bool,
}

/// One remark (意見の画面).
#[derive(Clone, Debug)]
pub struct RemarkView {
    /// The remark.
    pub line: RemarkLine,
    /// What was done to it, the oldest first.
    pub steps: Vec<RemarkStep>,
    /// What may be named as what came of it: the outcome and its words.
    pub outcomes: Vec<(RemarkOutcome, Text)>,
    /// Whether the actor may answer it.
    pub may_answer: bool,
    /// Whether the actor may say who answers, hide it and show it again.
    pub may_manage: bool,
}

impl App {
    /// One remark with its history.
    ///
    /// # Errors
    /// When the actor may not see it, or there is none.
    pub async fn remark_view(&self, actor: &Actor, id: i64) -> Result<RemarkView, AppError> {
        permit(actor, Action::ReadDiscussion)?;
        let missing = || AppError::NotFound { what: "remark", name: id.to_string() };
        let (row, mut steps) = self.store.remark(id).await?.ok_or_else(missing)?;
        let may_manage = actor.may(Action::ManageRemarks);
        if !row.hidden_reason.is_empty() && !may_manage {
            return Err(missing());
        }
        let created = row.created_account;
        let path = self.remark_path(row.department_id).await?;
        let line = self.remark_lines(actor, vec![row]).await?.pop().ok_or_else(missing)?;
        if line.is_masked {
            // Whoever spoke may have entered it: then the history would name the source.
            let own = created.map(|account| format!("account:{account}:"));
            for step in &mut steps {
                if own.as_ref().is_some_and(|own| step.actor.starts_with(own.as_str())) {
                    step.actor = SOMEBODY_JA.to_owned();
                }
            }
        }
        let may_answer = actor.may(Ask::AnswerRemark { department_path: &path });
        let outcomes = if may_answer { self.possible_outcomes(actor, &line.remark.item).await? } else { Vec::new() };
        Ok(RemarkView { line, steps, outcomes, may_answer, may_manage })
    }

    /// Remarks as the actor may see them.
    pub(crate) async fn remark_lines(&self, actor: &Actor, rows: Vec<RemarkRow>) -> Result<Vec<RemarkLine>, AppError> {
        let may_know = actor.may(Action::ReadRemarkSources);
        let departments = self.store.departments().await?;
        let labels = self.item_labels(rows.iter().map(|row| &row.item)).await?;
        let occasions = self.occasions().await?;
        let today = self.today();
        let lines = rows.into_iter().map(|mut remark| {
            let is_masked = remark.source == RemarkSource::Confidential && !may_know;
            if is_masked {
                (remark.speaker, remark.speaker_role) = (SOMEBODY_JA.to_owned(), String::new());
                remark.created_account = None;
            }
            RemarkLine {
                item: labels.get(&remark.item).cloned().unwrap_or_else(|| ItemLabel::unknown(&remark.item)),
                occasion: occasions.name(&remark.body_id, remark.meeting),
                department: remark.department_id.map(|id| departments.path_names(id)).unwrap_or_default(),
                is_overdue: is_overdue(remark.state, remark.due, today),
                is_masked,
                remark,
            }
        });
        Ok(lines.collect())
    }

    /// The ids of the department that answers, from the top down.
    async fn remark_path(&self, department: Option<i64>) -> Result<Vec<String>, AppError> {
        let Some(id) = department else { return Ok(Vec::new()) };
        let departments = self.store.departments().await?;
        Ok(departments.path(id).iter().map(ToString::to_string).collect())
    }

    /// What may be named as what came of a remark about this.
    async fn possible_outcomes(&self, actor: &Actor, item: &ItemRef) -> Result<Vec<(RemarkOutcome, Text)>, AppError> {
        let versions = self.roadmap_history(actor).await?.versions;
        let mut outcomes: Vec<(RemarkOutcome, Text)> = versions
            .iter()
            .filter_map(|head| head.number)
            .map(|number| {
                let outcome = RemarkOutcome::Roadmap(number);
                let words = outcome_words(&outcome);
                (outcome, words)
            })
            .collect();
        let editions = self.published_editions(actor).await?;
        outcomes.extend(editions.iter().take(MOST_EDITIONS).map(|edition| {
            let outcome = RemarkOutcome::Edition(edition.number);
            let words = outcome_words(&outcome);
            (outcome, words)
        }));
        let cluster =
            matches!(item.kind, reform::discussion::ItemKind::Cluster | reform::discussion::ItemKind::Roadmap);
        for number in 1..=if cluster { MOST_SNAPSHOTS } else { 0 } {
            if self.store.analysis_snapshot(&item.id, number).await?.is_none() {
                break;
            }
            let outcome = RemarkOutcome::Analysis(item.id.clone(), number);
            let words = outcome_words(&outcome);
            outcomes.push((outcome, words));
        }
        Ok(outcomes)
    }
}

/// The most editions that are offered, the latest first.
const MOST_EDITIONS: usize = 20;

/// The most snapshots of an analysis that are offered.
const MOST_SNAPSHOTS: i64 = 50;

/// An outcome in words.
pub fn outcome_words(outcome: &RemarkOutcome) -> Text {
    match outcome {
        RemarkOutcome::Roadmap(number) => {
            Text { ja: format!("工程表 第{number}版"), en: Some(format!("roadmap, version {number}")) }
        }
        RemarkOutcome::Analysis(_, number) => {
            Text { ja: format!("経営分析の記録 {number}"), en: Some(format!("analysis, snapshot {number}")) }
        }
        RemarkOutcome::Edition(number) => {
            Text { ja: format!("公表版 第{number}号"), en: Some(format!("published edition {number}")) }
        }
    }
}

/// The page an outcome stands on.
pub fn outcome_path(outcome: &RemarkOutcome) -> String {
    match outcome {
        RemarkOutcome::Roadmap(number) => format!("/roadmap?version={number}"),
        RemarkOutcome::Analysis(cluster, number) => format!("/clusters/{cluster}/analysis/snapshots/{number}"),
        RemarkOutcome::Edition(number) => format!("/editions/number/{number}"),
    }
}

/// What stands in the way of a change somebody else was quicker with.
fn changed(id: i64) -> AppError {
    Refusal::conflict(&REMARK_CHANGED, id.to_string()).into()
}

/// The state a word means.
fn state_of(word: &str) -> Result<RemarkState, AppError> {
    RemarkState::from_word(word.trim()).ok_or_else(|| Refusal::invalid(&REMARK_STATE, "").into())
}
