//! The city hall that keeps trying as it is published (公表する取組): as a visitor sees it, without remarks and names.

use publish::edition::{Bar, Initiative, InitiativeKpi, KpiValue, Picture, Theme, Themes, Words};
use reform::initiative::{self, StatedValue};
use reform::kpi::Direction;
use reform::plan::Basis;
use reform::roadmap::Quarter;

use super::pictures;
use super::words::{self, both, of};
use crate::App;
use crate::chart::Lang;
use crate::error::AppError;
use crate::initiatives::InitiativesView;
use crate::permission::Actor;

/// Themes and initiatives with the pictures of their indicators.
#[derive(Debug, Default)]
pub(super) struct Initiatives {
    /// The themes.
    pub themes: Themes,
    /// The initiatives, in the order of their themes.
    pub initiatives: Vec<Initiative>,
    /// A picture of each indicator that was measured.
    pub pictures: Vec<Picture>,
    /// Whether anybody's reports are examples; what the plan makes up says so by itself.
    pub is_illustrative: bool,
}

impl App {
    /// Themes and initiatives.
    pub(super) async fn collect_initiatives(&self) -> Result<Initiatives, AppError> {
        let view = self.initiatives(&Actor::visitor()).await?;
        let plan = &view.plan;
        if plan.themes.is_empty() {
            return Ok(Initiatives::default());
        }
        let source = |source: &reform::plan::Source| words::source(&self.plan, source);
        let theme = |theme: &initiative::Theme| Theme {
            id: theme.id.clone(),
            title: of(&theme.title),
            text: of(&theme.explanation),
            source: source(&theme.source),
        };
        let (first, last) = plan.milestones.years;
        let mut made = Initiatives {
            themes: Themes {
                years: (first.start(), last.start()),
                note: plan.note.as_ref().map(of).unwrap_or_default(),
                themes: plan.themes.iter().map(theme).collect(),
            },
            is_illustrative: view.progress.values().any(|entry| entry.is_demo)
                || view.values.values().flat_map(|years| years.values()).any(|entry| entry.is_demo),
            ..Initiatives::default()
        };
        for one in plan.themes.iter().flat_map(|theme| plan.of_theme(&theme.id)) {
            let mut kpis = Vec::new();
            for kpi in plan.kpis_of(&one.id) {
                let picture = picture(&view, kpi);
                kpis.push(indicator(&view, kpi, picture.as_ref(), source(&kpi.source)));
                made.pictures.extend(picture);
            }
            let milestones: Vec<Bar> = plan.milestones_of(&one.id).map(|bar| milestone(&view, bar)).collect();
            let illustrative = Basis::Illustrative.japanese();
            let is_illustrative = milestones.iter().any(|bar| bar.basis.ja == illustrative)
                || plan.milestones_of(&one.id).any(|bar| view.progress.get(&bar.id).is_some_and(|entry| entry.is_demo))
                || kpis.iter().flat_map(|kpi| &kpi.values).any(|value| value.basis.ja == illustrative);
            made.initiatives.push(Initiative {
                id: one.id.clone(),
                theme: one.theme.clone(),
                name: of(&one.name),
                text: of(&one.explanation),
                department: of(&one.department),
                department_basis: mark(one.department_basis),
                cluster: one.cluster.clone().unwrap_or_default(),
                source: source(&one.source),
                milestones,
                kpis,
                is_illustrative,
            });
        }
        Ok(made)
    }
}

/// How something is known, as the site marks it.
fn mark(basis: Basis) -> Words {
    both(basis.japanese(), basis.english())
}

fn milestone(view: &InitiativesView, bar: &reform::roadmap::Bar) -> Bar {
    let quarter = |quarter: Quarter| format!("{}-{}", quarter.year().start(), quarter.number());
    let status = view.progress.get(&bar.id).map(|entry| entry.status);
    Bar {
        id: bar.id.clone(),
        cluster: bar.cluster.clone(),
        lane: bar.lane,
        part: bar.part.as_ref().map(of).unwrap_or_default(),
        text: of(&bar.text),
        from: quarter(bar.span.from()),
        to: quarter(bar.span.to()),
        basis: mark(bar.basis),
        page: bar.page,
        progress: status.map(|status| both(status.label_ja(), status.label_en())).unwrap_or_default(),
    }
}

fn picture(view: &InitiativesView, kpi: &initiative::InitiativeKpi) -> Option<Picture> {
    let (ja, en) = (view.kpi_chart(kpi, Lang::Ja)?, view.kpi_chart(kpi, Lang::En)?);
    Some(pictures::of(&format!("initiative-{}", kpi.id), "initiatives", &ja, &en))
}

fn indicator(
    view: &InitiativesView,
    kpi: &initiative::InitiativeKpi,
    picture: Option<&Picture>,
    source: String,
) -> InitiativeKpi {
    let value = |kind: &str, stated: &StatedValue, basis: Words| KpiValue {
        year: stated.year.start(),
        kind: kind.to_owned(),
        value: stated.value.to_string(),
        basis,
    };
    let recorded = || both("担当の記録", "recorded by the department");
    let measured = view.measured(kpi);
    let baseline = kpi.baseline.iter().map(|one| value("baseline", one, mark(one.basis)));
    // A target for a year stands once: the indicator's own goes before the one of its year.
    let is_own = |one: &&StatedValue| kpi.target.as_ref().is_some_and(|target| target.year == one.year);
    let yearly = kpi.yearly_targets.iter().filter(|one| !is_own(one));
    let targets = yearly.chain(&kpi.target).map(|one| value("target", one, mark(one.basis)));
    let actuals = measured.iter().map(|(one, basis)| value("actual", one, basis.map_or_else(recorded, mark)));
    let mut values: Vec<KpiValue> = baseline.chain(targets).chain(actuals).collect();
    values.sort_by_key(|value| value.year);
    let standing = view.standings.get(&kpi.id);
    let status = standing.and_then(|standing| standing.status);
    InitiativeKpi {
        id: kpi.id.clone(),
        name: of(&kpi.name),
        unit: of(&kpi.unit),
        direction: direction(kpi),
        values,
        standing: status.map(|status| both(status.label_ja(), status.label_en())).unwrap_or_default(),
        standing_year: standing.filter(|one| one.status.is_some()).map(|standing| standing.year.start()),
        note: kpi.note.as_ref().map(of).unwrap_or_default(),
        source,
        picture: picture.map(|picture| picture.id.clone()).unwrap_or_default(),
    }
}

fn direction(kpi: &initiative::InitiativeKpi) -> Words {
    match kpi.direction {
        Direction::Increase => both("増やす", "to grow"),
        Direction::Decrease => both("減らす", "to shrink"),
        Direction::Maintain { .. } => both("保つ", "to stay"),
        Direction::Range { low, high } => {
            let basis = kpi.bounds_basis;
            let ja = format!("{low}から{high}までに収める（{}）", basis.japanese());
            Words::both(ja, format!("to lie between {low} and {high} ({})", basis.english()))
        }
    }
}
