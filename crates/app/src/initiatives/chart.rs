//! What of the initiatives is drawn (取組の図): milestones as a roadmap, an indicator over the years.

use publish::chart::roadmap::{RoadmapBar, RoadmapPicture};
use publish::chart::{Basis as ChartBasis, Chart, Head, Lang, Trend, trend};
use reform::initiative::InitiativeKpi;
use reform::plan::Basis;

use super::InitiativesView;
use crate::roadmaps::{CategoryOfRoadmap, bar_state};
use crate::roadmaps::{drawn, in_lang, pick, picture, said};

impl InitiativesView {
    /// The milestones as a roadmap with a strip for each initiative; of one only, where `only` names it.
    pub fn picture(&self, lang: Lang, id: &str, only: Option<&str>) -> RoadmapPicture {
        let categories: Vec<CategoryOfRoadmap> = self
            .plan
            .themes
            .iter()
            .map(|theme| CategoryOfRoadmap {
                id: theme.id.clone(),
                name: theme.title.clone(),
                clusters: self
                    .plan
                    .of_theme(&theme.id)
                    .filter(|initiative| only.is_none_or(|only| initiative.id == only))
                    .map(|initiative| (initiative.id.clone(), initiative.name.clone()))
                    .collect(),
            })
            .collect();
        let roadmap = &self.plan.milestones;
        let bars = |initiative: &str| -> Vec<RoadmapBar> {
            let bars = roadmap.bars_of(initiative).map(|bar| {
                let state = bar_state(&self.standing(bar));
                drawn(bar, roadmap, state, u16::from(bar.lane), &said(bar, state.label(lang), lang), lang)
            });
            bars.collect()
        };
        picture(id, lang, roadmap, &categories, Some(self.today), bars)
    }

    /// An indicator over the years with its targets; `None` where nothing was measured.
    pub fn kpi_chart(&self, kpi: &InitiativeKpi, lang: Lang) -> Option<Chart> {
        let measured = self.measured(kpi);
        let targets = kpi.yearly_targets.iter().chain(&kpi.target).copied();
        let targets: Vec<_> = targets.collect();
        let baseline = kpi.baseline.into_iter();
        let years = baseline.clone().chain(measured.iter().map(|(value, _)| *value)).chain(targets.iter().copied());
        let years: Vec<i32> = years.map(|value| value.year.start()).collect();
        let (first, last) = (*years.iter().min()?, *years.iter().max()?);
        let all_measured: Vec<_> = baseline.chain(measured.iter().map(|(value, _)| *value)).collect();
        let name = in_lang(&kpi.name, lang).to_owned();
        let is_made_up = all_measured.iter().chain(&targets).any(|value| value.basis == Basis::Illustrative);
        let head = Head {
            id: format!("kpi-{}", kpi.id),
            title: name.clone(),
            lang,
            source: pick(lang, "プランと担当の記録", "The plan and the department's records").to_owned(),
            basis: if is_made_up { ChartBasis::Illustrative } else { ChartBasis::Published },
        };
        let of = |values: &[reform::initiative::StatedValue], year: i32| {
            values.iter().rev().find(|value| value.year.start() == year).map(|value| value.value)
        };
        let label = |year: i32| match lang {
            Lang::Ja => format!("R{}", year - 2018),
            Lang::En => format!("FY{year}"),
        };
        let chart = Trend {
            category_heading: pick(lang, "年度", "Fiscal year").to_owned(),
            categories: (first..=last).map(label).collect(),
            unit: in_lang(&kpi.unit, lang).to_owned(),
            actual_name: pick(lang, "実績", "Measured").to_owned(),
            actual: (first..=last).map(|year| of(&all_measured, year)).collect(),
            target_name: pick(lang, "目標", "Target").to_owned(),
            target: (first..=last).map(|year| of(&targets, year)).collect(),
        };
        Some(trend(&head, &chart))
    }
}
