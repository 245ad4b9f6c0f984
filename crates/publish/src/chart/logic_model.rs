//! Picture of a logic model (ロジックモデルの図): columns by kind, edges by the strength of their evidence, breaks marked.
//!
//! Node groups carry `data-node="ID"` and edge groups `data-edge="FROM-TO"`, so that a page can make them interactive, and
//! [`lay_out`] gives the places of everything. Why the layout is our own: `docs/decisions/0013-logic-model-layout.md`.

mod compared;
mod layout;
mod legend;
mod order;
mod paint;
mod route;
mod rows;
mod stacked;
mod svg;
mod words;
mod wrap;

pub use layout::{Area, Column, Heading, IndicatorMark, Layout, Line, Placed, Step, lay_out};
pub use rows::model_table;
pub(super) use wrap::wrap;

use reform::logic_model::{Break, BreakKind, LogicModel, find_breaks};

use super::{Chart, Head};
use compared::Fates;

/// What of a model is drawn (図の内容).
#[derive(Clone, Copy, Debug)]
pub struct LogicPicture<'a> {
    /// The model.
    pub model: &'a LogicModel,
    /// Whether columns without nodes are drawn too, as an editor needs them.
    pub all_columns: bool,
    /// Whether the breaks in the chain are marked.
    pub marks_breaks: bool,
}

/// Draws a logic model.
pub fn logic_model(head: &Head, picture: &LogicPicture<'_>) -> Chart {
    draw(head, picture, find_breaks(picture.model))
}

/// Draws a logic model whose source says nothing of some things: only breaks of these kinds are named and marked.
pub fn logic_model_judged(head: &Head, picture: &LogicPicture<'_>, judged: &[BreakKind]) -> Chart {
    let mut breaks = find_breaks(picture.model);
    breaks.retain(|found| judged.contains(&found.kind));
    draw(head, picture, breaks)
}

fn draw(head: &Head, picture: &LogicPicture<'_>, breaks: Vec<Break>) -> Chart {
    let marked: &[Break] = if picture.marks_breaks { &breaks } else { &[] };
    let said = words::of_model(picture.model, &breaks);
    let table = words::table(head, picture.model, &breaks);
    let content = svg::Content { model: picture.model, breaks: marked, fates: &Fates::default() };
    finish(head, said, table, &content, picture.all_columns)
}

/// Draws two versions as one picture: what came, what went and what reads otherwise is marked.
pub fn logic_model_difference(head: &Head, before: &LogicModel, after: &LogicModel) -> Chart {
    let (drawn, fates) = compared::merge(before, after);
    let said = words::of_difference(before, after, &fates);
    let table = words::difference_table(head, before, after);
    let content = svg::Content { model: &drawn, breaks: &[], fates: &fates };
    finish(head, said, table, &content, false)
}

fn finish(
    head: &Head,
    said: super::Said,
    table: crate::table::DataTable,
    content: &svg::Content<'_>,
    all_columns: bool,
) -> Chart {
    let description = format!("{}（{}）", said.ja, head.basis.label_ja());
    let description_en = format!("{} ({})", said.en, head.basis.label_en());
    let desc = head.lang.pick(&description, &description_en);
    let wide = lay_out(content.model, head.lang, all_columns);
    let narrow = stacked::lay_out_narrow(content.model, head.lang);
    Chart {
        svg: svg::write(head, desc, content, &wide, false),
        svg_narrow: svg::write(head, desc, content, &narrow, true),
        title: head.title.clone(),
        description,
        description_en,
        table,
        source: head.source.clone(),
        basis: head.basis,
    }
}

#[cfg(test)]
mod tests;
