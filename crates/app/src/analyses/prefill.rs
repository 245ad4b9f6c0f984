//! Facts from what is known (台帳・プランからの引用): a record filled in from the plan or the inventory, with where it came from.

use std::collections::BTreeSet;
use std::fmt;

use reform::analysis::{ItemKind, basis_word};
use reform::plan::{AsOf, Figure, FigureValue};
use reform::program::IndicatorKind;
use reform::review::Fields;

use crate::error::AppError;
use crate::permission::{Action, Actor, permit};
use crate::{App, FiscalYear, Yen};

/// The most programs of a cluster that are offered; a cluster with more is filled in by hand or from the list.
const MOST_PROGRAMS: usize = 100;
const OKU: i64 = 100_000_000;

/// Where a record can be taken from (引用元).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactSource {
    /// A figure of the plan, by its id.
    Figure(String),
    /// What a program of the cluster costs.
    Program(i64),
    /// An indicator of a program, by its place there from 1.
    Indicator(i64, usize),
}

/// Something a record can be taken from, for a list (引用の候補).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrefillChoice {
    /// What it is.
    pub source: FactSource,
    /// What people read, Japanese.
    pub label: String,
}

/// A record filled in (引用した記録).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prefill {
    /// A fact or a KPI.
    pub kind: ItemKind,
    /// Its texts, to be looked at and kept by a person.
    pub fields: Fields,
}

impl FactSource {
    /// Reads `figure:ID`, `program:12` or `indicator:12-1`.
    pub fn read(text: &str) -> Option<FactSource> {
        let (kind, rest) = text.split_once(':')?;
        match kind {
            "figure" => Some(FactSource::Figure(rest.to_owned())),
            "program" => rest.parse().ok().map(FactSource::Program),
            "indicator" => {
                let (program, place) = rest.split_once('-')?;
                Some(FactSource::Indicator(program.parse().ok()?, place.parse().ok()?))
            }
            _ => None,
        }
    }

    /// Whether it becomes a fact or a KPI.
    pub fn kind(&self) -> ItemKind {
        match self {
            FactSource::Figure(_) | FactSource::Program(_) => ItemKind::Fact,
            FactSource::Indicator(..) => ItemKind::Kpi,
        }
    }
}

impl fmt::Display for FactSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FactSource::Figure(id) => write!(f, "figure:{id}"),
            FactSource::Program(program) => write!(f, "program:{program}"),
            FactSource::Indicator(program, place) => write!(f, "indicator:{program}-{place}"),
        }
    }
}

impl App {
    /// What facts and KPIs of a cluster can be taken from: its programs, their indicators, and the figures of the plan.
    ///
    /// # Errors
    /// When the actor may not see it, there is no such cluster, or the database fails.
    pub async fn prefill_choices(&self, actor: &Actor, cluster: &str) -> Result<Vec<PrefillChoice>, AppError> {
        permit(actor, Action::ReadAnalyses)?;
        self.cluster_head(actor, cluster).await?;
        let programs = self.member_programs(cluster).await?;
        let rows = self.store.programs_of(&programs, None).await?;
        let indicators = self.store.indicators_of(&programs).await?;
        let mut choices = Vec::new();
        for row in rows.values().take(MOST_PROGRAMS) {
            let label = format!("事業費: {}", row.name);
            choices.push(PrefillChoice { source: FactSource::Program(row.id), label });
        }
        for (program, indicators) in indicators.iter().take(MOST_PROGRAMS) {
            let Some(row) = rows.get(program) else { continue };
            choices.extend((1..).zip(indicators).map(|(place, indicator)| PrefillChoice {
                source: FactSource::Indicator(*program, place),
                label: format!("指標: {}（{}）", indicator.name, row.name),
            }));
        }
        let of_plan = self.plan.figures.iter().map(|figure| PrefillChoice {
            source: FactSource::Figure(figure.id.clone()),
            label: format!("プラン: {} {}", figure.label.ja, figure.value_ja()),
        });
        choices.extend(of_plan);
        Ok(choices)
    }

    /// A record filled in from a source, to be looked at before it is kept.
    ///
    /// # Errors
    /// When the actor may not see it, there is no such thing in the plan or among the cluster's programs, or the database fails.
    pub async fn prefill(&self, actor: &Actor, cluster: &str, source: &FactSource) -> Result<Prefill, AppError> {
        permit(actor, Action::ReadAnalyses)?;
        self.cluster_head(actor, cluster).await?;
        let nothing = || AppError::NotFound { what: "source", name: source.to_string() };
        let fields = match source {
            FactSource::Figure(id) => self.fact_of_figure(self.plan.figure(id).ok_or_else(nothing)?),
            FactSource::Program(program) | FactSource::Indicator(program, _) => {
                if !self.member_programs(cluster).await?.contains(program) {
                    return Err(nothing());
                }
                match source {
                    FactSource::Indicator(_, place) => self.kpi_of_program(actor, *program, *place).await?,
                    _ => self.fact_of_program(actor, *program).await?,
                }
            }
        };
        Ok(Prefill { kind: source.kind(), fields: fields.ok_or_else(nothing)? })
    }

    async fn member_programs(&self, cluster: &str) -> Result<BTreeSet<i64>, AppError> {
        let members = self.store.cluster_members().await?;
        Ok(members.into_iter().filter(|member| member.cluster == cluster).map(|member| member.program).collect())
    }

    pub(super) fn fact_of_figure(&self, figure: &Figure) -> Option<Fields> {
        let (value, unit) = match &figure.value {
            FigureValue::Money { amount, per_year } => {
                let (value, unit) = match amount.0 % OKU {
                    0 => ((amount.0 / OKU).to_string(), "億円"),
                    _ => (amount.0.to_string(), "円"),
                };
                (value, if *per_year { format!("{unit}/年") } else { unit.to_owned() })
            }
            FigureValue::Number { number, unit } => (number.to_string(), unit.ja.clone()),
            FigureValue::Rank { place, .. } => (place.to_string(), "位".to_owned()),
        };
        let year = match figure.as_of {
            AsOf::Date(day) => crate::departments::fiscal_year_of(day).start(),
            AsOf::FiscalYear(year) | AsOf::FiscalYears(year, _) => year.start(),
            AsOf::CalendarYear(year) => year,
        };
        let document = self.plan.document(&figure.source.document).map_or("", |document| document.title.ja.as_str());
        let note = figure.note.as_ref().map_or("", |note| note.ja.as_str());
        Some(Fields::from_iter([
            ("statement", format!("{}: {}（{}）", figure.label.ja, figure.value_ja(), figure.base.ja)),
            ("figure", value),
            ("unit", unit),
            ("year", year.to_string()),
            ("source", format!("{document} {}", figure.source).trim().to_owned()),
            ("source-url", "/plan/targets".to_owned()),
            ("basis", basis_word(figure.basis).to_owned()),
            ("note", note.to_owned()),
            ("origin", format!("プランの数値 {}（{}）", figure.id, figure.as_of.japanese())),
        ]))
    }

    async fn fact_of_program(&self, actor: &Actor, program: i64) -> Result<Option<Fields>, AppError> {
        let rows = self.store.programs_of(&BTreeSet::from([program]), None).await?;
        let Some(row) = rows.get(&program) else { return Ok(None) };
        let stage = row.stage.map_or("", |stage| stage.label_ja());
        let Some(Yen(cost)) = row.cost else { return Ok(None) };
        let mut fields = Fields::from_iter([
            ("statement", format!("「{}」の事業費（{} {stage}）", row.name, row.fiscal_year.japanese())),
            ("figure", cost.to_string()),
            ("unit", "円".to_owned()),
            ("year", row.fiscal_year.start().to_string()),
        ]);
        self.say_origin(actor, program, &mut fields).await?;
        Ok(Some(fields))
    }

    async fn kpi_of_program(&self, actor: &Actor, program: i64, place: usize) -> Result<Option<Fields>, AppError> {
        let indicators = self.store.indicators_of(&BTreeSet::from([program])).await?;
        let indicator = indicators.get(&program).and_then(|all| all.get(place.checked_sub(1)?));
        let Some(indicator) = indicator else { return Ok(None) };
        let level = match indicator.kind {
            IndicatorKind::Activity => "activity",
            IndicatorKind::Outcome => "outcome",
            // How many it is for is neither means nor end; a person decides.
            IndicatorKind::Target => "",
        };
        let latest = |is: fn(&reform::program::IndicatorValue) -> Option<crate::Quantity>| {
            indicator
                .values
                .iter()
                .filter_map(|value| Some((value.fiscal_year, is(value)?)))
                .max_by_key(|(year, _)| *year)
        };
        let words = |found: Option<(FiscalYear, crate::Quantity)>| {
            found.map_or_else(Default::default, |(year, value)| (value.to_string(), year.start().to_string()))
        };
        let (value, year) = words(latest(|value| value.actual));
        let (target, target_year) = words(latest(|value| value.target));
        let mut fields = Fields::from_iter([
            ("name", indicator.name.clone()),
            ("level", level.to_owned()),
            ("unit", indicator.unit.clone()),
            ("value", value),
            ("year", year),
            ("target", target),
            ("target-year", target_year),
        ]);
        self.say_origin(actor, program, &mut fields).await?;
        Ok(Some(fields))
    }

    /// Source, basis and provenance of what comes from a program's sheet.
    async fn say_origin(&self, actor: &Actor, program: i64, fields: &mut Fields) -> Result<(), AppError> {
        let detail = self.program(actor, program).await?;
        let from = &detail.provenance;
        let sheet = from.source_sheet.as_deref().map(|sheet| format!(" {sheet}")).unwrap_or_default();
        fields.set(
            "source",
            &format!("予算事務事業の台帳 {} 番（{}）", detail.sheet.external_id, detail.sheet.fiscal_year.japanese()),
        );
        fields.set("source-url", &format!("/programs/{program}"));
        fields.set("basis", if detail.demo { "illustrative" } else { "inventory" });
        fields.set("origin", &format!("取込 {} {}{sheet} {} 行", from.import_id, from.file_name, from.source_row));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_read_as_it_is_written_and_nothing_else_is_one() {
        for source in [FactSource::Figure("a-b".into()), FactSource::Program(12), FactSource::Indicator(12, 1)] {
            assert_eq!(FactSource::read(&source.to_string()), Some(source));
        }
        for text in ["", "program", "program:x", "indicator:12", "indicator:12-", "other:1"] {
            assert_eq!(FactSource::read(text), None, "{text}");
        }
    }
}
