//! `/initiatives/progress`: every milestone, what is late first.

use app::initiatives::MilestoneRow;
use app::roadmaps::{bar_state, span_basis, span_label};
use askama::Template;
use axum::response::Response;
use reform::plan::Basis;
use reform::roadmap::Urgency;

use crate::error::PageError;
use crate::figure::chart_lang;
use crate::html::Html;
use crate::page::{Frame, Section, Visit, render};
use crate::programs::encode;
use crate::reviews::words::day;
use crate::roadmaps::words;
use crate::subnav::{Part, SubNav};

struct Row {
    href: String,
    text: String,
    initiative: String,
    department: String,
    state: Html,
    lateness: String,
    span: String,
    basis: &'static str,
    is_read: bool,
    last_day: String,
    remark: String,
    is_demo: bool,
}

struct Group {
    id: &'static str,
    name: &'static str,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "initiatives/progress.html")]
struct ProgressPage {
    f: Frame,
    subnav: SubNav,
    today: String,
    groups: Vec<Group>,
    is_member: bool,
}

/// The milestones by how urgent they are.
pub async fn show(visit: Visit) -> Result<Response, PageError> {
    let view = visit.check(visit.app().initiatives(&visit.actor).await)?;
    let title = visit.lang.pick("取組の進み", "Progress of the initiatives");
    let f = visit.frame(Section::Clusters, title).await?;
    let rows = view.milestones();
    let groups = [
        (Urgency::Late, "late", f.lang.pick("遅れ", "Late")),
        (
            Urgency::Unreported,
            "unreported",
            f.lang.pick("記録なし（始まっているはず）", "Nothing reported, though due"),
        ),
        (Urgency::UnderWay, "under-way", f.lang.pick("進行中", "Under way")),
        (Urgency::ToCome, "to-come", f.lang.pick("これから", "To come")),
        (Urgency::Finished, "finished", f.lang.pick("完了・中止", "Done or stopped")),
    ];
    let groups = groups.into_iter().map(|(urgency, id, name)| Group {
        id,
        name,
        rows: rows.iter().filter(|row| row.standing.urgency() == urgency).map(|row| shown(&f, row)).collect(),
    });
    let page = ProgressPage {
        subnav: SubNav::new(&f, Part::Initiatives),
        today: day(f.lang, view.today),
        groups: groups.collect(),
        is_member: view.is_member,
        f,
    };
    Ok(render(&page))
}

fn shown(f: &Frame, row: &MilestoneRow) -> Row {
    let lang = chart_lang(f.lang);
    Row {
        href: f.href(&format!("/initiatives/{}#{}", encode(&row.initiative.id), row.bar.id)),
        text: f.text(&row.bar.text).to_owned(),
        initiative: f.text(&row.initiative.name).to_owned(),
        department: f.text(&row.initiative.department).to_owned(),
        state: words::state(f.lang, &format!("m-{}", row.bar.id), bar_state(&row.standing)),
        lateness: words::lateness(f.lang, &row.standing),
        span: span_label(row.bar.span, lang),
        basis: span_basis(row.bar.basis, lang),
        is_read: row.bar.basis != Basis::Published,
        last_day: row.last.as_ref().map(|entry| day(f.lang, entry.day)).unwrap_or_default(),
        remark: row.last.as_ref().map(|entry| entry.remark.clone()).unwrap_or_default(),
        is_demo: row.last.as_ref().is_some_and(|entry| entry.is_demo),
    }
}
