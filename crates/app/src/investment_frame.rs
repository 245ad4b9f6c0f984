//! The investment frame (次世代投資枠): target, ledger, balance.
//!
//! - [`App::investment_frame`]: how far the frame has come, and its whole ledger
//! - [`App::enter_in_frame`], [`App::cancel_in_frame`], [`App::close_frame_year`]: what is written to it
//! - [`pictures`], [`tables`]: the same as charts and as files

mod demo;
mod entry;
pub mod pictures;
pub mod tables;

use fiscal::{FiscalYear, Yen};
use reform::ProblemKind;
use reform::decision::Decision;
use reform::frame::{self, Balance, Entry, Progress};
use reform::plan::PlanFrame;
use store::InventoryKind;
use store::frame::FrameWrite;

use crate::App;
use crate::error::{AppError, Refusal};
use crate::permission::{Action, Actor, permit};
use crate::study::outlook::overflow;

pub use entry::{EntryFault, EntryForm};
pub use reform::frame::{Ground, Side, SourceKind};
pub use store::frame::{FrameYear, StoredEntry};

reform::declare_kinds! {
    FRAME_STALE = "AP-260"
        "ほかの人がこの年度の台帳を変えました" "Somebody else changed the ledger of this year"
        "下に今の台帳を示しています。記入した内容を確かめて、もう一度送ってください"
        "The ledger below is the present one; check what you entered and send it again";
    PROGRAM_UNKNOWN = "AP-261"
        "その番号の事業はありません" "There is no program of this number"
        "事業一覧で番号を確かめるか、空欄にしてください" "Check the number in the list of programs, or leave it empty";
    TEXT_TOO_LONG = "AP-262"
        "文字が多すぎるか、使えない文字があります" "Too long, or characters that cannot be used"
        "200文字までにし、改行などの制御文字を除いてください" "Use at most 200 characters and no control characters";
    LEDGER_FULL = "AP-263"
        "この年度の台帳にはこれ以上書けません" "The ledger of this year is full"
        "一年度に2,000件までです。細かな記入をまとめてください" "A year takes 2,000 entries; put small ones together";
}

/// The frame with its ledger (投資枠の全体).
#[derive(Clone, Debug)]
pub struct FrameView {
    /// What the plan says of it.
    pub plan: PlanFrame,
    /// The first and the last fiscal year.
    pub years: (FiscalYear, FiscalYear),
    /// How far it has come.
    pub progress: Progress,
    /// Every entry, also cancelled ones, by year and number.
    pub ledger: Vec<StoredEntry>,
    /// How each year stands that has entries.
    pub stands: Vec<FrameYear>,
    /// Every decision that can be a ground.
    pub decisions: Vec<Decision>,
    /// Whether any entry is an example.
    pub is_illustrative: bool,
}

impl FrameView {
    /// The entries of a year, also cancelled ones.
    pub fn of_year(&self, year: FiscalYear) -> impl Iterator<Item = &StoredEntry> {
        self.ledger.iter().filter(move |stored| stored.entry.year == year)
    }

    /// What counts, over all years or in one.
    pub fn counting(&self, year: Option<FiscalYear>) -> Vec<&StoredEntry> {
        let counts =
            |stored: &&StoredEntry| !stored.entry.is_cancelled && year.is_none_or(|year| stored.entry.year == year);
        self.ledger.iter().filter(counts).collect()
    }

    /// What a year's entries add up to.
    ///
    /// # Errors
    /// When a sum does not fit.
    pub fn balance(&self, year: FiscalYear) -> Result<Balance, AppError> {
        frame::balance(&self.entries(), year).map_err(overflow)
    }

    /// Σ sources − Σ uses of a year: above zero money without a use, below zero uses without money.
    ///
    /// # Errors
    /// When a sum does not fit.
    pub fn difference(&self, year: FiscalYear) -> Result<Yen, AppError> {
        self.balance(year)?.difference().map_err(overflow)
    }

    /// The revision a form of this year starts from.
    pub fn revision(&self, year: FiscalYear) -> i64 {
        self.stand(year).map_or(0, |stand| stand.revision)
    }

    /// Whether the year is closed.
    pub fn is_closed(&self, year: FiscalYear) -> bool {
        self.stand(year).is_some_and(|stand| stand.is_closed)
    }

    /// The decided decisions that set general funds free in a year, with what the ledger has not counted of each yet.
    pub fn open_decisions(&self, year: FiscalYear) -> Vec<(&Decision, Yen)> {
        let entries = self.entries();
        let decided = self.decisions.iter().filter(|decision| decision.is_decided);
        let left = decided.filter_map(|decision| Some((decision, frame::remaining(decision, year, &entries)?)));
        left.filter(|(_, left)| *left > Yen::ZERO).collect()
    }

    fn entries(&self) -> Vec<Entry> {
        self.ledger.iter().map(|stored| stored.entry.clone()).collect()
    }

    fn stand(&self, year: FiscalYear) -> Option<&FrameYear> {
        self.stands.iter().find(|stand| stand.year == year)
    }
}

impl App {
    /// How far the investment frame has come, with its ledger.
    ///
    /// # Errors
    /// When the actor may not see it, the plan has no frame, or the database fails.
    pub async fn investment_frame(&self, actor: &Actor) -> Result<FrameView, AppError> {
        permit(actor, Action::ReadFrame)?;
        let plan = &self.plan.frame;
        let total = plan.targets.iter().find(|target| target.is_total());
        let total = total.and_then(|target| Some((target, target.amount(&self.plan)?.1)));
        let Some((span, total)) = total else {
            return Err(AppError::NotFound { what: "investment frame", name: self.plan.title.ja.clone() });
        };
        let years = (span.first_year, span.last_year);
        let single = plan.targets.iter().filter(|target| !target.is_total());
        let stated: Vec<(FiscalYear, Yen)> =
            single.filter_map(|target| Some((target.first_year, target.amount(&self.plan)?.1))).collect();
        let ledger = self.store.frame_entries().await?;
        let stands = self.store.frame_years().await?;
        let entries: Vec<Entry> = ledger.iter().map(|stored| stored.entry.clone()).collect();
        let progress = frame::progress(total, years, &stated, &entries).map_err(overflow)?;
        let is_illustrative = ledger.iter().any(|stored| stored.is_demo);
        let decisions = self.decisions(actor).await?;
        Ok(FrameView { plan: plan.clone(), years, progress, ledger, stands, decisions, is_illustrative })
    }

    /// Adds an entry to the ledger of a year; its number, or everything wrong with it.
    ///
    /// # Errors
    /// When the actor may not, the year is closed, or somebody else changed the year since `revision`.
    pub async fn enter_in_frame(
        &self,
        actor: &Actor,
        year: FiscalYear,
        form: &EntryForm,
        revision: i64,
    ) -> Result<Result<i64, Vec<EntryFault>>, AppError> {
        permit(actor, Action::ManageFrame)?;
        let view = self.investment_frame(actor).await?;
        let entry = match self.read_entry(&view, year, form).await? {
            Ok(entry) => entry,
            Err(faults) => return Ok(Err(faults)),
        };
        let is_demo = self.store.inventory_state().await?.kind == InventoryKind::Demo;
        let written = self.store.add_frame_entry(&actor.name, &entry, revision, is_demo).await?;
        settled(written).map(Ok)
    }

    /// Cancels an entry of a year, with a reason.
    ///
    /// # Errors
    /// When the actor may not, there is no reason or no such entry, the year is closed, or somebody else changed it.
    pub async fn cancel_in_frame(
        &self,
        actor: &Actor,
        entry: (FiscalYear, i64),
        reason: &str,
        revision: i64,
    ) -> Result<i64, AppError> {
        permit(actor, Action::ManageFrame)?;
        let reason = entry::reason(reason)?;
        settled(self.store.cancel_frame_entry(&actor.name, entry, &reason, revision).await?)
    }

    /// Closes a year whose sources and uses meet to the yen.
    ///
    /// # Errors
    /// When the actor may not, the year does not balance or is closed, or somebody else changed it.
    pub async fn close_frame_year(&self, actor: &Actor, year: FiscalYear, revision: i64) -> Result<i64, AppError> {
        permit(actor, Action::ManageFrame)?;
        let view = self.investment_frame(actor).await?;
        frame::check_close(&view.balance(year)?).map_err(|kind| Refusal::conflict(kind, year.japanese()))?;
        settled(self.store.close_frame_year(&actor.name, year, true, "", revision).await?)
    }

    /// Reopens a closed year, with a reason.
    ///
    /// # Errors
    /// When the actor may not, there is no reason, or the year is not closed.
    pub async fn reopen_frame_year(
        &self,
        actor: &Actor,
        year: FiscalYear,
        reason: &str,
        revision: i64,
    ) -> Result<i64, AppError> {
        permit(actor, Action::ManageFrame)?;
        let reason = entry::reason(reason)?;
        settled(self.store.close_frame_year(&actor.name, year, false, &reason, revision).await?)
    }
}

/// How far the frame has come as a percentage of its target, with one decimal; for display.
pub fn percent_of(progress: &Progress) -> fiscal::Quantity {
    frame::progress_tenths(progress.secured, progress.target)
}

fn settled(written: FrameWrite) -> Result<i64, AppError> {
    let kind: &'static ProblemKind = match written {
        FrameWrite::Done(number) => return Ok(number),
        FrameWrite::Missing => return Err(AppError::NotFound { what: "entry of the frame", name: String::new() }),
        FrameWrite::Closed => &frame::YEAR_CLOSED,
        FrameWrite::NotClosed => &frame::YEAR_NOT_CLOSED,
        FrameWrite::Stale => &FRAME_STALE,
        FrameWrite::CancelledBefore => &frame::ALREADY_CANCELLED,
        FrameWrite::NotBalanced => &frame::NOT_BALANCED,
    };
    Err(Refusal::conflict(kind, "").into())
}
