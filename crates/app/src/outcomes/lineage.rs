//! Lineage of a review year (系譜): how last year's programs became this year's, and the two totals reconciled.
//!
//! A person sets only where a program goes and with which share. What kind of link that is — merged, split, renamed,
//! transferred — follows from the numbers, names and departments, so it cannot contradict them. What nobody set is
//! proposed: a program of both years goes on, one of last year only ended, one of this year only is new.

use std::collections::{BTreeMap, BTreeSet};

use fiscal::{FiscalYear, Yen};
use reform::Amounts;
use reform::lineage::{LineageProblem, Link, LinkKind, Reconciliation, WHOLE_BP, YearProgram, check_links, reconcile};
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
    /// Every link, with whether a person set it.
    pub links: Vec<(Link, bool)>,
    /// The totals reconciled, or every fault that keeps them from being so.
    pub reconciliation: Result<Reconciliation, Vec<LineageProblem>>,
    /// How many programs of either year state no cost and count as nothing.
    pub without_cost: usize,
    /// Every department by id.
    pub departments: BTreeMap<i64, Department>,
    /// Number in the source and name of each program, the later year's.
    pub names: BTreeMap<String, (String, String)>,
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
        departments: BTreeMap<i64, Department>,
    ) -> LineageView {
        let without_cost = costs.0.iter().chain(&costs.1).filter(|cost| cost.cost.is_none()).count();
        let names = costs.0.iter().chain(&costs.1);
        let names = names.map(|cost| (cost.program_id.to_string(), (cost.external_id.clone(), cost.name.clone())));
        let names = names.collect();
        let (last, this) = (programs(&costs.0), programs(&costs.1));
        let links = with_proposals(&last, &this, set);
        let plain: Vec<Link> = links.iter().map(|(link, _)| link.clone()).collect();
        let reconciliation = reconcile(&last, &this, &plain);
        let (last_year, this_year) = years;
        LineageView { last_year, this_year, last, this, links, reconciliation, without_cost, departments, names }
    }

    /// What a person has set for a program, as a text that changes with it: `12:10000,15:2500`.
    pub fn set_links_text(&self, from: i64) -> String {
        let from = from.to_string();
        let set = self.links.iter().filter(|(link, is_set)| *is_set && link.from.as_ref() == Some(&from));
        let texts: Vec<String> =
            set.map(|(link, _)| format!("{}:{}", link.to.as_deref().unwrap_or("-"), link.share_bp)).collect();
        texts.join(",")
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
        let stored = self.store.lineage_links(year).await?;
        let set: Vec<Link> = stored.into_iter().filter(|stored| stored.is_set).map(|stored| stored.link).collect();
        let departments = self.store.department_paths().await?;
        let departments = departments.into_iter().map(|(id, (ids, names))| (id, Department { ids, names }));
        Ok(LineageView::new((source_year, year), costs, &set, departments.collect()))
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
        let kept = view.links.iter().filter(|(link, is_set)| *is_set && !is_of(link)).map(|(link, _)| link.clone());
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
        let all = with_proposals(&view.last, &view.this, &wanted);
        let plain: Vec<Link> = all.iter().map(|(link, _)| link.clone()).collect();
        if let Some(fault) = check_links(&view.last, &view.this, &plain).first() {
            let programs: Vec<String> = fault.programs.iter().map(|id| view.name(id)).collect();
            return Err(Refusal::invalid(fault.kind(), programs.join("、")).into());
        }
        let new_links: Vec<Link> = plain.into_iter().filter(|link| is_of(link)).collect();
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

/// The links set with a proposal for every program they leave out, each of the kind that fits.
fn with_proposals(last: &[YearProgram], this: &[YearProgram], set: &[Link]) -> Vec<(Link, bool)> {
    let before: BTreeMap<&str, &YearProgram> = last.iter().map(|program| (program.id.as_str(), program)).collect();
    let after: BTreeMap<&str, &YearProgram> = this.iter().map(|program| (program.id.as_str(), program)).collect();
    let leaving: BTreeSet<&str> = set.iter().filter_map(|link| link.from.as_deref()).collect();
    let mut links: Vec<(Link, bool)> = set.iter().map(|link| (link.clone(), true)).collect();
    for id in before.keys().filter(|id| !leaving.contains(*id)) {
        let to = after.contains_key(id).then(|| (*id).to_owned());
        let kind = if to.is_some() { LinkKind::Continue } else { LinkKind::Ended };
        links.push((Link { kind, from: Some((*id).to_owned()), to, share_bp: WHOLE_BP }, false));
    }
    let arrived: BTreeSet<String> = links.iter().filter_map(|(link, _)| link.to.clone()).collect();
    for id in after.keys().filter(|id| !arrived.contains(**id)) {
        links.push((Link { kind: LinkKind::New, from: None, to: Some((*id).to_owned()), share_bp: 0 }, false));
    }
    let (mut out, mut into): (BTreeMap<String, usize>, BTreeMap<String, usize>) = Default::default();
    for (link, _) in &links {
        if let (Some(from), Some(to)) = (&link.from, &link.to) {
            *out.entry(from.clone()).or_default() += 1;
            *into.entry(to.clone()).or_default() += 1;
        }
    }
    for (link, _) in &mut links {
        link.kind = match (&link.from, &link.to) {
            (None, _) => LinkKind::New,
            (_, None) => LinkKind::Ended,
            (Some(_), Some(to)) if into.get(to).is_some_and(|count| *count > 1) => LinkKind::Merge,
            (Some(from), Some(_)) if out.get(from).is_some_and(|count| *count > 1) => LinkKind::Split,
            (Some(from), Some(to)) => match (before.get(from.as_str()), after.get(to.as_str())) {
                (Some(old), Some(new)) if old.department != new.department => LinkKind::Transfer,
                (Some(old), Some(new)) if old.name != new.name => LinkKind::Rename,
                _ => LinkKind::Continue,
            },
        };
    }
    links.sort_by(|(a, _), (b, _)| (number(&a.from), number(&a.to)).cmp(&(number(&b.from), number(&b.to))));
    links
}

fn number(id: &Option<String>) -> i64 {
    id.as_ref().and_then(|id| id.parse().ok()).unwrap_or(i64::MAX)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn program(id: &str, name: &str, department: &str, yen: i64) -> YearProgram {
        let cost = Amounts::new(yen, yen / 2);
        YearProgram { id: id.into(), name: name.into(), department: department.into(), cost }
    }

    fn link(from: &str, to: Option<&str>, share_bp: u32) -> Link {
        Link { kind: LinkKind::Continue, from: Some(from.into()), to: to.map(str::to_owned), share_bp }
    }

    fn kinds_of(links: &[(Link, bool)]) -> Vec<(Option<&str>, Option<&str>, &'static str)> {
        links.iter().map(|(link, _)| (link.from.as_deref(), link.to.as_deref(), link.kind.word())).collect()
    }

    #[test]
    fn what_nobody_set_is_proposed_and_the_kind_follows_from_names_departments_and_numbers() {
        let last = [
            program("1", "見守り", "8", 100),
            program("2", "配食", "8", 200),
            program("3", "広報", "8", 300),
            program("4", "緑化", "8", 400),
            program("5", "調査", "8", 500),
        ];
        let this = [
            program("1", "見守り", "8", 350),
            program("3", "広報・広聴", "8", 300),
            program("4", "緑化", "9", 390),
            program("6", "子育て", "9", 50),
        ];
        let links = with_proposals(&last, &this, &[link("2", Some("1"), WHOLE_BP)]);
        assert_eq!(
            kinds_of(&links),
            [
                (Some("1"), Some("1"), "merge"),
                (Some("2"), Some("1"), "merge"),
                (Some("3"), Some("3"), "rename"),
                (Some("4"), Some("4"), "transfer"),
                (Some("5"), None, "ended"),
                (None, Some("6"), "new"),
            ]
        );
        let plain: Vec<Link> = links.into_iter().map(|(link, _)| link).collect();
        let found = reconcile(&last, &this, &plain).unwrap();
        assert_eq!(found.whole.last.gross, Yen(1_500));
        assert_eq!(found.whole.this.gross, Yen(1_090));
        assert_eq!(found.whole.unexplained().unwrap(), Amounts::ZERO);
        assert_eq!(found.whole.ended.gross, Yen(-500));
        assert_eq!(found.whole.new.gross, Yen(50));
    }

    #[test]
    fn a_split_program_keeps_its_whole() {
        let last = [program("1", "福祉", "8", 1_000)];
        let this = [program("1", "福祉", "8", 600), program("2", "福祉（障害）", "8", 400)];
        let links = with_proposals(&last, &this, &[link("1", Some("1"), 6_000), link("1", Some("2"), 4_000)]);
        assert_eq!(kinds_of(&links), [(Some("1"), Some("1"), "split"), (Some("1"), Some("2"), "split")]);
        let plain: Vec<Link> = links.into_iter().map(|(link, _)| link).collect();
        assert_eq!(reconcile(&last, &this, &plain).unwrap().whole.changed, Amounts::ZERO);
        let short = with_proposals(&last, &this, &[link("1", Some("1"), 6_000), link("1", Some("2"), 3_999)]);
        let plain: Vec<Link> = short.into_iter().map(|(link, _)| link).collect();
        let codes: Vec<&str> = check_links(&last, &this, &plain).iter().map(|fault| fault.code).collect();
        assert_eq!(codes, ["RF-404"]);
    }
}
