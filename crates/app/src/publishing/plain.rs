//! Plain summaries (やさしい日本語の説明) of programs and clusters: written by who works on them, never written over.
//!
//! A text is kept whatever its style; [`advice`](advice::advice) says what could be plainer. Nothing written here is public
//! before an edition with it is approved.

pub mod advice;
mod demo;

use reform::declare_kinds;
use store::plain_summary::{NewSummary, SummaryKind, SummaryWrite};

pub use advice::{Advice, AdviceKind};
pub use store::plain_summary::PlainSummary;

use crate::App;
use crate::departments::fiscal_year_of;
use crate::error::{AppError, Refusal};
use crate::permission::{Action, Actor, Ask, permit};

declare_kinds! {
    SUMMARY_TEXT = "AP-380"
        "説明が長すぎるか、使えない文字があります" "The summary is too long or holds characters that cannot be used"
        "400文字までで、制御文字や、文字の向きを変える記号を除いて書いてください"
        "Write at most 400 characters, without control characters and marks that turn the direction of writing";
    SUMMARY_CHANGED = "AP-381"
        "この説明は、ほかの人が先に書きました" "Somebody else wrote this summary first"
        "今の説明と見比べて、残したい言葉を書いて、もう一度保存してください"
        "Compare with what stands now, write what should stay and save again";
}

/// The most characters of a summary.
pub const MAX_CHARS: usize = 400;

/// What a summary is about, by its address (説明の対象).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject<'a> {
    /// A program by its number in this system.
    Program(i64),
    /// A cluster by its id.
    Cluster(&'a str),
}

/// What the page of a summary shows (説明の画面).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlainView {
    /// The name of the program or cluster.
    pub name: String,
    /// Whether the actor may write it.
    pub may_write: bool,
    /// Every text, newest first; the first holds unless it is empty.
    pub history: Vec<PlainSummary>,
}

/// The line of a summary on the page of its program or cluster (説明の一行).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlainLine {
    /// The text that holds; empty where there is none.
    pub text: String,
    /// Whether it is an example.
    pub is_demo: bool,
    /// Whether the actor may write it.
    pub may_write: bool,
}

/// How many have a summary (説明のある数).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PlainCounts {
    /// Programs with one.
    pub programs: usize,
    /// Clusters with one.
    pub clusters: usize,
}

/// What came of saving (保存の結果).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlainOutcome {
    /// It is kept, or it says what held already.
    Kept,
    /// Somebody else wrote meanwhile: what holds now.
    Stale(Box<PlainSummary>),
}

/// A program or cluster as rights and storage know it.
struct Found {
    kind: SummaryKind,
    key: String,
    name: String,
    department_path: Vec<String>,
    is_demo: bool,
}

impl Found {
    fn ask(&self) -> Ask<'_> {
        match self.kind {
            SummaryKind::Program => Ask::DescribeProgram { department_path: &self.department_path },
            SummaryKind::Cluster => Ask::WorkOnCluster { department_path: &self.department_path },
        }
    }
}

impl PlainView {
    /// The text that holds; none where nobody wrote one or it was taken back.
    pub fn current(&self) -> Option<&PlainSummary> {
        self.history.first().filter(|latest| !latest.body.is_empty())
    }

    /// The number to send with a new text.
    pub fn seen(&self) -> i64 {
        self.history.first().map_or(0, |latest| latest.id)
    }
}

impl App {
    /// The summary of a program or cluster with everything that stood there before.
    ///
    /// # Errors
    /// When the actor may not see what is being prepared for publication, or there is no such program or cluster.
    pub async fn plain_summary(&self, actor: &Actor, subject: Subject<'_>) -> Result<PlainView, AppError> {
        permit(actor, Action::ReadEditions)?;
        let found = self.find(actor, subject).await?;
        let history = self.store.plain_summary_history(found.kind, &found.key).await?;
        Ok(PlainView { may_write: actor.may(found.ask()), name: found.name, history })
    }

    /// The line of a summary for the page of its subject; none for who may not see what is being prepared.
    ///
    /// # Errors
    /// When there is no such program or cluster, or the database fails.
    pub async fn plain_summary_line(&self, actor: &Actor, subject: Subject<'_>) -> Result<Option<PlainLine>, AppError> {
        if !actor.may(Action::ReadEditions) {
            return Ok(None);
        }
        let view = self.plain_summary(actor, subject).await?;
        let (text, is_demo) = view.current().map(|latest| (latest.body.clone(), latest.is_demo)).unwrap_or_default();
        Ok(Some(PlainLine { text, is_demo, may_write: view.may_write }))
    }

    /// How many programs and clusters have a summary; none for who may not see what is being prepared.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn plain_summary_counts(&self, actor: &Actor) -> Result<Option<PlainCounts>, AppError> {
        if !actor.may(Action::ReadEditions) {
            return Ok(None);
        }
        let held = self.store.plain_summaries().await?;
        let of = |kind: SummaryKind| held.keys().filter(|(word, _)| word == kind.word()).count();
        Ok(Some(PlainCounts { programs: of(SummaryKind::Program), clusters: of(SummaryKind::Cluster) }))
    }

    /// Writes the summary of a program or cluster, or takes it back with an empty text. `seen` is [`PlainView::seen`] of the
    /// page the writer had before the eyes.
    ///
    /// # Errors
    /// When the actor may not describe it, there is no such program or cluster, or the text cannot be kept.
    pub async fn write_plain_summary(
        &self,
        actor: &Actor,
        subject: Subject<'_>,
        text: &str,
        seen: i64,
    ) -> Result<PlainOutcome, AppError> {
        let found = self.find(actor, subject).await?;
        permit(actor, found.ask())?;
        let body = checked(text)?;
        let name = actor.signed_in().map_or_else(|| actor.name.clone(), |member| member.name.clone());
        let new =
            NewSummary { body: &body, written_by: &name, written_account: actor.account(), is_demo: found.is_demo };
        let subject = (found.kind, found.key.as_str());
        Ok(match self.store.write_plain_summary(&actor.name, subject, new, seen).await? {
            SummaryWrite::Done(_) | SummaryWrite::Same => PlainOutcome::Kept,
            SummaryWrite::Stale(latest) => PlainOutcome::Stale(latest),
        })
    }

    /// What could be plainer in a text, by the city's own glossary too.
    pub fn plain_advice(&self, text: &str) -> Vec<Advice> {
        advice::advice(text, &self.plan.glossary)
    }

    async fn find(&self, actor: &Actor, subject: Subject<'_>) -> Result<Found, AppError> {
        match subject {
            Subject::Program(id) => {
                let program = self.program(actor, id).await?;
                Ok(Found {
                    kind: SummaryKind::Program,
                    key: program.sheet.external_id.clone(),
                    department_path: self.answering_path(&program.department_ids).await?,
                    name: program.sheet.name,
                    is_demo: program.demo,
                })
            }
            Subject::Cluster(id) => {
                let head = self.cluster_head(actor, id).await?;
                // A cluster of the plan stays when the examples go, and so does what was said of it.
                let goes_with_examples = head.is_illustrative && !self.plan.clusters.iter().any(|one| one.id == id);
                Ok(Found {
                    kind: SummaryKind::Cluster,
                    key: head.id,
                    name: head.name.ja,
                    department_path: head.lead_path,
                    is_demo: goes_with_examples,
                })
            }
        }
    }

    /// The path of the department that answers for a program now: its own, or who took over from it.
    async fn answering_path(&self, department_ids: &[i64]) -> Result<Vec<String>, AppError> {
        let Some(own) = department_ids.last() else { return Ok(Vec::new()) };
        let departments = self.store.departments().await?;
        let now = departments.answering_in(*own, fiscal_year_of(self.today())).unwrap_or(*own);
        Ok(departments.path(now).iter().map(i64::to_string).collect())
    }
}

/// The text as it is kept: no spaces around it, `\n` as the one line end.
fn checked(text: &str) -> Result<String, Refusal> {
    let text = text.trim().replace("\r\n", "\n");
    let hidden = |letter: char| matches!(letter, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}');
    let bad = text.chars().find(|letter| letter.is_control() && *letter != '\n' || hidden(*letter));
    let count = text.chars().count();
    match bad {
        Some(letter) => Err(Refusal::invalid(&SUMMARY_TEXT, format!("U+{:04X}", u32::from(letter)))),
        None if count > MAX_CHARS => Err(Refusal::invalid(&SUMMARY_TEXT, format!("{count} / {MAX_CHARS}"))),
        None => Ok(text),
    }
}
