//! Writes a laid out logic model as SVG (SVGの書き出し): classes by role, colours as attributes, no inline style.

use std::collections::BTreeMap;
use std::fmt::Write;

use reform::logic_model::{Break, BreakKind, Edge, Fate, LogicModel, Node, NodeId, NodeKind};

use super::super::svg::{escape, number, safe_id};
use super::super::{Head, Lang};
use super::compared::Fates;
use super::layout::{CAPTION, Column, FONT, HEADING, Heading, Layout, Line, PAD, Placed, SMALL, SMALL_LINE, Step};
use super::route::HEAD;
use super::{layout, legend, paint};

/// What is drawn.
pub(super) struct Content<'a> {
    pub model: &'a LogicModel,
    pub breaks: &'a [Break],
    pub fates: &'a Fates,
}

pub(super) fn write(head: &Head, desc: &str, content: &Content<'_>, layout: &Layout, narrow: bool) -> String {
    let id = format!("{}-{}", safe_id(&head.id), if narrow { "n" } else { "w" });
    let class = if narrow { "chart-narrow" } else { "chart-wide" };
    let lang = head.lang.pick("ja", "en");
    let mut body = String::new();
    for column in &layout.columns {
        heading(&mut body, column, head.lang);
    }
    for line in &layout.edges {
        edge(&mut body, content, line, head.lang);
    }
    for placed in &layout.nodes {
        if let Some(node) = content.model.node(placed.id) {
            box_of(&mut body, content, node, placed, head.lang);
        }
    }
    if !narrow {
        badges(&mut body, content, &layout.edges);
    }
    let below = legend::draw(&mut body, content, layout, narrow, head.lang);
    let (width, height) = (number(layout.width), number(below));
    // A wide picture keeps its size and is scrolled: letters stay as large as those around it.
    let size = if narrow { "width=\"100%\"".to_string() } else { format!("width=\"{width}\" height=\"{height}\"") };
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart-svg {class} logic-svg\" viewBox=\"0 0 {width} {height}\" \
         {size} role=\"img\" aria-labelledby=\"{id}-t {id}-d\" lang=\"{lang}\" font-family=\"sans-serif\">\n\
         <title id=\"{id}-t\">{}</title>\n<desc id=\"{id}-d\">{}</desc>\n{body}</svg>\n",
        escape(&head.title),
        escape(desc),
    )
}

fn heading(out: &mut String, column: &Column, lang: Lang) {
    let (class, ground, border, ink) = paint::kind(column.kind);
    let area = column.area;
    let label = lang.pick(column.kind.label_ja(), column.kind.label_en());
    let is_band = column.kind == NodeKind::ExternalFactor;
    let (x, anchor) = if is_band { (area.x + 10.0, "start") } else { (area.x + area.width / 2.0, "middle") };
    let dash = if is_band { " stroke-dasharray=\"4 3\"" } else { "" };
    let _ = writeln!(
        out,
        "<g class=\"lm-col {class}\" data-kind=\"{}\"><rect class=\"lm-box\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"4\" \
         fill=\"{ground}\" stroke=\"{border}\"{dash}/><text class=\"lm-kind\" x=\"{}\" y=\"{}\" font-size=\"{FONT}\" font-weight=\"bold\" \
         text-anchor=\"{anchor}\" fill=\"{ink}\">{}</text></g>",
        column.kind.word(),
        number(area.x),
        number(area.y + 1.0),
        number(area.width),
        number(HEADING - 8.0),
        number(x),
        number(area.y + 18.5),
        escape(label),
    );
}

fn edge(out: &mut String, content: &Content<'_>, line: &Line, lang: Lang) {
    let Some(edge) = content.model.edge(line.from, line.to) else { return };
    let fate = content.fates.edge((line.from, line.to));
    let (class, width, dash) = paint::edge(content.model, edge);
    let ink = paint::ink(fate, matches!(class, "lm-none" | "lm-outside" | "lm-plain"));
    let dash = if fate == Fate::Removed { Some("3 5") } else { dash };
    let dash = dash.map(|dash| format!(" stroke-dasharray=\"{dash}\"")).unwrap_or_default();
    let _ = writeln!(
        out,
        "<g class=\"lm-edge {class}{}\" data-edge=\"{}-{}\"><title>{}</title><path class=\"lm-line\" d=\"{}\" fill=\"none\" \
         stroke=\"{ink}\" stroke-width=\"{}\"{dash} stroke-linejoin=\"round\"/><path class=\"lm-head\" d=\"{}\" fill=\"{ink}\"/></g>",
        paint::fate(fate).0,
        line.from,
        line.to,
        escape(&edge_title(content, edge, lang)),
        path(&line.steps),
        number(width),
        arrow(line),
    );
}

fn edge_title(content: &Content<'_>, edge: &Edge, lang: Lang) -> String {
    let name = |id: NodeId| content.model.node(id).map_or("", |node| node.label.as_str());
    let mut said = format!("{} → {}", name(edge.from), name(edge.to));
    if content.model.claims_change(edge) {
        said.push_str(&match edge.strength() {
            Some(strength) => {
                let words = lang.pick(strength.label_ja(), strength.label_en());
                format!("{}{} {words}", lang.pick("／根拠の強さ ", " / evidence "), strength.step())
            }
            None => lang.pick("／根拠なし", " / no evidence").to_string(),
        });
    }
    if edge.is_external {
        said.push_str(lang.pick("／外部要因に左右される", " / depends on what is outside"));
    }
    said
}

fn path(steps: &[Step]) -> String {
    let at = |(x, y): (f64, f64)| format!("{} {}", number(x), number(y));
    let step = |step: &Step| match *step {
        Step::Start(x, y) => format!("M{}", at((x, y))),
        Step::To(x, y) => format!("L{}", at((x, y))),
        Step::Curve(one, other, end) => format!("C{} {} {}", at(one), at(other), at(end)),
    };
    steps.iter().map(step).collect()
}

fn arrow(line: &Line) -> String {
    let (x, y) = end_of(line.steps.last());
    let tip = if line.arrives == Heading::Right { x + HEAD } else { x - HEAD };
    let back = if line.arrives == Heading::Right { x - 1.0 } else { x + 1.0 };
    let (x, tip) = (number(back), number(tip));
    format!("M{x} {}L{tip} {}L{x} {}Z", number(y - 4.5), number(y), number(y + 4.5))
}

fn end_of(step: Option<&Step>) -> (f64, f64) {
    match step {
        Some(Step::Start(x, y) | Step::To(x, y)) => (*x, *y),
        Some(Step::Curve(_, _, end)) => *end,
        None => (0.0, 0.0),
    }
}

fn box_of(out: &mut String, content: &Content<'_>, node: &Node, placed: &Placed, lang: Lang) {
    let (class, ground, border, kind_ink) = paint::kind(node.kind);
    let fate = content.fates.node(node.id);
    let (fate_class, sign) = paint::fate(fate);
    let area = placed.area;
    let (border, width) = if fate == Fate::Same { (border, "1.2") } else { (paint::ink(fate, false), "2.6") };
    let dash =
        if fate == Fate::Removed || node.kind == NodeKind::ExternalFactor { " stroke-dasharray=\"5 3\"" } else { "" };
    let _ = write!(
        out,
        "<g class=\"lm-node {class}{fate_class}\" data-node=\"{}\"><title>{}</title><rect class=\"lm-box\" x=\"{}\" y=\"{}\" \
         width=\"{}\" height=\"{}\" rx=\"6\" fill=\"{ground}\" stroke=\"{border}\" stroke-width=\"{width}\"{dash}/>",
        node.id,
        escape(&node_title(content, node, lang)),
        number(area.x),
        number(area.y),
        number(area.width),
        number(area.height),
    );
    let x = area.x + PAD;
    let mut y = area.y + PAD + 8.0;
    let kind = lang.pick(node.kind.label_ja(), node.kind.label_en());
    let fate_word = if fate == Fate::Same { "" } else { lang.pick(fate.label_ja(), fate.label_en()) };
    let caption = format!("{sign}{fate_word}{}{} {kind}", if sign.is_empty() { "" } else { " " }, node.id);
    text(out, "lm-kind", (x, y), SMALL, kind_ink, "", &caption);
    y += CAPTION + 1.0;
    let strike = if fate == Fate::Removed { " text-decoration=\"line-through\"" } else { "" };
    for line in &placed.label {
        text(out, "lm-text", (x, y), FONT, paint::INK, strike, line);
        y += layout::LINE;
    }
    if !placed.indicators.is_empty() {
        y -= 9.0;
        let _ = write!(
            out,
            "<path class=\"lm-rule\" d=\"M{} {}H{}\" stroke=\"{border}\" stroke-width=\"0.8\"/>",
            number(x),
            number(y),
            number(area.right() - PAD)
        );
        y += 14.0;
        for (mark, lines) in &placed.indicators {
            let (class, sign, ink) = paint::mark(*mark);
            text(out, class, (x, y), FONT, ink, " font-weight=\"bold\"", sign);
            for line in lines {
                text(out, "lm-small", (x + 18.0, y), SMALL, paint::SOFT, "", line);
                y += SMALL_LINE;
            }
        }
    }
    let mut below = area.bottom() - PAD - (placed.references.len() as f64 - 1.0) * SMALL_LINE + 2.0;
    for line in &placed.references {
        text(out, "lm-small", (x, below), SMALL, paint::SOFT, "", line);
        below += SMALL_LINE;
    }
    if content.breaks.iter().any(|found| found.nodes.contains(&node.id)) {
        badge(out, "lm-break", (area.right() - 6.0, area.y + 3.0), paint::WARNING, "!");
    }
    out.push_str("</g>\n");
}

fn node_title(content: &Content<'_>, node: &Node, lang: Lang) -> String {
    let mut said = format!("{} {}：{}", lang.pick(node.kind.label_ja(), node.kind.label_en()), node.id, node.label);
    for found in content.breaks.iter().filter(|found| found.nodes.contains(&node.id)) {
        let _ = write!(said, " ／ ! {}", lang.pick(found.kind.label_ja(), found.kind.label_en()));
    }
    said
}

/// The numbers of evidence and the marks of breaks on the edges, each where no other stands yet.
fn badges(out: &mut String, content: &Content<'_>, lines: &[Line]) {
    let mut broken: BTreeMap<(NodeId, NodeId), BreakKind> = BTreeMap::new();
    for found in content.breaks.iter().filter(|found| found.kind != BreakKind::EdgeWithoutEvidence) {
        broken.extend(found.edges.iter().map(|ends| (*ends, found.kind)));
    }
    let mut taken: Vec<(f64, f64)> = Vec::new();
    for line in lines {
        let ends = (line.from, line.to);
        let Some(edge) = content.model.edge(line.from, line.to) else { continue };
        let fate = content.fates.edge(ends);
        let strength = edge.strength().filter(|_| content.model.claims_change(edge));
        let mut said = strength.map(|strength| strength.step().to_string()).unwrap_or_default();
        if edge.is_external {
            said.push('◇');
        }
        said.push_str(paint::fate(fate).1);
        let is_broken = broken.contains_key(&ends);
        if said.is_empty() && !is_broken {
            continue;
        }
        let at = free_place(line, &taken);
        taken.push(at);
        let _ = write!(out, "<g class=\"lm-number\" data-edge=\"{}-{}\">", line.from, line.to);
        if !said.is_empty() {
            pill(out, at, &said, paint::ink(fate, false));
        }
        if is_broken {
            badge(out, "lm-break", (at.0 + if said.is_empty() { 0.0 } else { 15.0 }, at.1), paint::WARNING, "!");
        }
        out.push_str("</g>\n");
    }
}

/// A place on the last curve of a line that is apart from those taken; else its middle.
fn free_place(line: &Line, taken: &[(f64, f64)]) -> (f64, f64) {
    let count = line.steps.len();
    let (Some(Step::Curve(one, other, end)), true) = (line.steps.last().copied(), count > 1) else { return line.badge };
    let start = end_of(line.steps.get(count - 2));
    let point = |t: f64| {
        let mix = |a: f64, b: f64, c: f64, d: f64| {
            let u = 1.0 - t;
            u * u * u * a + 3.0 * u * u * t * b + 3.0 * u * t * t * c + t * t * t * d
        };
        (mix(start.0, one.0, other.0, end.0), mix(start.1, one.1, other.1, end.1))
    };
    let is_free = |(x, y): &(f64, f64)| taken.iter().all(|(u, v)| (x - u).abs() > 17.0 || (y - v).abs() > 15.0);
    let tries = [0.5, 0.4, 0.6, 0.3, 0.7, 0.22, 0.78, 0.15, 0.85];
    tries.into_iter().map(point).find(is_free).unwrap_or_else(|| point(0.5))
}

pub(super) fn pill(out: &mut String, (x, y): (f64, f64), said: &str, ink: &str) {
    let width = 8.0 + 8.0 * said.chars().map(|c| if c.is_ascii() { 1.0 } else { 1.4 }).sum::<f64>();
    let _ = write!(
        out,
        "<rect class=\"lm-pill\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"14\" rx=\"7\" fill=\"#ffffff\" stroke=\"{ink}\"/>",
        number(x - width / 2.0),
        number(y - 7.0),
        number(width)
    );
    text(out, "lm-pill-text", (x, y + 4.0), SMALL, paint::INK, " text-anchor=\"middle\"", said);
}

pub(super) fn badge(out: &mut String, class: &str, (x, y): (f64, f64), ink: &str, said: &str) {
    let (cx, cy) = (number(x), number(y));
    let _ = write!(out, "<circle class=\"{class}\" cx=\"{cx}\" cy=\"{cy}\" r=\"8\" fill=\"{ink}\"/>");
    text(out, "lm-break-text", (x, y + 4.3), FONT, "#ffffff", " text-anchor=\"middle\" font-weight=\"bold\"", said);
}

pub(super) fn text(out: &mut String, class: &str, at: (f64, f64), size: u32, ink: &str, more: &str, content: &str) {
    let (x, y) = (number(at.0), number(at.1));
    let _ = write!(
        out,
        "<text class=\"{class}\" x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{more} fill=\"{ink}\">{}</text>",
        escape(content)
    );
}
