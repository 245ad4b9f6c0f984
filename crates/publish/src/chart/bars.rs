//! Horizontal bars: a ranking with an average line, and plain counts (横棒グラフ・順位図).

use fiscal::Quantity;
use kuva::plot::BarPlot;
use kuva::render::plots::Plot;
use kuva::render::render::{Scene, TextAnchor, render_multiple};

use super::frame::{self, Frame, Margins, text};
use super::number::decimal;
use super::{Chart, Head, Said, assemble};
use crate::table::{Cell, DataTable, shown_quantity};

/// Values of many places (usually cities) to be ranked from the highest; missing ones stand last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranking {
    /// The heading of the name column, such as `市`.
    pub name_heading: String,
    /// The heading of the value column, such as `高齢化率`.
    pub value_heading: String,
    /// The unit, such as `％`.
    pub unit: String,
    /// Names and values, in any order.
    pub rows: Vec<(String, Option<Quantity>)>,
    /// The names of rows without a number for which the source writes `−`: lower than any number, so they have a rank.
    pub dashes: Vec<String>,
    /// The name of the row to be highlighted.
    pub highlight: Option<String>,
    /// An average with its name, as the source gives it.
    pub average: Option<(String, Quantity)>,
}

/// How many things fall under each heading (件数), in the order given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts {
    /// The heading of the name column, such as `方向性`.
    pub name_heading: String,
    /// The heading of the count column, such as `事業数`.
    pub value_heading: String,
    /// The unit, such as `件`.
    pub unit: String,
    /// Names and counts.
    pub rows: Vec<(String, u64)>,
}

struct Bar {
    rank: Option<usize>,
    name: String,
    value: Option<Quantity>,
    /// Whether the source writes `−`.
    is_dash: bool,
    own: bool,
}

/// Draws places sorted from the highest, one highlighted by colour, mark and weight, with an average line.
pub fn ranking(head: &Head, ranking: &Ranking) -> Chart {
    let mut rows: Vec<(String, Option<Quantity>)> = ranking.rows.clone();
    // Stable: equal values keep the order given. What is not stated stands last.
    let is_dash = |name: &String| ranking.dashes.contains(name);
    rows.sort_by(|(one, a), (other, b)| match (a, b) {
        (Some(a), Some(b)) => b.to_f64().total_cmp(&a.to_f64()),
        (None, None) => is_dash(other).cmp(&is_dash(one)),
        (a, b) => b.is_some().cmp(&a.is_some()),
    });
    let numbers = rows.iter().filter(|(_, value)| value.is_some()).count();
    let bars: Vec<Bar> = rows
        .iter()
        .map(|(name, value)| Bar {
            // Equal values share a rank; the next rank is skipped.
            rank: match value {
                Some(value) => {
                    let higher = |other: &Quantity| other.to_f64() > value.to_f64();
                    Some(1 + rows.iter().filter(|(_, other)| other.as_ref().is_some_and(higher)).count())
                }
                None => is_dash(name).then_some(numbers + 1),
            },
            name: name.clone(),
            value: *value,
            is_dash: value.is_none() && is_dash(name),
            own: ranking.highlight.as_ref() == Some(name),
        })
        .collect();
    let number = |value: Option<Quantity>| value.map_or(Cell::Empty, Cell::Number);
    let mut table_rows: Vec<Vec<Cell>> = bars
        .iter()
        .map(|bar| {
            let rank = bar.rank.map_or(Cell::Empty, |rank| Cell::Number(Quantity::whole(rank as i64)));
            let value = if bar.is_dash { Cell::Text("−".to_string()) } else { number(bar.value) };
            vec![rank, Cell::Text(bar.name.clone()), value]
        })
        .collect();
    if let Some((name, value)) = &ranking.average {
        table_rows.push(vec![Cell::Empty, Cell::Text(name.clone()), Cell::Number(*value)]);
    }
    let rank_heading = head.lang.pick("順位", "Rank").to_string();
    let table = DataTable {
        title: head.title.clone(),
        header: vec![rank_heading, ranking.name_heading.clone(), ranking.value_heading.clone()],
        rows: table_rows,
        unit: ranking.unit.clone(),
    };
    let said = said_of_ranking(ranking, &bars);
    let average = ranking.average.as_ref().map(|(name, value)| (name.as_str(), *value));
    assemble(head, said, table, |frame| draw(&bars, average, &ranking.unit, head, frame))
}

/// Draws counts as bars in the order given.
pub fn counts(head: &Head, counts: &Counts) -> Chart {
    let whole = |count: u64| Quantity::whole(i64::try_from(count).unwrap_or(i64::MAX));
    let bars: Vec<Bar> = counts
        .rows
        .iter()
        .map(|(name, count)| Bar {
            rank: None,
            name: name.clone(),
            value: Some(whole(*count)),
            is_dash: false,
            own: false,
        })
        .collect();
    let table = DataTable {
        title: head.title.clone(),
        header: vec![counts.name_heading.clone(), counts.value_heading.clone()],
        rows: counts.rows.iter().map(|(name, n)| vec![Cell::Text(name.clone()), Cell::Number(whole(*n))]).collect(),
        unit: counts.unit.clone(),
    };
    assemble(head, said_of_counts(counts), table, |frame| draw(&bars, None, &counts.unit, head, frame))
}

fn said_of_ranking(ranking: &Ranking, bars: &[Bar]) -> Said {
    let stated: Vec<&Bar> = bars.iter().filter(|bar| bar.value.is_some()).collect();
    let (Some(first), Some(last)) = (stated.first(), stated.last()) else {
        return Said { ja: "値はまだ記載がない。".to_string(), en: "No value is stated.".to_string() };
    };
    let unit = &ranking.unit;
    let value = |bar: &Bar| bar.value.map(shown_quantity).unwrap_or_default();
    let mut ja = format!(
        "{}の高い順。{}件のうち最も高いのは{}の{}{unit}、最も低いのは{}の{}{unit}。",
        ranking.value_heading,
        stated.len(),
        first.name,
        value(first),
        last.name,
        value(last)
    );
    let mut en = format!(
        "{} from the highest. Of {}, {} is highest ({} {unit}) and {} lowest ({} {unit}).",
        ranking.value_heading,
        stated.len(),
        first.name,
        value(first),
        last.name,
        value(last)
    );
    if let Some((bar, rank)) = stated.iter().find(|bar| bar.own).and_then(|bar| bar.rank.map(|rank| (bar, rank))) {
        ja.push_str(&format!("{}は{}{unit}で高い方から{rank}番目。", bar.name, value(bar)));
        en.push_str(&format!(" {} is number {rank} from the top ({} {unit}).", bar.name, value(bar)));
    }
    if let Some((name, average)) = &ranking.average {
        let average = shown_quantity(*average);
        ja.push_str(&format!("{name}は{average}{unit}。"));
        en.push_str(&format!(" {name}: {average} {unit}."));
    }
    let dashes = bars.iter().filter(|bar| bar.is_dash).count();
    if dashes > 0 {
        ja.push_str(&format!("{dashes}件は「−」で、どの数字よりも低い。"));
        en.push_str(&format!(" {dashes} with “−”, lower than any number."));
    }
    let silent = bars.len() - stated.len() - dashes;
    if silent > 0 {
        ja.push_str(&format!("{silent}件は記載がない。"));
        en.push_str(&format!(" {silent} not stated."));
    }
    Said { ja, en }
}

fn said_of_counts(counts: &Counts) -> Said {
    let total: u128 = counts.rows.iter().map(|(_, count)| u128::from(*count)).sum();
    let most = counts.rows.iter().rev().max_by_key(|(_, count)| *count).filter(|(_, count)| *count > 0);
    let Some((name, count)) = most else {
        return Said { ja: "該当するものはない。".to_string(), en: "There are none.".to_string() };
    };
    let share = decimal(*count as f64 / total as f64 * 100.0, 1);
    let (unit, shown) = (&counts.unit, fiscal::money::group_digits(*count));
    let all = decimal(total as f64, 0);
    Said {
        ja: format!("合わせて{all}{unit}。最も多いのは{name}の{shown}{unit}で、全体の{share}%。"),
        en: format!("{all} in all. Most are {name}: {shown}, {share}% of all."),
    }
}

fn draw(bars: &[Bar], average: Option<(&str, Quantity)>, unit: &str, head: &Head, frame: &Frame) -> Scene {
    let font = f64::from(frame.font);
    let count = bars.len().max(1);
    let none = |bar: &Bar| if bar.is_dash { "−" } else { "―" }.to_string();
    let shown: Vec<String> = bars.iter().map(|bar| bar.value.map_or_else(|| none(bar), shown_quantity)).collect();
    let label_width = shown.iter().map(|label| frame::text_width(label, frame.font)).fold(0.0, f64::max) + 10.0;
    let names: Vec<String> = bars.iter().map(name_of).collect();
    let name_room = names.iter().map(|name| frame::text_width(name, frame.font)).fold(0.0, f64::max);
    // Names never take more than two fifths of the picture, or the bars would be gone on a phone.
    let left = name_room.min(frame.width * 0.4) + 14.0;
    let values: Vec<f64> = bars.iter().filter_map(|bar| bar.value).map(|value| value.to_f64()).collect();
    let low = values.iter().copied().fold(0.0, f64::min);
    let high = values.iter().copied().chain(average.map(|(_, value)| value.to_f64())).fold(0.0, f64::max);
    let high = if high <= low { low + 1.0 } else { high };
    let right = label_width + 4.0;
    let left_labels = if low < 0.0 { label_width } else { 0.0 };
    let top = font * if average.is_some() { 3.4 } else { 1.8 };
    let pitch = font + 11.0;
    let margins = Margins { top, right, bottom: 6.0, left: left + left_labels };
    let height = top + 6.0 + pitch * count as f64;
    let mut layout =
        frame::layout(frame, height, margins, (low, high), (0.5, count as f64 + 0.5)).with_show_grid(false);
    // Every bar carries its value, so a scale under them would only repeat it.
    layout.suppress_x_ticks = true;
    layout.suppress_y_ticks = true;
    let places = frame::places(&layout);
    let mut plot = BarPlot::new().with_horizontal(true).with_width(0.66);
    let is_ranked = bars.iter().any(|bar| bar.own);
    // kuva counts horizontal bars from below.
    for bar in bars.iter().rev() {
        // Where one bar is meant, the others step back.
        let color = if is_ranked && !bar.own { frame::BACKGROUND_SERIES } else { frame::series_color(0) };
        plot = plot.with_group(bar.name.as_str(), vec![(bar.value.map_or(0.0, |value| value.to_f64()), color)]);
    }
    let mut scene = render_multiple(vec![Plot::Bar(plot)], layout);
    let zero = places.map_x(0.0);
    let average_x = average.map(|(_, value)| places.map_x(value.to_f64()));
    if let Some(x) = average_x {
        scene.add(frame::line((x, font * 2.9), (x, height - 6.0), frame::REFERENCE, 1.5, true));
    }
    for (index, bar) in bars.iter().enumerate() {
        let y = places.map_y((count - index) as f64) + font * 0.36;
        let name = frame::fit(&names[index], frame.font, frame.width * 0.4);
        let value = bar.value.map_or(0.0, |value| value.to_f64());
        let end = places.map_x(value);
        let (x, anchor) = if value < 0.0 {
            (end - 5.0, TextAnchor::End)
        } else {
            let width = frame::text_width(&shown[index], frame.font);
            // A figure that the average's line would cross stands behind the line.
            let crossed = average_x.filter(|line| (end..end + width + 8.0).contains(line));
            (crossed.unwrap_or(end) + 5.0, TextAnchor::Start)
        };
        if bar.own {
            scene.add(frame::own_text(left - 8.0, y, &name, frame.font, TextAnchor::End));
            scene.add(frame::own_text(x, y, &shown[index], frame.font, anchor));
        } else {
            scene.add(text(left - 8.0, y, &name, frame.font, TextAnchor::End, false));
            scene.add(frame::figure(x, y, &shown[index], frame.font, anchor, false));
        }
    }
    if low < 0.0 {
        scene.add(frame::line((zero, top), (zero, height - 6.0), frame::AXIS, 1.0, false));
    }
    if !unit.is_empty() {
        let unit_line = format!("{}{unit}", head.lang.pick("単位：", "Unit: "));
        scene.add(text(4.0, font + 1.0, &unit_line, frame.font, TextAnchor::Start, false));
    }
    if let Some((name, value)) = average {
        let x = places.map_x(value.to_f64());
        let label = frame::fit(&format!("{name} {}", shown_quantity(value)), frame.font, frame.width - 8.0);
        let half = frame::text_width(&label, frame.font) / 2.0;
        let x = x.clamp(half + 2.0, (frame.width - half - 2.0).max(half + 2.0));
        scene.add(text(x, font * 2.6, &label, frame.font, TextAnchor::Middle, false));
    }
    scene
}

/// The name with its rank before it, and a mark for the highlighted row.
fn name_of(bar: &Bar) -> String {
    let mark = if bar.own { "▶ " } else { "" };
    match bar.rank {
        Some(rank) => format!("{mark}{rank} {}", bar.name),
        None => format!("{mark}{}", bar.name),
    }
}
