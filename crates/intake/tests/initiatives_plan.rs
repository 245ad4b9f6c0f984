//! The plan's own initiatives as they were read: seven themes of 第3-2, and what of them the plan itself states.

use std::fs;
use std::path::Path;

use intake::plan::read_plan;
use reform::initiative::PlanInitiatives;
use reform::kpi::Direction;
use reform::plan::{Basis, Plan};
use reform::roadmap::check;

fn plan() -> Plan {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../plans/kitakyushu");
    let entries = fs::read_dir(&folder).expect("plans/kitakyushu is part of the repository");
    let files: Vec<(String, String)> = entries
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap()))
        .collect();
    read_plan(&files).unwrap_or_else(|problems| panic!("{problems:#?}")).plan
}

fn initiatives() -> PlanInitiatives {
    plan().initiatives.expect("the plan has initiatives")
}

#[test]
fn the_seven_themes_have_initiatives_milestones_and_indicators() {
    let all = initiatives();
    let sections: Vec<_> = all.themes.iter().map(|theme| theme.source.section.clone().unwrap()).collect();
    assert_eq!(sections, (1..=7).map(|number| format!("第3 2（{number}）")).collect::<Vec<_>>());
    assert!(all.themes.iter().all(|theme| matches!(theme.source.page, Some(24 | 25))));
    assert_eq!(check(&all.milestones), []);
    for theme in &all.themes {
        assert!(all.of_theme(&theme.id).count() > 0, "{}", theme.id);
    }
    for initiative in &all.initiatives {
        assert!(all.milestones_of(&initiative.id).count() > 0, "{}", initiative.id);
        assert!(all.kpis_of(&initiative.id).count() > 0, "{}", initiative.id);
    }
}

/// What the plan does not state says that it is not the plan's.
#[test]
fn only_the_band_of_staff_and_the_half_of_paper_are_the_plans_own_figures() {
    let all = initiatives();
    let mut published = Vec::new();
    for kpi in &all.kpis {
        let values = kpi.baseline.iter().chain(&kpi.target).chain(&kpi.yearly_targets).chain(&kpi.actuals);
        published.extend(
            values.filter(|value| value.basis == Basis::Published).map(|value| format!("{} {}", kpi.id, value.value)),
        );
        if let (Direction::Range { low, high }, Basis::Published) = (kpi.direction, kpi.bounds_basis) {
            published.push(format!("{} {low}–{high}", kpi.id));
        }
    }
    assert_eq!(published, ["staff-per-10000 70–79.9", "paper-sheets 50"]);
    assert!(all.initiatives.iter().all(|initiative| initiative.department_basis == Basis::Assumed));
    for bar in all.milestones.bars.iter().filter(|bar| bar.basis == Basis::Illustrative) {
        assert!(bar.text.ja.ends_with("（例示）"), "{}", bar.id);
    }
    // What was read of the roadmap's page keeps to its spans.
    let roadmap = plan().roadmap.unwrap().roadmap;
    for bar in all.milestones.bars.iter().filter(|bar| bar.basis == Basis::Read) {
        let cluster = all.initiative(&bar.cluster).unwrap().cluster.clone().unwrap();
        assert_eq!(bar.page, Some(33), "{}", bar.id);
        assert!(roadmap.bars_of(&cluster).any(|known| known.span == bar.span), "{}: no such span", bar.id);
    }
}
