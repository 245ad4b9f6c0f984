//! Clusters as they are published (公表する事業クラスター): settings, programs with their shares, money counted once, what was
//! decided. The analysis is added by [`super::analyses`].

use std::collections::{BTreeMap, BTreeSet};

use fiscal::FiscalYear;
use fiscal::money::MoneyOverflow;
use publish::edition::{Category, Cluster, Indicator, Member, Picture, Program, YearMoney};
use reform::cluster::{Counted, Members, Reason, count_once, split};
use store::ProgramRow;
use store::plain_summary::SummaryKind;

use super::pictures;
use super::programs::{Names, Summaries};
use super::words::{both, of};
use crate::App;
use crate::chart::Lang;
use crate::clusters::{ClusterEntry, ClusterHead, ClusterPage, ClusterStatus};
use crate::departments::fiscal_year_of;
use crate::error::AppError;
use crate::permission::Actor;

/// Clusters with their pictures.
#[derive(Debug, Default)]
pub(super) struct Clusters {
    /// The plan's categories.
    pub categories: Vec<Category>,
    /// The clusters, by category and place.
    pub clusters: Vec<Cluster>,
    /// A picture of the money of each that has any.
    pub pictures: Vec<Picture>,
}

/// The programs of the clusters at their latest year, and the money of every year divided once.
struct Facts {
    shares: Members,
    rows: BTreeMap<i64, ProgramRow>,
    money: BTreeMap<String, BTreeMap<FiscalYear, Counted>>,
    in_year: BTreeSet<(i64, FiscalYear)>,
}

impl App {
    /// Every cluster, read in a handful of questions however many there are.
    pub(super) async fn collect_clusters(
        &self,
        names: &Names,
        programs: &[Program],
        summaries: &Summaries,
    ) -> Result<Clusters, AppError> {
        let visitor = Actor::visitor();
        let shares = self.cluster_shares(&visitor).await?;
        let ids: BTreeSet<i64> = shares.keys().copied().collect();
        let years = self.store.program_years().await?;
        let count = count_once(years.iter().map(|row| (row.program, &row.money)), &shares).map_err(too_large)?;
        let facts = Facts {
            rows: self.store.programs_of(&ids, None).await?,
            money: count.by_cluster,
            in_year: years.iter().map(|row| (row.program, row.money.fiscal_year)).collect(),
            shares,
        };
        let by_id: BTreeMap<&str, &Program> = programs.iter().map(|program| (program.id.as_str(), program)).collect();
        let heads = self.cluster_heads(&visitor).await?;
        let entries = self.cluster_entries().await?;
        let this_year = fiscal_year_of(self.today());
        let mut made = Clusters { categories: self.collect_categories(), ..Clusters::default() };
        for (entry, head) in entries.into_iter().zip(heads) {
            let mut cluster = facts.cluster(&entry, &head, names, this_year);
            cluster.indicators = outcomes_of(&cluster.members, &by_id);
            let key = (SummaryKind::Cluster.word().to_owned(), entry.id.clone());
            cluster.easy_summary = summaries.get(&key).cloned().unwrap_or_default();
            let years = facts.money.get(&entry.id).cloned().unwrap_or_default();
            if let Some(picture) = money_picture(&cluster, entry, head, years) {
                cluster.picture = picture.id.clone();
                made.pictures.push(picture);
            }
            made.clusters.push(cluster);
        }
        Ok(made)
    }

    fn collect_categories(&self) -> Vec<Category> {
        let category = |category: &reform::plan::ClusterCategory| Category {
            id: category.id.clone(),
            name: of(&category.name),
            text: of(&category.explanation),
        };
        self.plan.cluster_categories.iter().map(category).collect()
    }
}

impl Facts {
    fn cluster<'f>(
        &'f self,
        entry: &ClusterEntry,
        head: &ClusterHead,
        names: &Names,
        this_year: FiscalYear,
    ) -> Cluster {
        let of_this = |(program, clusters): (&i64, &'f Vec<(String, u32)>)| {
            let (_, share) = clusters.iter().find(|(cluster, _)| *cluster == entry.id)?;
            Some((*program, *share, clusters.as_slice()))
        };
        let programs: Vec<_> = self.shares.iter().filter_map(of_this).collect();
        let mut members: Vec<(i64, Member)> = programs
            .iter()
            .filter_map(|(program, share, clusters)| {
                let (row, id) = (self.rows.get(program)?, names.id(*program)?);
                let shares: Vec<u32> = clusters.iter().map(|(_, share)| *share).collect();
                let place = clusters.iter().position(|(cluster, _)| *cluster == entry.id)?;
                let counted_yen = row.cost.map(|cost| split(cost, &shares)[place].0);
                let name = row.name.clone();
                Some((*program, Member { program: id.to_owned(), name, share_bp: *share, counted_yen }))
            })
            .collect();
        members.sort_by(|(a, one), (b, other)| other.counted_yen.cmp(&one.counted_yen).then(a.cmp(b)));
        let status = ClusterStatus::of(head, members.len(), this_year);
        let has_demo = programs.iter().any(|(program, ..)| self.rows.get(program).is_some_and(|row| row.demo));
        let counted_in = |year: FiscalYear| {
            programs.iter().filter(move |(program, share, _)| *share > 0 && self.in_year.contains(&(*program, year)))
        };
        let years = self.money.get(&entry.id).into_iter().flatten();
        Cluster {
            id: entry.id.clone(),
            category: entry.category.clone(),
            name: of(&entry.name),
            text: entry.explanation.ja.clone(),
            lead: head.lead_names.clone(),
            start_year: head.start_year.map(|year| year.start()),
            start_reason: start_reason(&entry.setting.size, &entry.setting.urgency),
            status: status.word().to_owned(),
            status_name: both(status.label_ja(), status.label_en()),
            money: years.map(|(year, money)| year_money(*year, counted_in(*year).count(), money)).collect(),
            members: members.into_iter().map(|(_, member)| member).collect(),
            is_illustrative: head.is_illustrative || has_demo,
            ..Cluster::default()
        }
    }
}

fn year_money(year: FiscalYear, programs: usize, money: &Counted) -> YearMoney {
    let stated = |amount: Option<fiscal::Yen>| amount.unwrap_or_default().0;
    YearMoney {
        year: year.start(),
        programs: i64::try_from(programs).unwrap_or(i64::MAX),
        cost_yen: money.cost.0,
        national_yen: stated(money.funding.national),
        prefectural_yen: stated(money.funding.prefectural),
        bonds_yen: stated(money.funding.bonds),
        other_yen: stated(money.funding.other),
        general_yen: stated(money.funding.general),
        unexplained_yen: money.unexplained.0,
    }
}

/// The outcomes of the members, in their order, with the program's id.
fn outcomes_of(members: &[Member], programs: &BTreeMap<&str, &Program>) -> Vec<(String, Indicator)> {
    let own = members.iter().filter_map(|member| programs.get(member.program.as_str()));
    let outcomes = own.flat_map(|program| {
        let outcomes = program.indicators.iter().filter(|indicator| indicator.kind == "outcome");
        outcomes.map(|indicator| (program.id.clone(), indicator.clone()))
    });
    outcomes.collect()
}

fn start_reason(size: &Reason, urgency: &Reason) -> String {
    let said = |name: &str, reason: &Reason| {
        let degree = reason.degree.map(|degree| degree.label_ja()).unwrap_or_default();
        match (degree.is_empty(), reason.words.is_empty()) {
            (true, true) => None,
            (false, true) => Some(format!("{name}は{degree}。")),
            (true, false) => Some(format!("{name}：{}", reason.words)),
            (false, false) => Some(format!("{name}は{degree}：{}", reason.words)),
        }
    };
    [said("規模", size), said("緊急度", urgency)].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The money by year and source in both languages; nothing where no program states an amount.
fn money_picture(
    cluster: &Cluster,
    entry: ClusterEntry,
    head: ClusterHead,
    years: BTreeMap<FiscalYear, Counted>,
) -> Option<Picture> {
    let page = ClusterPage {
        status: ClusterStatus::NoPrograms,
        years: years.into_iter().collect(),
        members: Vec::new(),
        kpis: Vec::new(),
        kpi_count: 0,
        effects: None,
        is_demo: cluster.is_illustrative,
        head,
        entry,
    };
    let id = format!("cluster-{}-money", cluster.id);
    let (ja, en) = (page.money_chart(Lang::Ja)?, page.money_chart(Lang::En)?);
    Some(pictures::of(&id, "cluster", &ja, &en))
}

fn too_large(overflow: MoneyOverflow) -> AppError {
    AppError::Store(overflow.into())
}
