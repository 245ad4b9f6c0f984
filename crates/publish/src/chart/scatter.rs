//! Two indicators against each other, with average cross lines (散布図・クロス分析).

use fiscal::Quantity;
use kuva::plot::ScatterPlot;
use kuva::plot::volcano::LabelStyle;
use kuva::render::color::Color;
use kuva::render::plots::Plot;
use kuva::render::render::{Primitive, Scene, TextAnchor, render_multiple};

use super::frame::{self, Frame, Margins, Scale, text};
use super::{Chart, Head, Said, assemble};
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

/// Draws places as dots with their names moved apart, and the averages as a cross of lines.
pub fn scatter(head: &Head, scatter: &Scatter) -> Chart {
    let number = |value: Option<Quantity>| value.map_or(Cell::Empty, Cell::Number);
    let mut rows: Vec<Vec<Cell>> = scatter
        .points
        .iter()
        .map(|point| vec![Cell::Text(point.name.clone()), number(point.x), number(point.y)])
        .collect();
    if let Some((x, y)) = scatter.averages {
        let name = head.lang.pick("平均", "Average").to_string();
        rows.push(vec![Cell::Text(name), Cell::Number(x), Cell::Number(y)]);
    }
    let header = vec![scatter.name_heading.clone(), scatter.x_heading.clone(), scatter.y_heading.clone()];
    let table = DataTable { title: head.title.clone(), header, rows, unit: String::new() };
    assemble(head, said(scatter), table, |frame| draw(scatter, frame))
}

fn drawn(scatter: &Scatter) -> Vec<(&str, f64, f64)> {
    let place = |point: &'_ Point| Some((point.x?.to_f64(), point.y?.to_f64()));
    scatter.points.iter().filter_map(|point| place(point).map(|(x, y)| (point.name.as_str(), x, y))).collect()
}

fn said(scatter: &Scatter) -> Said {
    let count = drawn(scatter).len();
    let (x, y) = (&scatter.x_heading, &scatter.y_heading);
    let mut ja = format!("横軸は{x}、縦軸は{y}。{count}件を点で示す。");
    let mut en = format!("{x} across, {y} upwards, {count} dots.");
    let own = scatter.points.iter().find(|point| scatter.highlight.as_ref() == Some(&point.name));
    if let (Some(Point { name, x: Some(own_x), y: Some(own_y) }), Some((mean_x, mean_y))) = (own, scatter.averages) {
        let side_ja = |own: &Quantity, mean: Quantity| match own.to_f64().total_cmp(&mean.to_f64()) {
            std::cmp::Ordering::Greater => "平均より高く",
            std::cmp::Ordering::Less => "平均より低く",
            std::cmp::Ordering::Equal => "平均と同じで",
        };
        let side_en = |own: &Quantity, mean: Quantity| match own.to_f64().total_cmp(&mean.to_f64()) {
            std::cmp::Ordering::Greater => "above",
            std::cmp::Ordering::Less => "below",
            std::cmp::Ordering::Equal => "at",
        };
        let (shown_x, shown_y) = (shown_quantity(*own_x), shown_quantity(*own_y));
        ja.push_str(&format!(
            "{name}は{x}が{shown_x}で{}、{y}が{shown_y}で{}位置にある。",
            side_ja(own_x, mean_x),
            side_ja(own_y, mean_y).replace("高く", "高い").replace("低く", "低い").replace("同じで", "同じ")
        ));
        en.push_str(&format!(
            " {name} is {} average across ({shown_x}) and {} average upwards ({shown_y}).",
            side_en(own_x, mean_x),
            side_en(own_y, mean_y)
        ));
    }
    let missing = scatter.points.len() - count;
    if missing > 0 {
        ja.push_str(&format!("{missing}件は値がそろわず、表にだけ載せる。"));
        en.push_str(&format!(" {missing} lack a value and are in the table only."));
    }
    Said { ja, en }
}

fn draw(scatter: &Scatter, frame: &Frame) -> Scene {
    let points = drawn(scatter);
    let font = f64::from(frame.font);
    let averages = scatter.averages.map(|(x, y)| (x.to_f64(), y.to_f64()));
    let across = Scale::over(points.iter().map(|point| point.1).chain(averages.map(|mean| mean.0)), false, 5.0)
        .with_room(points.iter().map(|point| point.1));
    let upwards = Scale::over(points.iter().map(|point| point.2).chain(averages.map(|mean| mean.1)), false, 5.0)
        .with_room(points.iter().map(|point| point.2));
    let margins = Margins {
        top: font * 2.6,
        right: 20.0,
        bottom: font * 2.0 + 22.0,
        left: upwards.label_width(frame.font) + 14.0,
    };
    let height = margins.top + margins.bottom + if frame.narrow { 300.0 } else { 380.0 };
    let layout = frame::layout(frame, height, margins, (across.min, across.max), (upwards.min, upwards.max))
        .with_x_tick_step(across.step)
        .with_y_tick_step(upwards.step)
        .with_x_tick_format(across.format())
        .with_y_tick_format(upwards.format());
    let places = frame::places(&layout);
    let own = |name: &str| scatter.highlight.as_deref() == Some(name);
    let plot = ScatterPlot::new()
        .with_data(points.iter().map(|point| (point.1, point.2)))
        .with_color(frame::series_color(0))
        .with_colors(points.iter().map(|point| frame::series_color(usize::from(own(point.0)))))
        .with_sizes(points.iter().map(|point| if own(point.0) { 6.5 } else { 4.0 }))
        .with_labels(points.iter().map(|point| point.0))
        .with_label_style(LabelStyle::Nudge)
        .with_repel_labels();
    let mut scene = render_multiple(vec![Plot::Scatter(plot)], layout);
    for element in &mut scene.elements {
        if let Primitive::Text { content, color, bold, y, .. } = element
            && points.iter().any(|point| point.0 == content.as_str())
        {
            *bold = own(content);
            // Its dot is larger, so its name stands higher.
            *y -= if *bold { 4.0 } else { 0.0 };
            *color = Some(Color::from(if *bold { frame::OWN } else { frame::FIGURE }));
        }
    }
    // Names before dots, or the halo of a name would eat into its dot.
    scene.elements.sort_by_key(|element| matches!(element, Primitive::Circle { .. } | Primitive::CircleBatch { .. }));
    if let Some((x, y)) = averages {
        let (x, y) = (places.map_x(x), places.map_y(y));
        let (right, bottom) = (frame.width - margins.right, height - margins.bottom);
        let cross = [
            frame::line((x, margins.top), (x, bottom), frame::REFERENCE, 1.5, true),
            frame::line((margins.left, y), (right, y), frame::REFERENCE, 1.5, true),
        ];
        // Under everything else: the names must not be crossed out.
        scene.elements.splice(0..0, cross);
    }
    let fitted = |content: &str| frame::fit(content, frame.font, frame.width - 12.0);
    scene.add(text(
        4.0,
        font + 3.0,
        &fitted(&format!("↑ {}", scatter.y_heading)),
        frame.font,
        TextAnchor::Start,
        false,
    ));
    let x_name = fitted(&format!("{} →", scatter.x_heading));
    scene.add(text(frame.width - 6.0, height - 8.0, &x_name, frame.font, TextAnchor::End, false));
    scene
}
