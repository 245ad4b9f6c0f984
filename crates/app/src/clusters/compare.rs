//! The programs of a cluster side by side (構成事業の比較): cost, staff, what one unit of output and outcome costs, places.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use fiscal::{FiscalYear, Quantity, Yen};
use publish::chart::Lang;
use publish::table::{Cell, DataTable};
use reform::cluster::{Members, Place, places_by_unit, share_text, unit_cost};
use reform::program::{Indicator, IndicatorKind};

use super::page::Member;
use super::{ClusterHead, program_ids};
use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

/// The programs of a cluster side by side (構成事業の比較).
#[derive(Clone, Debug)]
pub struct ClusterComparison {
    /// The cluster.
    pub head: ClusterHead,
    /// Its programs, in the order asked for.
    pub members: Vec<ComparedMember>,
    /// What they are ordered by.
    pub order: CompareOrder,
    /// Whether the largest or last come first.
    pub descending: bool,
    /// Whether the inventory is an example (例示).
    pub is_demo: bool,
}

/// A program among the others (比較する事業). Amounts are of the whole program, whatever its share is.
#[derive(Clone, Debug)]
pub struct ComparedMember {
    /// The program with its share.
    pub member: Member,
    /// The year of the amounts: the latest with an amount and a measured output or outcome, else the latest with an amount.
    pub year: Option<FiscalYear>,
    /// Cost of that year.
    pub cost: Option<Yen>,
    /// Staff cost of that year.
    pub staff: Option<Yen>,
    /// Cost and staff cost; none where either is not stated.
    pub full: Option<Yen>,
    /// The first output measured in that year.
    pub output: Option<Produced>,
    /// The first outcome measured in that year.
    pub outcome: Option<Produced>,
    /// Cost-effectiveness among the programs whose outcome has the same unit.
    pub place: Option<Place>,
    /// How cost changed from the year before.
    pub change: Option<Yen>,
    /// How the outcome changed from the year before.
    pub outcome_change: Option<Ordering>,
}

/// An output or outcome of a year with what one unit costs (産出と単位コスト).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Produced {
    /// The indicator.
    pub name: String,
    /// Its unit.
    pub unit: String,
    /// What was measured.
    pub actual: Quantity,
    /// Full cost, or cost where staff cost is not stated, for one unit.
    pub unit_cost: Option<Yen>,
}

/// What the programs are ordered by (並び順).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CompareOrder {
    /// By name.
    Name,
    /// By cost.
    Cost,
    /// By full cost.
    #[default]
    Full,
    /// By the cost of one unit of output.
    Output,
    /// By the cost of one unit of outcome.
    Outcome,
    /// By place in cost-effectiveness.
    Place,
    /// By the change of cost.
    Change,
}

impl CompareOrder {
    /// Every order.
    pub const ALL: [CompareOrder; 7] = [
        CompareOrder::Name,
        CompareOrder::Cost,
        CompareOrder::Full,
        CompareOrder::Output,
        CompareOrder::Outcome,
        CompareOrder::Place,
        CompareOrder::Change,
    ];

    /// The stable word used in addresses.
    pub fn word(self) -> &'static str {
        match self {
            CompareOrder::Name => "name",
            CompareOrder::Cost => "cost",
            CompareOrder::Full => "full",
            CompareOrder::Output => "output",
            CompareOrder::Outcome => "outcome",
            CompareOrder::Place => "place",
            CompareOrder::Change => "change",
        }
    }

    /// The order with this word.
    pub fn from_word(word: &str) -> Option<CompareOrder> {
        CompareOrder::ALL.into_iter().find(|order| order.word() == word)
    }
}

impl App {
    /// The programs of a cluster side by side.
    ///
    /// # Errors
    /// When the actor may not, or there is no such cluster.
    pub async fn compare_cluster(
        &self,
        actor: &Actor,
        id: &str,
        order: CompareOrder,
        descending: bool,
    ) -> Result<ClusterComparison, AppError> {
        permit(actor, Action::ReadClusters)?;
        let head = self.cluster_head(actor, id).await?;
        let all = self.shares().await?;
        let programs = program_ids(&all, id);
        let own: Members = all.into_iter().filter(|(program, _)| programs.contains(program)).collect();
        let members = self.members(id, &own, &programs).await?;
        let indicators = self.store.indicators_of(&programs).await?;
        let mut money: BTreeMap<i64, BTreeMap<FiscalYear, (Yen, Option<Yen>)>> = BTreeMap::new();
        for row in self.store.program_years().await?.into_iter().filter(|row| programs.contains(&row.program)) {
            money.entry(row.program).or_default().insert(row.money.fiscal_year, (row.money.cost, row.staff_cost));
        }
        let is_demo = members.iter().any(|member| member.program.demo);
        let mut compared: Vec<ComparedMember> = members
            .into_iter()
            .map(|member| {
                let years = money.remove(&member.program.id).unwrap_or_default();
                let indicators = indicators.get(&member.program.id).map_or(&[][..], Vec::as_slice);
                compared(member, &years, indicators)
            })
            .collect();
        let entries: Vec<(&str, &str, Option<Yen>)> = compared
            .iter()
            .map(|one| match &one.outcome {
                Some(outcome) => (outcome.name.as_str(), outcome.unit.as_str(), outcome.unit_cost),
                None => ("", "", None),
            })
            .collect();
        let places = places_by_unit(&entries);
        for (one, place) in compared.iter_mut().zip(places) {
            one.place = place;
        }
        arrange(&mut compared, order, descending);
        Ok(ClusterComparison { head, members: compared, order, descending, is_demo })
    }
}

impl ClusterComparison {
    /// The comparison as a table to take away.
    pub fn table(&self, lang: Lang) -> DataTable {
        let ja = lang == Lang::Ja;
        let header: [(&str, &str); 18] = [
            ("事業", "Program"),
            ("事業番号", "Number"),
            ("所管", "Department"),
            ("配分（％）", "Share (%)"),
            ("年度", "Fiscal year"),
            ("事業費（円）", "Cost (yen)"),
            ("人件費（円）", "Staff cost (yen)"),
            ("フルコスト（円）", "Full cost (yen)"),
            ("事業費の増減（円）", "Change of cost (yen)"),
            ("活動指標", "Output"),
            ("活動の実績", "Output reached"),
            ("活動の単位", "Unit of output"),
            ("活動1単位の費用（円）", "Cost of one unit of output (yen)"),
            ("成果指標", "Outcome"),
            ("成果の実績", "Outcome reached"),
            ("成果の単位", "Unit of outcome"),
            ("成果1単位の費用（円）", "Cost of one unit of outcome (yen)"),
            ("費用対効果の順位", "Place in cost-effectiveness"),
        ];
        let text = |text: &str| Cell::Text(text.to_owned());
        let money = |yen: Option<Yen>| yen.map_or(Cell::Empty, Cell::Money);
        let produced = |produced: &Option<Produced>| match produced {
            Some(one) => [text(&one.name), Cell::Number(one.actual), text(&one.unit), money(one.unit_cost)],
            None => [Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty],
        };
        let rows = self.members.iter().map(|one| {
            let program = &one.member.program;
            let mut row = vec![
                text(&program.name),
                text(&program.external_id),
                text(&program.department),
                text(&share_text(one.member.share_bp)),
                one.year.map_or(Cell::Empty, |year| Cell::Text(if ja { year.japanese() } else { year.to_string() })),
                money(one.cost),
                money(one.staff),
                money(one.full),
                money(one.change),
            ];
            row.extend(produced(&one.output));
            row.extend(produced(&one.outcome));
            row.push(one.place.map_or(Cell::Empty, |place| Cell::Text(format!("{} / {}", place.place, place.among))));
            row
        });
        let name = if ja { &self.head.name.ja } else { self.head.name.en_or_ja() };
        DataTable {
            title: if ja {
                format!("{name}：構成事業の比較")
            } else {
                format!("{name}: programs side by side")
            },
            header: header.iter().map(|(japanese, english)| if ja { *japanese } else { *english }.to_owned()).collect(),
            rows: rows.collect(),
            unit: String::new(),
        }
    }
}

fn compared(
    member: Member,
    years: &BTreeMap<FiscalYear, (Yen, Option<Yen>)>,
    indicators: &[Indicator],
) -> ComparedMember {
    let measured_in = |year: FiscalYear, kind: IndicatorKind| {
        indicators.iter().filter(move |indicator| indicator.kind == kind).find_map(move |indicator| {
            let value = indicator.values.iter().find(|value| value.fiscal_year == year)?;
            Some((indicator, value.actual?))
        })
    };
    let has_value = |year: &FiscalYear| {
        measured_in(*year, IndicatorKind::Outcome).or_else(|| measured_in(*year, IndicatorKind::Activity)).is_some()
    };
    let year = years.keys().rev().copied().find(has_value).or_else(|| years.keys().last().copied());
    let (cost, staff) =
        year.and_then(|year| years.get(&year)).map_or((None, None), |(cost, staff)| (Some(*cost), *staff));
    let full = cost.zip(staff).and_then(|(cost, staff)| cost.checked_add(staff).ok());
    let produced = |kind: IndicatorKind| {
        let (indicator, actual) = measured_in(year?, kind)?;
        Some(Produced {
            name: indicator.name.clone(),
            unit: indicator.unit.clone(),
            actual,
            unit_cost: full.or(cost).and_then(|cost| unit_cost(cost, actual)),
        })
    };
    let before = year.and_then(|year| FiscalYear::new(year.start() - 1).ok());
    let change = before.and_then(|before| cost?.checked_sub(years.get(&before)?.0).ok());
    let outcome_change = before.and_then(|before| {
        let (indicator, now) = measured_in(year?, IndicatorKind::Outcome)?;
        let then = indicator.values.iter().find(|value| value.fiscal_year == before)?.actual?;
        Some(reform::kpi::Ratio::of(now)?.cmp(&reform::kpi::Ratio::of(then)?))
    });
    ComparedMember {
        output: produced(IndicatorKind::Activity),
        outcome: produced(IndicatorKind::Outcome),
        place: None,
        member,
        year,
        cost,
        staff,
        full,
        change,
        outcome_change,
    }
}

/// Puts the programs in order; those without a value come last either way.
fn arrange(members: &mut [ComparedMember], order: CompareOrder, descending: bool) {
    let unit_cost = |produced: &Option<Produced>| produced.as_ref().and_then(|one| one.unit_cost).map(|yen| yen.0);
    let key = |one: &ComparedMember| match order {
        CompareOrder::Name => None,
        CompareOrder::Cost => one.cost.map(|yen| yen.0),
        CompareOrder::Full => one.full.or(one.cost).map(|yen| yen.0),
        CompareOrder::Output => unit_cost(&one.output),
        CompareOrder::Outcome => unit_cost(&one.outcome),
        CompareOrder::Place => one.place.map(|place| place.place as i64),
        CompareOrder::Change => one.change.map(|yen| yen.0),
    };
    members.sort_by(|a, b| {
        let turned = |ordering: Ordering| if descending { ordering.reverse() } else { ordering };
        let by_key = match (key(a), key(b)) {
            (Some(a), Some(b)) => turned(a.cmp(&b)),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) if order == CompareOrder::Name => turned(a.member.program.name.cmp(&b.member.program.name)),
            (None, None) => Ordering::Equal,
        };
        by_key.then_with(|| a.member.program.id.cmp(&b.member.program.id))
    });
}
