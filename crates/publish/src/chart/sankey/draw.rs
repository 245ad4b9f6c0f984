//! Writes a sankey as SVG (サンキー図の書き出し).

use std::fmt::Write;

use super::super::frame::{self, Frame, INK};
use super::super::number::{money_en, money_ja};
use super::super::svg::{escape, number, safe_id};
use super::super::{Head, Lang};
use super::Drawn;
use super::layout::{BAR, Bar, Ribbon, Side, lay_out};

pub(super) fn write(head: &Head, desc: &str, drawn: &Drawn<'_>, narrow: bool) -> String {
    let frame = if narrow { &frame::NARROW } else { &frame::WIDE };
    let laid = lay_out(drawn, frame, head.lang);
    let id = format!("{}-{}", safe_id(&head.id), if narrow { "n" } else { "w" });
    let class = if narrow { "chart-narrow" } else { "chart-wide" };
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart-svg {class} sankey-svg\" viewBox=\"0 0 {} {}\" width=\"100%\" \
         role=\"img\" aria-labelledby=\"{id}-t {id}-d\" lang=\"{}\" font-family=\"sans-serif\">\n\
         <title id=\"{id}-t\">{}</title>\n<desc id=\"{id}-d\">{}</desc>\n",
        number(frame.width),
        number(laid.height),
        head.lang.pick("ja", "en"),
        escape(&head.title),
        escape(desc),
    );
    for ribbon in &laid.ribbons {
        draw_ribbon(&mut out, drawn, ribbon, head.lang);
    }
    for bar in &laid.bars {
        // Ribbons have the colour of where they come from; what only receives has none of its own.
        let is_end = drawn.flows.iter().all(|flow| flow.0 != bar.node);
        draw_bar(&mut out, bar, if is_end { frame::SERIES.len() - 1 } else { bar.node }, frame);
    }
    out.push_str("</svg>\n");
    out
}

fn draw_ribbon(out: &mut String, drawn: &Drawn<'_>, ribbon: &Ribbon, lang: Lang) {
    let width = ribbon.width.max(0.8);
    let mut d = String::new();
    trace(&mut d, 'M', ribbon.edge.iter().copied());
    trace(&mut d, 'L', ribbon.edge.iter().rev().map(|(x, y)| (*x, y + width)));
    let total: i128 = drawn.flows.iter().filter(|flow| (flow.0, flow.1) == (ribbon.from, ribbon.to)).map(|f| f.2).sum();
    let (from, to) = (&drawn.nodes[ribbon.from].label, &drawn.nodes[ribbon.to].label);
    let said = format!("{from} → {to}：{}", lang.pick(&money_ja(total), &money_en(total)));
    let _ = writeln!(
        out,
        "<path d=\"{d}Z\" class=\"c{}\" fill=\"{}\" fill-opacity=\"0.38\"><title>{}</title></path>",
        ribbon.from % frame::SERIES.len() + 1,
        frame::series_color(ribbon.from),
        escape(&said)
    );
}

/// Points in pairs, joined by curves where a gap is crossed and straight where a bar is passed.
fn trace(d: &mut String, start: char, points: impl Iterator<Item = (f64, f64)>) {
    let mut before: Option<(f64, f64)> = None;
    for (index, (x, y)) in points.enumerate() {
        let _ = match before {
            None => write!(d, "{start}{} {}", number(x), number(y)),
            Some((from_x, from_y)) if index % 2 == 1 => {
                let middle = number((from_x + x) / 2.0);
                write!(d, "C{middle} {} {middle} {} {} {}", number(from_y), number(y), number(x), number(y))
            }
            Some(_) => write!(d, "L{} {}", number(x), number(y)),
        };
        before = Some((x, y));
    }
}

fn draw_bar(out: &mut String, bar: &Bar, color: usize, frame: &Frame) {
    let _ = writeln!(
        out,
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" class=\"c{}\" fill=\"{}\"/>",
        number(bar.x),
        number(bar.y),
        number(BAR),
        number(bar.height),
        color % frame::SERIES.len() + 1,
        frame::series_color(color)
    );
    let line = if frame.narrow { 15.0 } else { 16.0 };
    let anchor = match bar.side {
        Side::Start => "start",
        Side::Middle => "middle",
        Side::End => "end",
    };
    let lines = bar.name.iter().map(|name| (name, "")).chain([(&bar.amount, " font-weight=\"bold\"")]);
    for (index, (text, weight)) in lines.enumerate() {
        let _ = writeln!(
            out,
            "<text x=\"{}\" y=\"{}\" font-size=\"{}\" text-anchor=\"{anchor}\"{weight} class=\"label halo\" fill=\"{INK}\" \
             paint-order=\"stroke\" stroke=\"#ffffff\" stroke-width=\"4\" stroke-linejoin=\"round\">{}</text>",
            number(bar.text_x),
            number(bar.text_y + line * index as f64),
            frame.font,
            escape(text)
        );
    }
}
