//! Writes a scene as SVG that may stand inside a page (SVGの書き出し).
//!
//! No `style`, no script, no fixed size; ids carry the chart's own prefix; a mark names its class by role and keeps the
//! colour as an attribute for places without a stylesheet; series between the first and the last get a pattern, so that colour is
//! not the only sign.

use kuva::render::color::Color;
use kuva::render::render::{Primitive, Scene, TextAnchor};

use super::frame::{Frame, class_of, series_of};
use super::{Head, Lang};

pub(super) fn write(scene: &Scene, head: &Head, frame: &Frame, desc: &str) -> String {
    let suffix = if frame.narrow { "n" } else { "w" };
    let id = format!("{}-{suffix}", safe_id(&head.id));
    let body = Body::of(scene, &id);
    let class = if frame.narrow { "chart-svg chart-narrow" } else { "chart-svg chart-wide" };
    let lang = match head.lang {
        Lang::Ja => "ja",
        Lang::En => "en",
    };
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"{class}\" viewBox=\"0 0 {} {}\" width=\"100%\" role=\"img\" \
         aria-labelledby=\"{id}-t {id}-d\" lang=\"{lang}\" font-family=\"sans-serif\">\n\
         <title id=\"{id}-t\">{}</title>\n<desc id=\"{id}-d\">{}</desc>\n",
        number(scene.width),
        number(scene.height),
        escape(&head.title),
        escape(desc),
    );
    if !body.patterns.is_empty() {
        out.push_str("<defs>\n");
        for index in &body.patterns {
            out.push_str(&pattern(&id, *index));
        }
        out.push_str("</defs>\n");
    }
    out.push_str(&body.out);
    out.push_str("</svg>\n");
    out
}

struct Body {
    out: String,
    id: String,
    patterns: std::collections::BTreeSet<usize>,
    clips: usize,
}

impl Body {
    fn of(scene: &Scene, id: &str) -> Body {
        let mut body = Body { out: String::new(), id: id.to_string(), patterns: Default::default(), clips: 0 };
        for element in &scene.elements {
            body.element(element);
        }
        body
    }

    fn element(&mut self, element: &Primitive) {
        match element {
            Primitive::Rect { x, y, width, height, fill, opacity, .. } => match opacity {
                Some(opacity) => self.wash(*x, *y, *width, *height, fill, *opacity),
                None => self.rect(*x, *y, *width, *height, fill),
            },
            Primitive::RectBatch { x, y, w, h, fills } => {
                for index in 0..x.len() {
                    self.rect(x[index], y[index], w[index], h[index], &fills[index]);
                }
            }
            Primitive::Circle { cx, cy, r, fill, stroke, .. } => self.circle(*cx, *cy, *r, fill, stroke.as_ref()),
            Primitive::CircleBatch { cx, cy, r, fill, stroke, .. } => {
                for (x, y) in cx.iter().zip(cy) {
                    self.circle(*x, *y, *r, fill, stroke.as_ref());
                }
            }
            Primitive::Text { x, y, content, size, anchor, rotate, bold, color } => {
                if !content.is_empty() && finite(&[*x, *y]) {
                    self.text(*x, *y, content, *size, *anchor, *rotate, *bold, color.as_ref());
                }
            }
            Primitive::RichText { x, y, spans, size, anchor, color } => {
                let content: String = spans.iter().map(|span| span.text.as_str()).collect();
                self.text(*x, *y, &content, *size, *anchor, None, false, color.as_ref());
            }
            Primitive::Line { x1, y1, x2, y2, stroke, stroke_width, stroke_dasharray } => {
                if finite(&[*x1, *y1, *x2, *y2]) {
                    let (x1, y1, x2, y2) = (number(*x1), number(*y1), number(*x2), number(*y2));
                    let place = format!("x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\"");
                    self.stroked("line", &place, stroke, *stroke_width, stroke_dasharray.as_deref());
                }
            }
            Primitive::PolyLine { points, stroke, stroke_width, stroke_dasharray } => {
                let steps: Vec<String> = points
                    .iter()
                    .filter(|(x, y)| finite(&[*x, *y]))
                    .map(|(x, y)| format!("{},{}", number(*x), number(*y)))
                    .collect();
                let place = format!("points=\"{}\"", steps.join(" "));
                self.stroked("polyline", &place, stroke, *stroke_width, stroke_dasharray.as_deref());
            }
            Primitive::Path(path) => {
                if path.d.contains("NaN") || path.d.contains("inf") {
                    return;
                }
                match path.fill.as_ref().filter(|fill| !matches!(fill, Color::None)) {
                    Some(fill) => {
                        let line =
                            format!("<path d=\"{}\" {}{}/>\n", escape(&path.d), filled(fill), veil(path.opacity));
                        self.out.push_str(&line);
                    }
                    None => {
                        let place = format!("d=\"{}\"", escape(&path.d));
                        self.stroked("path", &place, &path.stroke, path.stroke_width, path.stroke_dasharray.as_deref());
                    }
                }
            }
            Primitive::GroupStart { transform, .. } => match transform {
                Some(transform) => self.out.push_str(&format!("<g transform=\"{}\">\n", escape(transform))),
                None => self.out.push_str("<g>\n"),
            },
            Primitive::GroupEnd | Primitive::ClipEnd => self.out.push_str("</g>\n"),
            Primitive::ClipStart { x, y, width, height, .. } => {
                self.clips += 1;
                let id = format!("{}-clip{}", self.id, self.clips);
                let (x, y, width, height) = (number(*x), number(*y), number(width.max(0.0)), number(height.max(0.0)));
                self.out.push_str(&format!(
                    "<clipPath id=\"{id}\"><rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/></clipPath>\n\
                     <g clip-path=\"url(#{id})\">\n"
                ));
            }
        }
    }

    /// A bar. A hair of space above it keeps stacked segments apart in any theme; its pattern tells it without colour.
    fn rect(&mut self, x: f64, y: f64, width: f64, height: f64, fill: &Color) {
        if !finite(&[x, y, width, height]) || width <= 0.0 || height <= 0.0 {
            return;
        }
        let height = if height > 3.0 { height - 1.0 } else { height };
        let (x, y, width, height) = (number(x), number(y), number(width), number(height));
        let place = format!("x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"");
        self.out.push_str(&format!("<rect {place} {}/>\n", filled(fill)));
        // The first and the eighth colour stand plain; every other one of the sixteen has a pattern of its own.
        let series = series_of(&fill.to_svg_string()).map(|index| index + 1);
        if let Some(series) = series.filter(|series| !matches!(series, 1 | 8)) {
            self.patterns.insert(series);
            self.out.push_str(&format!("<rect {place} fill=\"url(#{}-p{series})\"/>\n", self.id));
        }
    }

    /// A ground that lets the grid through: neither a bar nor a mark, so it has no pattern.
    fn wash(&mut self, x: f64, y: f64, width: f64, height: f64, fill: &Color, opacity: f64) {
        if finite(&[x, y, width, height]) && width > 0.0 && height > 0.0 {
            let (x, y, width, height) = (number(x), number(y), number(width), number(height));
            let place = format!("x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"");
            self.out.push_str(&format!("<rect {place} {}{}/>\n", filled(fill), veil(Some(opacity))));
        }
    }

    fn circle(&mut self, cx: f64, cy: f64, r: f64, fill: &Color, stroke: Option<&Color>) {
        if finite(&[cx, cy, r]) {
            let paint = match (fill, stroke) {
                (Color::None, Some(stroke)) => stroked(stroke, 2.0),
                _ => filled(fill),
            };
            let (cx, cy, r) = (number(cx), number(cy), number(r));
            self.out.push_str(&format!("<circle cx=\"{cx}\" cy=\"{cy}\" r=\"{r}\" {paint}/>\n"));
        }
    }

    #[allow(clippy::too_many_arguments)] // the fields of kuva's text
    fn text(
        &mut self,
        x: f64,
        y: f64,
        content: &str,
        size: u32,
        anchor: TextAnchor,
        rotate: Option<f64>,
        bold: bool,
        color: Option<&Color>,
    ) {
        let anchor = match anchor {
            TextAnchor::Start => "start",
            TextAnchor::Middle => "middle",
            TextAnchor::End => "end",
        };
        let (x, y) = (number(x), number(y));
        let weight = if bold { " font-weight=\"bold\"" } else { "" };
        let turn = rotate.map(|angle| format!(" transform=\"rotate({} {x} {y})\"", number(angle))).unwrap_or_default();
        let ink = Color::from(super::frame::INK);
        let color = color.unwrap_or(&ink);
        let mut paint = filled(color);
        if class_of(&color.to_svg_string()).is_some_and(|class| class.ends_with("halo")) {
            paint.push_str(" paint-order=\"stroke\" stroke=\"#ffffff\" stroke-width=\"4\" stroke-linejoin=\"round\"");
        }
        let content = escape(content);
        self.out.push_str(&format!(
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" text-anchor=\"{anchor}\"{weight}{turn} {paint}>{content}</text>\n"
        ));
    }

    fn stroked(&mut self, tag: &str, place: &str, stroke: &Color, width: f64, dash: Option<&str>) {
        let dash = dash.map(|dash| format!(" stroke-dasharray=\"{}\"", escape(dash))).unwrap_or_default();
        self.out.push_str(&format!("<{tag} {place} {}{dash}/>\n", stroked(stroke, width)));
    }
}

/// An attribute, for the page's content policy forbids inline styles.
fn veil(opacity: Option<f64>) -> String {
    opacity.map(|opacity| format!(" fill-opacity=\"{}\"", number(opacity))).unwrap_or_default()
}

fn filled(fill: &Color) -> String {
    let color = fill.to_svg_string();
    match class_of(&color) {
        Some(class) => format!("class=\"{class}\" fill=\"{color}\""),
        None => format!("fill=\"{}\"", escape(&color)),
    }
}

/// Lines of a series have the class `line` too, for the stylesheet must colour their stroke, not their fill.
fn stroked(stroke: &Color, width: f64) -> String {
    let color = stroke.to_svg_string();
    let class = match class_of(&color) {
        Some(class) if class.starts_with('c') => format!("class=\"line {class}\" "),
        Some(class) if class == "label" => "class=\"axis\" ".to_string(),
        Some(class) => format!("class=\"{class}\" "),
        None => String::new(),
    };
    format!("{class}fill=\"none\" stroke=\"{}\" stroke-width=\"{}\"", escape(&color), number(width))
}

/// A pattern laid over a series colour: light strokes, visible on every colour of both themes.
fn pattern(id: &str, series: usize) -> String {
    let d = match series {
        2 => "M-2,2 L2,-2 M0,8 L8,0 M6,10 L10,6",
        3 => "M0,4 L8,4",
        4 => "M2,2 h2 v2 h-2 z M6,6 h2 v2 h-2 z",
        5 => "M-2,6 L2,10 M0,0 L8,8 M6,-2 L10,2",
        6 => "M4,0 L4,8",
        9 => "M0,2 L8,2 M0,6 L8,6",
        10 => "M2,0 L2,8 M6,0 L6,8",
        11 => "M0,0 h4 v4 h-4 z M4,4 h4 v4 h-4 z",
        12 => "M0,6 L4,2 L8,6",
        13 => "M4,1 L7,4 L4,7 L1,4 z",
        14 => "M-2,2 L2,-2 M0,8 L8,0 M6,10 L10,6 M0,0 L8,8",
        15 => "M1,1 h3 M5,5 h3",
        16 => "M0,0 L8,8 M4,-4 L12,4 M-4,4 L4,12",
        _ => "M0,4 L8,4 M4,0 L4,8",
    };
    format!(
        "<pattern id=\"{id}-p{series}\" patternUnits=\"userSpaceOnUse\" width=\"8\" height=\"8\">\
         <path d=\"{d}\" class=\"pat\" fill=\"none\" stroke=\"#ffffff\" stroke-opacity=\"0.5\" stroke-width=\"1.4\"/></pattern>\n"
    )
}

/// A coordinate with at most two decimals.
pub(super) fn number(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    let text = format!("{rounded:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_string() } else { text.to_string() }
}

fn finite(values: &[f64]) -> bool {
    values.iter().all(|value| value.is_finite() && value.abs() < 1e9)
}

pub(super) fn safe_id(id: &str) -> String {
    let clean: String = id.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
    if clean.starts_with(|c: char| c.is_ascii_alphabetic()) { clean } else { format!("chart-{clean}") }
}

/// Text for XML: markup escaped, characters XML does not allow left out.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() && !matches!(c, '\n' | '\t') => {}
            c => out.push(c),
        }
    }
    out
}
