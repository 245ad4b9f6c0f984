//! Lineage of a review year (系譜): how last year's programs became this year's, and the two totals reconciled.
//!
//! A person sets only where a program goes and with which share. What kind of link that is — merged, split, renamed,
//! transferred — follows from the numbers, names and departments, so it cannot contradict them. What nobody set is
//! proposed ([`propose_links`]) from the inventories and from what was decided in the review of the year before.

use std::collections::BTreeMap;

use fiscal::{FiscalYear, Yen};
use reform::Amounts;
use reform::lineage::{
    Answer, LineageProblem, Link, LinkKind, Origin, Proposed, Reconciliation, WHOLE_BP, YearProgram, check_links,
    propose_links, reconcile,
};
use reform::review::ReviewSheet;
use reform::workflow::State;
use reform::{ProblemKind, Severity};
use store::YearCost;

use super::Department;
use crate::App;
use crate::error::{AppError, Refusal};
use crate::permission::{Action, Actor, permit};

/// The most programs one program can be split into.
pub const MOST_TARGETS: usize = 10;

/// Two years and what leads from one to the other (系譜の見え方).
#[derive(Clone, Debug)]
pub struct LineageView {
    /// The year before.
    pub last_year: FiscalYear,
    /// The year it leads to.
    pub this_year: FiscalYear,
    /// Last year's programs, by id.
    pub last: Vec<YearProgram>,
    /// This year's programs, by id.
    pub this: Vec<YearProgram>,
    /// Every link, with where it is from.
    pub links: Vec<Proposed>,
    /// The totals reconciled, or every fault that keeps them from being so.
    pub reconciliation: Result<Reconciliation, Vec<LineageProblem>>,
    /// How many programs of either year state no cost and count as nothing.
    pub without_cost: usize,
    /// Every department by id.
    pub departments: BTreeMap<i64, Department>,
    /// Number in the source and name of each program, the later year's.
    pub names: BTreeMap<String, (String, String)>,
    /// What the review of the year before decided.
    answers: Vec<Answer>,
}

/// Where one program of last year goes (新しいつながり).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLinks {
    /// The program of last year.
    pub from: i64,
    /// Where it goes; nowhere means that it ended.
    pub targets: Vec<Target>,
    /// What was set before, as [`LineageView::set_links_text`] gave it, so that another's change meanwhile is noticed.
    pub seen: String,
}

/// A program of this year and the share that goes there (行き先と配分).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// The program of this year.
    pub program: i64,
    /// The share, in hundredths of a percent.
    pub share_bp: u32,
}

impl LineageView {
    fn new(
        years: (FiscalYear, FiscalYear),
        costs: (Vec<YearCost>, Vec<YearCost>),
        set: &[Link],
        answers: Vec<Answer>,
        departments: BTreeMap<i64, Department>,
    ) -> LineageView {
        let without_cost = costs.0.iter().chain(&costs.1).filter(|cost| cost.cost.is_none()).count();
        let names = costs.0.iter().chain(&costs.1);
        let names = names.map(|cost| (cost.program_id.to_string(), (cost.external_id.clone(), cost.name.clone())));
        let names = names.collect();
        let (last, this) = (programs(&costs.0), programs(&costs.1));
        let (last_year, this_year) = years;
        let links = propose_links(&last, Some(&this), this_year, set, &answers);
        let reconciliation = reconcile(&last, &this, &plain(&links));
        LineageView {
            last_year,
            this_year,
            last,
            this,
            links,
            reconciliation,
            without_cost,
            departments,
            names,
            answers,
        }
    }

    /// What a person has set for a program, as a text that changes with it: `12:10000,15:2500`.
    pub fn set_links_text(&self, from: i64) -> String {
        let from = from.to_string();
        let texts: Vec<String> = self
            .set_links()
            .filter(|link| link.from.as_ref() == Some(&from))
            .map(|link| format!("{}:{}", link.to.as_deref().unwrap_or("-"), link.share_bp))
            .collect();
        texts.join(",")
    }

    /// The links a person set.
    fn set_links(&self) -> impl Iterator<Item = &Link> {
        self.links.iter().filter(|one| one.origin == Origin::Set).map(|one| &one.link)
    }

    /// Number and name of a program: `0123 見守り事業`.
    pub fn name(&self, id: &str) -> String {
        self.names.get(id).map_or_else(|| id.to_owned(), |(number, name)| format!("{number} {name}"))
    }

    /// Whether the inventory states anything for the later year.
    pub fn has_this_year(&self) -> bool {
        !self.this.is_empty()
    }
}

impl App {
    /// How the programs of the year before became those of a review's year.
    ///
    /// # Errors
    /// When the actor may not see reviews, or there is none of that year.
    pub async fn lineage(&self, actor: &Actor, year: FiscalYear) -> Result<LineageView, AppError> {
        permit(actor, Action::ReadReviews)?;
        let Some((source_year, _)) = self.store.review_source(year).await? else {
            return Err(AppError::NotFound { what: "review", name: year.start().to_string() });
        };
        let costs = (self.store.year_costs(source_year).await?, self.store.year_costs(year).await?);
        let answers = self.decided_answers(source_year, &costs.0).await?;
        let stored = self.store.lineage_links(year).await?;
        let set: Vec<Link> = stored.into_iter().filter(|stored| stored.is_set).map(|stored| stored.link).collect();
        let departments = self.department_names().await?;
        Ok(LineageView::new((source_year, year), costs, &set, answers, departments))
    }

    /// What the review of a year decided about where its programs go; nothing that is still open.
    async fn decided_answers(&self, year: FiscalYear, costs: &[YearCost]) -> Result<Vec<Answer>, AppError> {
        let numbers: BTreeMap<&str, i64> =
            costs.iter().map(|cost| (cost.external_id.as_str(), cost.program_id)).collect();
        let decided = self.store.deciding_sheets(year, false).await?.into_iter();
        let decided = decided.filter(|sheet| matches!(sheet.state, State::Decided | State::Published));
        let answers = decided.filter_map(|stored| {
            let program = stored.program_id.to_string();
            let sheet = ReviewSheet::from_fields(&program, year, &stored.fields).ok()?;
            let merge_into = sheet.merge_into.as_deref().and_then(|number| numbers.get(number.trim()));
            Some(Answer {
                direction: sheet.standing_direction(),
                merge_into: merge_into.map(i64::to_string),
                last_year: sheet.last_year,
                program,
            })
        });
        Ok(answers.collect())
    }

    /// Says where a program of the year before goes.
    ///
    /// # Errors
    /// When the actor may not; when the shares are not whole, a program is unknown or given twice, or somebody set it
    /// otherwise meanwhile. Nothing is changed then.
    pub async fn set_lineage(&self, actor: &Actor, year: FiscalYear, new: &NewLinks) -> Result<(), AppError> {
        permit(actor, Action::ManageReviews)?;
        let view = self.lineage(actor, year).await?;
        let from = new.from.to_string();
        if view.set_links_text(new.from) != new.seen {
            return Err(Refusal::conflict(&LINEAGE_CHANGED, view.name(&from)).into());
        }
        if new.targets.len() > MOST_TARGETS {
            return Err(Refusal::invalid(&TOO_MANY_TARGETS, MOST_TARGETS.to_string()).into());
        }
        let is_of = |link: &Link| link.from.as_ref() == Some(&from);
        let kept = view.set_links().filter(|link| !is_of(link)).cloned();
        let mut added: Vec<Link> = new
            .targets
            .iter()
            .map(|target| {
                let to = Some(target.program.to_string());
                Link { kind: LinkKind::Continue, from: Some(from.clone()), to, share_bp: target.share_bp }
            })
            .collect();
        if added.is_empty() {
            added.push(Link { kind: LinkKind::Ended, from: Some(from.clone()), to: None, share_bp: WHOLE_BP });
        }
        let wanted: Vec<Link> = kept.chain(added).collect();
        let all = plain(&propose_links(&view.last, Some(&view.this), year, &wanted, &view.answers));
        if let Some(fault) = check_links(&view.last, &view.this, &all).first() {
            let programs: Vec<String> = fault.programs.iter().map(|id| view.name(id)).collect();
            return Err(Refusal::invalid(fault.kind(), programs.join("、")).into());
        }
        let new_links: Vec<Link> = all.into_iter().filter(|link| is_of(link)).collect();
        // Read as they are stored: kinds shown are worked out anew, so they may differ from those.
        let stored = self.store.lineage_links(year).await?.into_iter().map(|stored| stored.link);
        let gone: Vec<Link> = stored.filter(|link| is_of(link)).collect();
        if self.store.replace_links(&actor.name, year, &gone, &new_links, true).await? {
            Ok(())
        } else {
            Err(Refusal::conflict(&LINEAGE_CHANGED, view.name(&from)).into())
        }
    }

    /// Takes back what was set for a program of the year before, so that what is proposed holds again.
    ///
    /// # Errors
    /// When the actor may not, or somebody set it otherwise meanwhile.
    pub async fn unset_lineage(&self, actor: &Actor, year: FiscalYear, from: i64, seen: &str) -> Result<(), AppError> {
        permit(actor, Action::ManageReviews)?;
        let view = self.lineage(actor, year).await?;
        let program = from.to_string();
        let changed = || Refusal::conflict(&LINEAGE_CHANGED, view.name(&program));
        if view.set_links_text(from) != seen {
            return Err(changed().into());
        }
        let stored = self.store.lineage_links(year).await?.into_iter().map(|stored| stored.link);
        let gone: Vec<Link> = stored.filter(|link| link.from.as_ref() == Some(&program)).collect();
        if self.store.replace_links(&actor.name, year, &gone, &[], true).await? {
            Ok(())
        } else {
            Err(changed().into())
        }
    }
}

fn programs(costs: &[YearCost]) -> Vec<YearProgram> {
    costs
        .iter()
        .map(|cost| YearProgram {
            id: cost.program_id.to_string(),
            name: cost.name.clone(),
            department: cost.department_id.map(|id| id.to_string()).unwrap_or_default(),
            cost: Amounts { gross: cost.cost.unwrap_or(Yen::ZERO), general: cost.general.unwrap_or(Yen::ZERO) },
        })
        .collect()
}

fn plain(links: &[Proposed]) -> Vec<Link> {
    links.iter().map(|one| one.link.clone()).collect()
}

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
    };
}

kinds! {
    LINEAGE_CHANGED = "AP-120"
        "ほかの人がこの事業のつながりを変えています" "Somebody else has set this program's links meanwhile"
        "画面を開き直し、今のつながりを見てから決めてください" "Reload the page and decide from the links as they are now";
    TOO_MANY_TARGETS = "AP-121"
        "行き先が多すぎます" "Too many targets"
        "一つの事業の行き先は10までです" "One program leads to at most ten";
    PROGRAM_NOT_FOUND = "AP-122"
        "その番号の事業は、その年度の台帳にありません" "The inventory of that year has no program of this number"
        "事業一覧で番号を確かめてください" "Check the number in the list of programs";
    SHARE_NOT_READ = "AP-123"
        "配分を読み取れません" "This is no share"
        "0より大きく100以下の数を、小数2桁までで入れてください" "Give a number above 0 and up to 100, with at most two decimals";
}
