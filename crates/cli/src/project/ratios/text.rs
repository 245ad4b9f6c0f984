//! The ratios for people: figures with their standing, then every step.

use std::io::Write;

use app::chart::Lang;
use app::parameters::Parameters;
use app::study::ratios::{CityRatio, RatioRun, ratio_name, standing_of, step_name, value_text};
use fiscal::soundness::{Grade, Limit, print_figure};
use reform::plan::Plan;

use crate::project::pad;

/// Prints the ratios.
pub fn print(plan: &Plan, parameters: &Parameters, run: &RatioRun) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    let example = run.example.as_ref().and_then(|id| parameters.soundness.example(id));
    let whose = example.map_or(&plan.city.name.ja, |example| &example.name.ja);
    writeln!(out, "{whose} 健全化判断比率など（{}決算）\n", run.settlement.japanese())?;
    if let Some(example) = example {
        writeln!(out, "公表された値: {}（{}）\n", example.published, example.ground.source.ja)?;
    }
    for ratio in CityRatio::ALL.into_iter().filter(|ratio| super::is_told(run, *ratio)) {
        let Some(finding) = run.scenario.finding(ratio) else { continue };
        let standing = standing_of(run, ratio, finding);
        let figure = print_figure(finding.figure);
        let unit = if finding.figure.is_some() { ratio.unit() } else { "" };
        write!(out, "{}{}", pad(&ratio_name(ratio, Lang::Ja), 20, false), pad(&format!("{figure}{unit}"), 10, true))?;
        if let Some(limit) = &standing.reached {
            write!(out, "  {}に達している", limit_words(limit))?;
        }
        if let Some(limit) = &standing.next {
            write!(out, "  次の基準 {}", limit_words(limit))?;
        }
        writeln!(out)?;
    }
    for ratio in CityRatio::ALL.into_iter().filter(|ratio| super::is_told(run, *ratio)) {
        let Some(finding) = run.scenario.finding(ratio) else { continue };
        writeln!(out, "\n{}の算定", ratio_name(ratio, Lang::Ja))?;
        for step in &finding.working {
            let (name, value) = (step_name(step, Lang::Ja), value_text(&step.value, Lang::Ja));
            writeln!(out, "  {}{}{}", pad(&step.letter, 14, false), pad(&name, 52, false), pad(&value, 20, true))?;
        }
    }
    if let Some(projection) = &run.projection {
        writeln!(out, "\n実質公債費比率のこれから（三か年平均、%。仮定による試算）")?;
        writeln!(out, "{}{}{}", pad("年度", 8, false), pad("試算", 8, true), pad("基準", 8, true))?;
        for (scenario, baseline) in projection.scenario.iter().zip(&projection.baseline) {
            let figure = |ratio: &app::study::ratios::ProjectedRatio| pad(&print_figure(ratio.finding.figure), 8, true);
            writeln!(out, "{}{}{}", pad(&scenario.year.short(), 8, false), figure(scenario), figure(baseline))?;
        }
    }
    writeln!(out, "\n様式の額")?;
    for field in &run.form.fields {
        let changed = if field.is_changed() { "（変更）" } else { "" };
        writeln!(
            out,
            "  [{}] {} {}: {}{changed}",
            field.basis.japanese(),
            field.key,
            field.label,
            field.value_shown()
        )?;
    }
    Ok(())
}

fn limit_words(limit: &Limit) -> String {
    let name = match limit.grade {
        Grade::BondPermission => "起債許可基準",
        Grade::EarlyRestoration => "早期健全化基準",
        Grade::Reconstruction => "財政再生基準",
    };
    format!("{name} {}%", limit.percent)
}
