//! One cluster (クラスターの画面): its money by year and source, its programs, their KPIs, the effects of the review.

use std::collections::{BTreeMap, BTreeSet};

use fiscal::{FiscalYear, Yen};
use publish::chart::{Basis, Chart, Head, Lang, MoneySeries, StackedBars, stacked};
use reform::cluster::{Counted, Members, count_once, split};
use reform::kpi::{Kpi, Level, Standing};
use reform::program::FundingSource;
use reform::review::ReviewSheet;
use store::ProgramRow;

use super::effects::{ClusterEffects, EffectsOnce};
use super::list::{ClusterStatus, too_large};
use super::{ClusterEntry, ClusterHead, head, program_ids};
use crate::App;
use crate::departments::fiscal_year_of;
use crate::error::AppError;
use crate::permission::{Action, Actor, Ask, permit};

/// The colour of what no source explains: the grey at the end of the palette.
const REST_COLOR: usize = 7;

/// The most KPIs a page shows; all are counted.
const KPIS_SHOWN: usize = 60;

/// One cluster with all that is known of it (クラスターの画面).
#[derive(Clone, Debug)]
pub struct ClusterPage {
    /// Its head.
    pub head: ClusterHead,
    /// The cluster.
    pub entry: ClusterEntry,
    /// How far it has come.
    pub status: ClusterStatus,
    /// Its money by year, the earliest first.
    pub years: Vec<(FiscalYear, Counted)>,
    /// Its programs, the dearest first.
    pub members: Vec<Member>,
    /// KPIs of its programs, by program.
    pub kpis: Vec<MemberKpi>,
    /// How many KPIs there are.
    pub kpi_count: usize,
    /// Its part of the effects of the review, with the year, where the actor may see them.
    pub effects: Option<(FiscalYear, ClusterEffects)>,
    /// Whether the inventory is an example (例示).
    pub is_demo: bool,
}

/// A program in a cluster (構成事業).
#[derive(Clone, Debug)]
pub struct Member {
    /// The program at its latest year.
    pub program: ProgramRow,
    /// The share of its money that counts here, in hundredths of a percent.
    pub share_bp: u32,
    /// The part of its cost that counts here.
    pub counted: Option<Yen>,
    /// The other clusters it is in, with their names and its shares there.
    pub others: Vec<(String, reform::plan::Text, u32)>,
}

/// A KPI of a program in a cluster with where it stands (構成事業の指標).
#[derive(Clone, Debug)]
pub struct MemberKpi {
    /// The program.
    pub program: i64,
    /// Its name.
    pub program_name: String,
    /// The indicator.
    pub kpi: Kpi,
    /// Where it stands in the latest year with a value; none where nothing was measured.
    pub standing: Option<Standing>,
}

impl App {
    /// One cluster.
    ///
    /// # Errors
    /// When the actor may not, or there is no such cluster.
    pub async fn cluster_page(&self, actor: &Actor, id: &str) -> Result<ClusterPage, AppError> {
        permit(actor, Action::ReadClusters)?;
        let entry = self.cluster_entry(id).await?;
        let departments = self.store.departments().await?;
        let all = self.shares().await?;
        let programs = program_ids(&all, id);
        let own: Members = all.iter().filter(|(program, _)| programs.contains(program)).map(clone).collect();
        let money = self.store.program_years().await?;
        let lines = money.iter().filter(|row| programs.contains(&row.program)).map(|row| (row.program, &row.money));
        let mut count = count_once(lines, &own).map_err(too_large)?;
        let years = count.by_cluster.remove(id).unwrap_or_default();
        let members = self.members(id, &own, &programs).await?;
        let (kpis, kpi_count) = self.member_kpis(actor, &members, &programs).await?;
        let effects = self.effects_once(actor, &all).await?;
        let head = head(&entry, &departments);
        Ok(ClusterPage {
            status: ClusterStatus::of(&head, members.len(), fiscal_year_of(self.today())),
            years: years.into_iter().collect(),
            effects: effects.and_then(|effects| of_cluster(&effects, id)),
            is_demo: members.iter().any(|member| member.program.demo),
            members,
            kpis,
            kpi_count,
            head,
            entry,
        })
    }

    /// The programs of a cluster at their latest year, the dearest part first.
    pub(super) async fn members(
        &self,
        id: &str,
        own: &Members,
        programs: &BTreeSet<i64>,
    ) -> Result<Vec<Member>, AppError> {
        let names: BTreeMap<String, reform::plan::Text> =
            self.cluster_entries().await?.into_iter().map(|entry| (entry.id, entry.name)).collect();
        let rows = self.store.programs_of(programs, None).await?;
        let mut members: Vec<Member> = rows
            .into_values()
            .filter_map(|program| {
                let clusters = own.get(&program.id)?;
                let at = clusters.iter().position(|(cluster, _)| cluster == id)?;
                let shares: Vec<u32> = clusters.iter().map(|(_, share)| *share).collect();
                let others = clusters.iter().filter(|(cluster, _)| cluster != id).map(|(cluster, share)| {
                    let name = names.get(cluster).cloned().unwrap_or_else(|| reform::plan::Text::japanese(cluster));
                    (cluster.clone(), name, *share)
                });
                Some(Member {
                    share_bp: shares[at],
                    counted: program.cost.map(|cost| split(cost, &shares)[at]),
                    others: others.collect(),
                    program,
                })
            })
            .collect();
        members.sort_by(|a, b| b.counted.cmp(&a.counted).then_with(|| a.program.id.cmp(&b.program.id)));
        Ok(members)
    }

    /// The KPIs of the sheets the actor may read; where there is no sheet, the outcomes of the inventory. Which way an
    /// outcome of the inventory is good is not told there, so it has no standing but its figures.
    async fn member_kpis(
        &self,
        actor: &Actor,
        members: &[Member],
        programs: &BTreeSet<i64>,
    ) -> Result<(Vec<MemberKpi>, usize), AppError> {
        let parameters = &self.parameters().kpi;
        let indicators = self.store.indicators_of(programs).await?;
        let mut of_sheets: BTreeMap<i64, Vec<Kpi>> = BTreeMap::new();
        let year = self.store.review_cycles().await?.iter().map(|cycle| cycle.year).max();
        if let Some(year) = year.filter(|_| actor.may(Action::ReadReviews)) {
            let departments = self.store.departments().await?;
            for sheet in self.store.kpi_sheets(year, programs).await? {
                let path = sheet.department_id.map(|id| departments.path(id)).unwrap_or_default();
                let path: Vec<String> = path.iter().map(i64::to_string).collect();
                let may_read = actor.may(Ask::ReadSheet { department_path: &path, state: sheet.state });
                let read = ReviewSheet::from_fields(&sheet.program_id.to_string(), year, &sheet.fields);
                if let (true, Ok(read)) = (may_read, read) {
                    let history = indicators.get(&sheet.program_id).map_or(&[][..], Vec::as_slice);
                    let kpis = read.kpis.iter().filter(|kpi| kpi.is_outcome());
                    let kpis: Vec<Kpi> = kpis.filter_map(|kpi| kpi.to_kpi(year, history)).collect();
                    of_sheets.insert(sheet.program_id, kpis);
                }
            }
        }
        let mut found = Vec::new();
        for member in members {
            let program = &member.program;
            let kpis = of_sheets.remove(&program.id).filter(|kpis| !kpis.is_empty());
            let has_sheet = kpis.is_some();
            let kpis = kpis.unwrap_or_else(|| {
                let own = indicators.get(&program.id).map_or(&[][..], Vec::as_slice);
                own.iter().filter_map(inventory_kpi).collect()
            });
            for kpi in kpis {
                let last = kpi.actuals.iter().map(|actual| actual.year).max();
                let standing =
                    last.filter(|_| has_sheet).map(|year| kpi.standing(year, parameters.decrease, &parameters.status));
                found.push(MemberKpi { program: program.id, program_name: program.name.clone(), kpi, standing });
            }
        }
        let all = found.len();
        found.truncate(KPIS_SHOWN);
        Ok((found, all))
    }
}

impl ClusterPage {
    /// Cost by year and funding source; `None` where no program states an amount.
    pub fn money_chart(&self, lang: Lang) -> Option<Chart> {
        if self.years.is_empty() {
            return None;
        }
        let ja = lang == Lang::Ja;
        let series = FundingSource::ALL.iter().enumerate().map(|(place, source)| MoneySeries {
            // 一般財源 takes the leading colour, as on the page of a program.
            color: (place + 1) % FundingSource::ALL.len(),
            name: if ja { source.label_ja() } else { source.label_en() }.to_owned(),
            values: self.years.iter().map(|(_, counted)| source.of(&counted.funding)).collect(),
        });
        let rest = MoneySeries {
            color: REST_COLOR,
            name: if ja { "内訳なし・差額" } else { "Not broken down" }.to_owned(),
            values: self.years.iter().map(|(_, counted)| Some(counted.unexplained)).collect(),
        };
        let stated = |series: &MoneySeries| series.values.iter().any(|yen| yen.is_some_and(|yen| yen != Yen::ZERO));
        let name = if ja { &self.entry.name.ja } else { self.entry.name.en_or_ja() };
        let head = Head {
            id: "cluster-money".into(),
            title: if ja { format!("{name}：事業費と財源") } else { format!("{name}: cost by funding source") },
            lang,
            source: if ja { "事業台帳（配分の後）" } else { "The inventory, after shares" }.to_owned(),
            basis: if self.is_demo { Basis::Illustrative } else { Basis::Published },
        };
        let bars = StackedBars {
            category_heading: if ja { "年度" } else { "Fiscal year" }.to_owned(),
            categories: self.years.iter().map(|(year, _)| if ja { year.short() } else { year.to_string() }).collect(),
            series: series.chain([rest]).filter(stated).collect(),
            reference: None,
        };
        Some(stacked(&head, &bars))
    }
}

fn of_cluster(effects: &EffectsOnce, id: &str) -> Option<(FiscalYear, ClusterEffects)> {
    Some((effects.year?, effects.by_cluster.get(id).copied().unwrap_or_default()))
}

fn clone((program, clusters): (&i64, &Vec<(String, u32)>)) -> (i64, Vec<(String, u32)>) {
    (*program, clusters.clone())
}

/// An outcome of the inventory as a KPI; only its figures are looked at.
fn inventory_kpi(indicator: &reform::program::Indicator) -> Option<Kpi> {
    use reform::kpi::{Counting, Direction, YearValue};
    if indicator.kind != reform::program::IndicatorKind::Outcome {
        return None;
    }
    let of = |value: fn(&reform::program::IndicatorValue) -> Option<fiscal::Quantity>| {
        let values = indicator.values.iter();
        values.filter_map(|one| Some(YearValue { year: one.fiscal_year, value: value(one)? })).collect::<Vec<_>>()
    };
    let (yearly_targets, actuals) = (of(|value| value.target), of(|value| value.actual));
    Some(Kpi {
        name: indicator.name.clone(),
        level: Level::Outcome(None),
        unit: indicator.unit.clone(),
        direction: Direction::Increase,
        counting: Counting::Annual,
        baseline: None,
        target: yearly_targets.iter().max_by_key(|target| target.year).copied(),
        yearly_targets,
        actuals,
        source: String::new(),
        is_proxy: false,
        decimals: 0,
    })
}
