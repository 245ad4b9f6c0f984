//! A picture as a file of its own (図のSVG): title above, source and edition below, white behind, so that it says where it is from
//! wherever it is shown.

use publish::edition::PictureData;

use crate::html::escape;
use crate::lang::Lang;

/// Room above for the title, and for each line of it.
const LINE: f64 = 22.0;
/// What a full-width character takes, in units of the title's size.
const TITLE_SIZE: f64 = 16.0;
const SOURCE_SIZE: f64 = 11.0;
const SOURCE_LINE: f64 = 16.0;
const MARGIN: f64 = 12.0;

/// Width and height of a picture by its `viewBox`; 640 × 360 where it has none.
pub fn size(svg: &str) -> (f64, f64) {
    let head = svg.split_once('>').map_or(svg, |(head, _)| head);
    let numbers = head.split_once("viewBox=\"").and_then(|(_, rest)| rest.split_once('"')).map_or("", |(box_, _)| box_);
    let numbers: Vec<f64> = numbers.split([' ', ',']).filter_map(|number| number.parse().ok()).collect();
    match numbers.as_slice() {
        [_, _, width, height] if *width > 0.0 && *height > 0.0 => (*width, *height),
        _ => (640.0, 360.0),
    }
}

/// A length without needless decimals.
pub fn number(length: f64) -> String {
    let text = format!("{length:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// How high the file of this picture is about, for the place a page keeps for it.
pub fn framed_height(svg: &str) -> f64 {
    (size(svg).1 + 2.0 * MARGIN + LINE + 2.0 * SOURCE_LINE).ceil()
}

/// The picture with its title, source and edition inside.
pub fn framed(data: &PictureData, edition: &str, basis: &str, lang: Lang) -> String {
    let (inner_width, inner_height) = size(&data.svg);
    // A very small picture still needs room for its words.
    let width = inner_width.max(320.0);
    let title = wrapped(&data.title, (width - 2.0 * MARGIN) / TITLE_SIZE);
    let source = if data.source.is_empty() {
        String::new()
    } else {
        format!("{}{}", lang.pick("出典：", "Source: "), data.source)
    };
    let basis = if basis.is_empty() { String::new() } else { format!("（{basis}）") };
    let words = [format!("{source}{basis}"), edition.to_owned()];
    let lines: Vec<String> = words
        .iter()
        .filter(|line| !line.is_empty())
        .flat_map(|line| wrapped(line, (width - 2.0 * MARGIN) / SOURCE_SIZE))
        .collect();
    let top = MARGIN + LINE * title.len() as f64;
    let height = top + inner_height + SOURCE_LINE * lines.len() as f64 + MARGIN;
    let said = if data.description.is_empty() {
        String::new()
    } else {
        format!("<desc id=\"desc\">{}</desc>\n", escape(&data.description))
    };
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" role=\"img\" \
         aria-labelledby=\"title\" lang=\"{lang}\" font-family=\"'BIZ UDPGothic','Noto Sans JP','Hiragino Sans','Yu Gothic UI',sans-serif\">\n\
         <title id=\"title\">{}</title>\n{said}<rect width=\"{w}\" height=\"{h}\" fill=\"#ffffff\"/>\n",
        escape(&data.title),
        w = number(width),
        h = number(height),
    );
    for (at, line) in title.iter().enumerate() {
        text(&mut out, MARGIN + LINE * at as f64 + TITLE_SIZE, TITLE_SIZE, "#1a1a1a", true, line);
    }
    let place = format!(
        "<svg x=\"{}\" y=\"{}\" height=\"{}\" ",
        number((width - inner_width) / 2.0),
        number(top),
        number(inner_height)
    );
    out.push_str(&inside(&data.svg, &place, inner_width));
    for (at, line) in lines.iter().enumerate() {
        text(&mut out, top + inner_height + SOURCE_LINE * at as f64 + SOURCE_SIZE, SOURCE_SIZE, "#4d4d4d", false, line);
    }
    out.push_str("</svg>\n");
    out
}

/// The picture as a part of another: its own place and size in front of its attributes, without those that are the page's.
fn inside(svg: &str, place: &str, width: f64) -> String {
    let Some((head, rest)) = svg.trim_start().split_once('>') else { return String::new() };
    let Some(attributes) = head.strip_prefix("<svg") else { return String::new() };
    let mut kept = attributes.to_owned();
    for name in [
        " width=\"",
        " height=\"",
        " role=\"",
        " aria-labelledby=\"",
        " class=\"",
        " xmlns=\"",
        " x=\"",
        " y=\"",
        " font-family=\"",
    ] {
        if let Some((before, after)) = kept.split_once(name) {
            kept = format!("{before}{}", after.split_once('"').map_or("", |(_, after)| after));
        }
    }
    format!("{place}width=\"{}\"{kept}>{rest}", number(width))
}

fn text(out: &mut String, y: f64, size: f64, fill: &str, is_bold: bool, words: &str) {
    let weight = if is_bold { " font-weight=\"700\"" } else { "" };
    out.push_str(&format!(
        "<text x=\"{}\" y=\"{}\" font-size=\"{}\" fill=\"{fill}\"{weight}>{}</text>\n",
        number(MARGIN),
        number(y),
        number(size),
        escape(words)
    ));
}

/// A text in lines of at most so many full-width characters; a narrow one counts half and words of letters stay together.
fn wrapped(text: &str, width: f64) -> Vec<String> {
    let wide = |c: char| if c.is_ascii() { 0.58 } else { 1.0 };
    let mut lines = vec![String::new()];
    let mut used = 0.0;
    let mut word = String::new();
    let mut pieces: Vec<String> = Vec::new();
    for c in text.chars() {
        if c.is_ascii() && c != ' ' {
            word.push(c);
            continue;
        }
        if !word.is_empty() {
            pieces.push(std::mem::take(&mut word));
        }
        pieces.push(c.to_string());
    }
    pieces.extend((!word.is_empty()).then_some(word));
    for piece in pieces {
        let size: f64 = piece.chars().map(wide).sum();
        // What closes a clause never begins a line.
        let hangs = matches!(piece.as_str(), "、" | "。" | "）" | "」" | "』" | "，" | "．" | " ");
        if used + size > width && used > 0.0 && !hangs {
            lines.push(String::new());
            used = 0.0;
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(&piece);
        }
        used += size;
    }
    lines.into_iter().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_takes_its_title_and_source_along() {
        let data = PictureData {
            title: "基金 <残高>".into(),
            description: "減る & 増える".into(),
            source: "例示 p.1".into(),
            svg: "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart-svg\" viewBox=\"0 0 400 200\" width=\"100%\" role=\"img\" aria-labelledby=\"a-t\"><title id=\"a-t\">基金</title><rect width=\"4\"/></svg>".into(),
            ..PictureData::default()
        };
        let svg = framed(&data, "例示市 第2版", "例示", Lang::Ja);
        assert!(svg.contains("<title id=\"title\">基金 &lt;残高&gt;</title>") && svg.contains("減る &amp; 増える"));
        assert!(svg.contains(">出典：例示 p.1（例示）</text>") && svg.contains(">例示市 第2版</text>"));
        assert!(
            svg.contains("<svg x=\"0\" y=\"34\" height=\"200\" width=\"400\" viewBox=\"0 0 400 200\"><title"),
            "{svg}"
        );
        assert_eq!(svg.matches("role=\"img\"").count(), 1);
        assert!(svg.contains("<rect width=\"4\"/>"));
    }

    #[test]
    fn sizes_are_read_and_words_wrapped() {
        assert_eq!(size("<svg viewBox=\"0 0 720 12.5\">"), (720.0, 12.5));
        assert_eq!(size("<svg>"), (640.0, 360.0));
        assert_eq!((number(12.0), number(12.345), number(0.5)), ("12".into(), "12.35".into(), "0.5".into()));
        assert_eq!(wrapped("あいうえお。かき", 5.0), ["あいうえお。", "かき"]);
        assert_eq!(wrapped("Investment frame", 7.0), ["Investment", "frame"]);
        assert!(wrapped("", 5.0).is_empty());
    }
}
