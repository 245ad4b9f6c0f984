//! `/logic-models/checks`: the structural checks over every imported model.

use app::national::{CheckCount, JUDGED, UNJUDGED};
use askama::Template;
use axum::response::Response;

use crate::error::PageError;
use crate::figure::chart_lang;
use crate::format;
use crate::page::{Frame, Section, Visit, render};
use crate::subnav::{Part, SubNav};

struct Check {
    label: &'static str,
    hint: &'static str,
    models: String,
    share: String,
    places: String,
    list_href: String,
    examples: Vec<(String, String)>,
}

struct Department {
    name: String,
    models: String,
    without_break: String,
    broken: Vec<String>,
}

#[derive(Template)]
#[template(path = "logic-models/reference-checks.html")]
struct ChecksPage {
    f: Frame,
    subnav: SubNav,
    has_models: bool,
    models: String,
    nodes: String,
    links: String,
    without_break: String,
    without_break_share: String,
    without_model: Option<String>,
    checks: Vec<Check>,
    unjudged: String,
    departments: Vec<Department>,
    csv_href: String,
}

/// The page.
pub async fn show(visit: Visit) -> Result<Response, PageError> {
    let found = visit.check(visit.app().reference_checks(&visit.actor).await)?;
    let title = visit.lang.pick("ロジックモデルの構造の点検", "Structural checks of logic models");
    let f = visit.frame(Section::Clusters, title).await?;
    let count = |count: usize| format::count(count as i64);
    let departments = found.departments.iter().map(|one| Department {
        name: one.department.clone(),
        models: count(one.models),
        without_break: share(one.without_break, one.models),
        broken: one.broken.iter().map(|broken| share(*broken, one.models)).collect(),
    });
    let unjudged = UNJUDGED.iter().map(|kind| f.lang.pick(kind.label_ja(), kind.label_en()));
    let page = ChecksPage {
        subnav: SubNav::new(&f, Part::LogicModels),
        has_models: found.models > 0,
        models: count(found.models),
        nodes: count(found.nodes),
        links: count(found.links),
        without_break: count(found.without_break),
        without_break_share: share(found.without_break, found.models),
        without_model: (found.programs_without_model > 0).then(|| format::count(found.programs_without_model)),
        checks: found.checks.iter().map(|check| Check::new(&f, check, found.models)).collect(),
        unjudged: unjudged.collect::<Vec<_>>().join(f.t("、", ", ")),
        departments: departments.collect(),
        csv_href: f.href("/logic-models/checks.csv"),
        f,
    };
    Ok(render(&page))
}

/// The counts by check and department, as CSV.
pub async fn csv(visit: Visit) -> Result<Response, PageError> {
    let found = visit.check(visit.app().reference_checks(&visit.actor).await)?;
    super::file(&visit, found.csv(chart_lang(visit.lang)), super::CSV, "logic-model-checks.csv")
}

impl Check {
    fn new(f: &Frame, check: &CheckCount, models: usize) -> Check {
        let example = |row: &app::national::ReferenceRow| {
            (f.href(&format!("/programs/{}/logic-model", row.program)), row.name.clone())
        };
        Check {
            label: f.lang.pick(check.kind.label_ja(), check.kind.label_en()),
            hint: f.lang.pick(check.kind.hint_ja(), check.kind.hint_en()),
            models: format::count(check.models as i64),
            share: share(check.models, models),
            places: format::count(check.places as i64),
            list_href: f.href(&format!("/logic-models?check={}", check.kind.word())),
            examples: check.examples.iter().map(example).collect(),
        }
    }
}

impl ChecksPage {
    /// The names of the checks, for the heads of the columns.
    fn columns(&self) -> impl Iterator<Item = &'static str> {
        JUDGED.iter().map(|kind| self.f.lang.pick(kind.label_ja(), kind.label_en()))
    }
}

/// A share in percent with one decimal, rounded half up: `31.3%`.
fn share(part: usize, whole: usize) -> String {
    if whole == 0 {
        return format::NOT_STATED.to_owned();
    }
    let permille = (part * 2_000 + whole) / (whole * 2);
    format!("{}.{}%", permille / 10, permille % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_half_up_and_of_nothing_there_is_none() {
        assert_eq!(share(1, 3), "33.3%");
        assert_eq!(share(1, 2_000), "0.1%");
        assert_eq!(share(2, 2), "100.0%");
        assert_eq!(share(0, 0), format::NOT_STATED);
    }
}
