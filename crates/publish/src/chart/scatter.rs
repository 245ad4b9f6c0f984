//! Two indicators against each other, in four groups (散布図・クロス分析).

use fiscal::Quantity;
use fiscal::comparison::GoodSide;
use kuva::plot::ScatterPlot;
use kuva::render::color::Color;
use kuva::render::layout::ComputedLayout;
use kuva::render::plots::Plot;
use kuva::render::render::{Primitive, Scene, TextAnchor, render_multiple};

use super::frame::{self, Frame, Margins, Scale, text};
use super::labels::{Dot, Place, beside_dots};
use super::{Chart, Head, Lang, Said, assemble};
use crate::table::{Cell, DataTable, shown_quantity};

/// Places by two values; a place that lacks one is listed in the table and not drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scatter {
    /// The heading of the name column, such as `市`.
    pub name_heading: String,
    /// What the horizontal axis shows, with its unit.
    pub x_heading: String,
    /// What the vertical axis shows, with its unit.
    pub y_heading: String,
    /// The places.
    pub points: Vec<Point>,
    /// The name of the place to be highlighted.
    pub highlight: Option<String>,
    /// The averages of both values, as the source gives them.
    pub averages: Option<(Quantity, Quantity)>,
    /// Which end of each value is good; an axis whose low end is good is turned, so that good is right and up.
    pub good: (GoodSide, GoodSide),
    /// The names of the four groups between the averages, in the order of [`fiscal::comparison::Quadrant`]: upper right
    /// (good in both), lower right, upper left, lower left.
    pub group_names: Option<[String; 4]>,
}

/// One place of a [`Scatter`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// Its name.
    pub name: String,
    /// Its value on the horizontal axis.
    pub x: Option<Quantity>,
    /// Its value on the vertical axis.
    pub y: Option<Quantity>,
}

/// Draws places as dots with their names moved apart, the averages as a cross of lines, and the groups between them.
pub fn scatter(head: &Head, scatter: &Scatter) -> Chart {
    let number = |value: Option<Quantity>| value.map_or(Cell::Empty, Cell::Number);
    let mut header = vec![scatter.name_heading.clone(), scatter.x_heading.clone(), scatter.y_heading.clone()];
    if scatter.group_names.is_some() {
        header.push(head.lang.pick("グループ", "Group").to_string());
    }
    let mut rows: Vec<Vec<Cell>> = scatter
        .points
        .iter()
        .map(|point| {
            let mut row = vec![Cell::Text(point.name.clone()), number(point.x), number(point.y)];
            if let Some(names) = &scatter.group_names {
                row.push(group_of(scatter, point).map_or(Cell::Empty, |group| Cell::Text(names[group].clone())));
            }
            row
        })
        .collect();
    if let Some((x, y)) = scatter.averages {
        let name = head.lang.pick("平均", "Average").to_string();
        let mut row = vec![Cell::Text(name), Cell::Number(x), Cell::Number(y)];
        row.extend(scatter.group_names.iter().map(|_| Cell::Empty));
        rows.push(row);
    }
    let table = DataTable { title: head.title.clone(), header, rows, unit: String::new() };
    assemble(head, said(scatter), table, |frame| draw(head.lang, scatter, frame))
}

/// The group of a place: 0 upper right, 1 lower right, 2 upper left, 3 lower left. At the average counts as right and up.
fn group_of(scatter: &Scatter, point: &Point) -> Option<usize> {
    let (mean_x, mean_y) = scatter.averages?;
    let (turn_x, turn_y) = turns(scatter);
    let is_right = point.x?.to_f64() * turn_x >= mean_x.to_f64() * turn_x;
    let is_up = point.y?.to_f64() * turn_y >= mean_y.to_f64() * turn_y;
    Some(usize::from(!is_up) + 2 * usize::from(!is_right))
}

/// −1 for an axis that is turned, 1 for one that is not.
fn turns(scatter: &Scatter) -> (f64, f64) {
    let turn = |good: GoodSide| if good == GoodSide::Low { -1.0 } else { 1.0 };
    (turn(scatter.good.0), turn(scatter.good.1))
}

fn drawn(scatter: &Scatter) -> Vec<(&str, f64, f64)> {
    let (turn_x, turn_y) = turns(scatter);
    let place = |point: &'_ Point| Some((point.x?.to_f64() * turn_x, point.y?.to_f64() * turn_y));
    scatter.points.iter().filter_map(|point| place(point).map(|(x, y)| (point.name.as_str(), x, y))).collect()
}

fn said(scatter: &Scatter) -> Said {
    let count = drawn(scatter).len();
    let (x, y) = (&scatter.x_heading, &scatter.y_heading);
    let mut ja = format!("横軸は{x}、縦軸は{y}。{count}件を点で示す。");
    let mut en = format!("{x} across, {y} upwards, {count} dots.");
    for (good, (axis_ja, end_ja), (heading, end_en)) in
        [(scatter.good.0, ("横軸", "右"), (x, "to the right")), (scatter.good.1, ("縦軸", "上"), (y, "upwards"))]
    {
        if good == GoodSide::Low {
            ja.push_str(&format!("{axis_ja}は低いほど良いので、低い方を{end_ja}に置く。"));
            en.push_str(&format!(" Low {heading} is good and stands {end_en}."));
        }
    }
    let own = scatter.points.iter().find(|point| scatter.highlight.as_ref() == Some(&point.name));
    if let (Some(own), Some(means)) = (own, scatter.averages)
        && let (Some(own_x), Some(own_y)) = (own.x, own.y)
    {
        let name = &own.name;
        let side = |own: Quantity, mean: Quantity| own.to_f64().total_cmp(&mean.to_f64());
        let in_ja = |order: std::cmp::Ordering, words: [&'static str; 3]| words[(order as i8 + 1) as usize];
        let middle = ["平均より低く", "平均と同じで", "平均より高く"];
        let end = ["平均より低い", "平均と同じである", "平均より高い"];
        let in_en = ["below", "at", "above"];
        let (side_x, side_y) = (side(own_x, means.0), side(own_y, means.1));
        let (shown_x, shown_y) = (shown_quantity(own_x), shown_quantity(own_y));
        ja.push_str(&format!(
            "{name}は{x}が{shown_x}で{}、{y}が{shown_y}で{}。",
            in_ja(side_x, middle),
            in_ja(side_y, end)
        ));
        let (place_x, place_y) = (in_ja(side_x, in_en), in_ja(side_y, in_en));
        en.push_str(&format!(
            " {name} is {place_x} average in {x} ({shown_x}) and {place_y} average in {y} ({shown_y})."
        ));
        if let (Some(names), Some(group)) = (&scatter.group_names, group_of(scatter, own)) {
            ja.push_str(&format!("{name}は「{}」に入る。", names[group]));
            en.push_str(&format!(" {name} is in the group \"{}\".", names[group]));
        }
    }
    if let (Some(names), Some(_)) = (&scatter.group_names, scatter.averages) {
        let of = |group: usize| scatter.points.iter().filter(|point| group_of(scatter, point) == Some(group)).count();
        let list = |form: fn(&str, usize) -> String, by: &str| {
            names.iter().enumerate().map(|(index, name)| form(name, of(index))).collect::<Vec<_>>().join(by)
        };
        ja.push_str(&format!(
            "平均で分けた4つのグループは、{}。",
            list(|name, count| format!("「{name}」{count}件"), "、")
        ));
        en.push_str(&format!(
            " The averages part four groups: {}.",
            list(|name, count| format!("{name} ({count})"), ", ")
        ));
    }
    let missing = scatter.points.len() - count;
    if missing > 0 {
        ja.push_str(&format!("{missing}件は値がそろわず、表にだけ載せる。"));
        en.push_str(&format!(" {missing} lack a value and are in the table only."));
    }
    Said { ja, en }
}

fn draw(lang: Lang, scatter: &Scatter, frame: &Frame) -> Scene {
    let points = drawn(scatter);
    let font = f64::from(frame.font);
    let (turn_x, turn_y) = turns(scatter);
    let averages = scatter.averages.map(|(x, y)| (x.to_f64() * turn_x, y.to_f64() * turn_y));
    let groups = averages.and(scatter.group_names.as_ref());
    let across = Scale::over(points.iter().map(|point| point.1).chain(averages.map(|mean| mean.0)), false, 5.0)
        .with_room(points.iter().map(|point| point.1));
    let upwards = Scale::over(points.iter().map(|point| point.2).chain(averages.map(|mean| mean.1)), false, 5.0)
        .with_room(points.iter().map(|point| point.2));
    let left = upwards.label_width(frame.font) + 14.0;
    // The last figure under the axis stands half beyond it.
    let right = (across.label_width(frame.font) / 2.0 + 6.0).max(20.0);
    // In the corners the names of the groups, where they fit; else letters there and the names above.
    let half = (frame.width - left - right) / 2.0 - 8.0;
    let is_lettered =
        groups.is_some_and(|names| names.iter().any(|name| frame::text_width(name, frame.font - 1) > half));
    let legend: Vec<&str> =
        groups.filter(|_| is_lettered).map_or(Vec::new(), |names| names.iter().map(String::as_str).collect());
    let legend_height = frame::legend_height(frame::legend_rows(&legend, frame).len(), frame);
    let margins = Margins { top: legend_height + font * 2.6, right, bottom: font * 2.0 + 22.0, left };
    let plot_height = if frame.narrow { 320.0 } else { 380.0 };
    let height = margins.top + margins.bottom + plot_height;
    // The corners' names have a strip of their own at the upper and the lower edge, and a dot at the edge has room for
    // its name.
    let strip = if groups.is_some() { font + 6.0 } else { 0.0 };
    let near = upwards.step * 0.2;
    let beyond = |is_near: bool| strip + if is_near { font + 10.0 } else { 0.0 };
    let above = beyond(points.iter().any(|point| upwards.max - point.2 < near));
    let below = beyond(points.iter().any(|point| point.2 - upwards.min < near));
    let unit = (upwards.max - upwards.min) / (plot_height - above - below);
    let reach = (upwards.min - unit * below, upwards.max + unit * above);
    let format = |scale: Scale, turn: f64| if turn < 0.0 { scale.mirrored_format() } else { scale.format() };
    let layout = frame::layout(frame, height, margins, (across.min, across.max), reach)
        .with_x_tick_step(across.step)
        .with_y_tick_step(upwards.step)
        .with_x_tick_format(format(across, turn_x))
        .with_y_tick_format(format(upwards, turn_y));
    let places = frame::places(&layout);
    let within = Place { left, top: margins.top, right: frame.width - right, bottom: height - margins.bottom };
    let own = |name: &str| scatter.highlight.as_deref() == Some(name);
    let plot = ScatterPlot::new()
        .with_data(points.iter().map(|point| (point.1, point.2)))
        .with_color(frame::series_color(1))
        .with_colors(points.iter().map(|point| frame::series_color(usize::from(!own(point.0)))))
        .with_sizes(points.iter().map(|point| if own(point.0) { 6.5 } else { 4.0 }));
    let mut scene = render_multiple(vec![Plot::Scatter(plot)], layout);
    if let Some((x, y)) = averages {
        // Under everything else: the names must not be crossed out.
        let under = cross(groups.is_some(), (places.map_x(x), places.map_y(y)), within);
        scene.elements.splice(0..0, under);
    }
    draw_names(&mut scene, &points, own, &places, within, strip, frame);
    if let Some(names) = groups {
        let shown: Vec<&str> = if is_lettered { LETTERS.to_vec() } else { names.iter().map(String::as_str).collect() };
        draw_corners(&mut scene, &shown, within, strip, is_lettered, frame);
    }
    frame::draw_legend(&mut scene, &legend, frame, |scene, index, x, y| {
        scene.add(text(x + 2.0, y + 10.0, LETTERS[index], frame.font, TextAnchor::Start, true));
    });
    let fitted = |content: &str| frame::fit(content, frame.font, frame.width - 12.0);
    let y_name = format!("↑ {}{}", scatter.y_heading, good_end(lang, scatter.good.1, false));
    let base = legend_height + font + 3.0;
    scene.add(text(4.0, base, &fitted(&y_name), frame.font, TextAnchor::Start, false));
    let x_name = format!("{}{} →", scatter.x_heading, good_end(lang, scatter.good.0, true));
    scene.add(text(frame.width - 6.0, height - 8.0, &fitted(&x_name), frame.font, TextAnchor::End, false));
    scene
}

const LETTERS: [&str; 4] = ["A", "B", "C", "D"];

/// What the far end of an axis means.
fn good_end(lang: Lang, good: GoodSide, is_across: bool) -> &'static str {
    match (good, is_across) {
        (GoodSide::High, true) => lang.pick("（右ほど高い＝良い）", " (higher is better)"),
        (GoodSide::High, false) => lang.pick("（上ほど高い＝良い）", " (higher is better)"),
        (GoodSide::Low, true) => lang.pick("（右ほど低い＝良い）", " (lower, to the right, is better)"),
        (GoodSide::Low, false) => lang.pick("（上ほど低い＝良い）", " (lower, upwards, is better)"),
        (GoodSide::Neither, _) => "",
    }
}

/// The averages as a cross; with groups, a soft ground under the good corner and the bad one.
fn cross(has_groups: bool, (x, y): (f64, f64), within: Place) -> Vec<Primitive> {
    let ground = |left: f64, top: f64, right: f64, bottom: f64, color: &str| Primitive::Rect {
        x: left,
        y: top,
        width: right - left,
        height: bottom - top,
        fill: Color::from(color),
        stroke: None,
        stroke_width: None,
        opacity: Some(0.1),
    };
    let mut under = Vec::new();
    if has_groups {
        under.push(ground(x, within.top, within.right, y, frame::series_color(3)));
        under.push(ground(within.left, y, x, within.bottom, frame::series_color(2)));
    }
    under.push(frame::line((x, within.top), (x, within.bottom), frame::REFERENCE, 1.5, true));
    under.push(frame::line((within.left, y), (within.right, y), frame::REFERENCE, 1.5, true));
    under
}

/// Names beside their dots; one that had to go far is tied to its dot by a thin line.
fn draw_names(
    scene: &mut Scene,
    points: &[(&str, f64, f64)],
    own: impl Fn(&str) -> bool,
    places: &ComputedLayout,
    within: Place,
    strip: f64,
    frame: &Frame,
) {
    let font = f64::from(frame.font);
    // A name is never longer than a third of the picture.
    let names: Vec<String> = points.iter().map(|point| frame::fit(point.0, frame.font, frame.width / 3.0)).collect();
    let dots: Vec<Dot> = points
        .iter()
        .zip(&names)
        .map(|(point, name)| Dot {
            x: places.map_x(point.1),
            y: places.map_y(point.2),
            radius: if own(point.0) { 6.5 } else { 4.0 },
            width: frame::text_width(name, frame.font),
        })
        .collect();
    let room = Place { top: within.top + strip, bottom: within.bottom - strip, right: frame.width - 2.0, ..within };
    let first = points.iter().position(|point| own(point.0));
    let mut added = Vec::new();
    for (((dot, place), name), point) in
        dots.iter().zip(beside_dots(&dots, font + 1.0, room, first)).zip(&names).zip(points)
    {
        let nearest = (dot.x.clamp(place.left, place.right), dot.y.clamp(place.top, place.bottom));
        if (nearest.0 - dot.x).hypot(nearest.1 - dot.y) > dot.radius + 6.0 {
            added.push(frame::line((dot.x, dot.y), nearest, frame::AXIS, 1.0, false));
        }
        let base = place.bottom - font * 0.2;
        added.push(match own(point.0) {
            true => frame::own_text(place.left, base, name, frame.font, TextAnchor::Start),
            false => frame::figure(place.left, base, name, frame.font, TextAnchor::Start, false),
        });
    }
    scene.elements.extend(added);
    // Names before dots, or the halo of a name would eat into its dot.
    scene.elements.sort_by_key(|element| matches!(element, Primitive::Circle { .. } | Primitive::CircleBatch { .. }));
}

/// The names of the groups, or their letters, in the corners in the order of the groups.
fn draw_corners(scene: &mut Scene, shown: &[&str], within: Place, strip: f64, bold: bool, frame: &Frame) {
    let top = within.top + strip - 5.0;
    let bottom = within.bottom - 6.0;
    let corners = [
        (within.right - 6.0, top, TextAnchor::End),
        (within.right - 6.0, bottom, TextAnchor::End),
        (within.left + 6.0, top, TextAnchor::Start),
        (within.left + 6.0, bottom, TextAnchor::Start),
    ];
    for (name, (x, y, anchor)) in shown.iter().zip(corners) {
        let size = if bold { frame.font } else { frame.font - 1 };
        scene.add(text(x, y, name, size, anchor, bold));
    }
}
