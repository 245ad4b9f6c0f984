//! Pictures (図のSVG): what our charts need outside a page. Their colours stand in attributes; what a browser takes from the page
//! around them — the name space, the letters' size, the position of a line's middle — is written into the root.

use crate::letters::Letters;

/// The SVG to set, with its size in units.
///
/// # Errors
/// When there is no SVG, in words for the failure's detail.
pub fn ready(svg: &str, letters: &Letters<'_>) -> Result<(String, (f64, f64)), String> {
    let svg = wide(svg).ok_or("no <svg>")?;
    let end = svg.find('>').ok_or("<svg> is not closed")?;
    let (root, rest) = svg.split_at(end);
    let size = view_box(root).or_else(|| Some((length(root, "width")?, length(root, "height")?)));
    let size = size.filter(|(w, h)| *w > 0.0 && *h > 0.0).ok_or("neither viewBox nor width and height")?;
    let mut head = String::from(root.trim_end_matches('/'));
    let mut add = |name: &str, value: &str| {
        if attribute(root, name).is_none() {
            head.push_str(&format!(" {name}=\"{value}\""));
        }
    };
    add("xmlns", "http://www.w3.org/2000/svg");
    add("font-family", "sans-serif");
    add("font-size", "13");
    // A width of 100 % means that of the page; here the picture is as wide as it says itself.
    let head = head.replace(" width=\"100%\"", &format!(" width=\"{}\" height=\"{}\"", size.0, size.1));
    Ok((letters.picture(&without_references(&format!("{head}{rest}"))), size))
}

/// Of a picture in two widths the wide one, else the first.
fn wide(svg: &str) -> Option<&str> {
    let starts: Vec<usize> = svg.match_indices("<svg").map(|(at, _)| at).collect();
    let root = |at: usize| &svg[at..svg[at..].find('>').map_or(svg.len(), |end| at + end)];
    let start = starts.iter().copied().find(|at| root(*at).contains("chart-wide")).or(starts.first().copied())?;
    let end = svg[start..].find("</svg>").map(|end| start + end + "</svg>".len())?;
    Some(&svg[start..end])
}

fn view_box(root: &str) -> Option<(f64, f64)> {
    let numbers = attribute(root, "viewBox")?;
    let numbers: Vec<f64> =
        numbers.split([' ', ',']).filter(|part| !part.is_empty()).map(str::parse).collect::<Result<_, _>>().ok()?;
    (numbers.len() == 4).then(|| (numbers[2], numbers[3]))
}

fn length(root: &str, name: &str) -> Option<f64> {
    attribute(root, name)?.trim_end_matches("px").parse().ok()
}

fn attribute<'a>(root: &'a str, name: &str) -> Option<&'a str> {
    let start = root.find(&format!(" {name}=\""))? + name.len() + 3;
    root[start..].find('"').map(|end| &root[start..start + end])
}

/// Numeric character references as the characters they are, so that those no font has are found.
fn without_references(svg: &str) -> String {
    let mut out = String::with_capacity(svg.len());
    let mut rest = svg;
    while let Some(at) = rest.find("&#") {
        out.push_str(&rest[..at]);
        let reference = &rest[at + 2..];
        let Some(end) = reference.find(';').filter(|end| *end < 10) else {
            out.push_str("&amp;#");
            rest = reference;
            continue;
        };
        let digits = &reference[..end];
        let number = match digits.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => digits.parse().ok(),
        };
        match number.and_then(char::from_u32) {
            Some('<') => out.push_str("&lt;"),
            Some('&') => out.push_str("&amp;"),
            Some('"') => out.push_str("&quot;"),
            Some('\'') => out.push_str("&apos;"),
            Some(character) => out.push(character),
            None => {}
        }
        rest = &reference[end + 1..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wide_picture_of_two_is_taken() {
        let svg = "<svg class=\"chart-narrow\" viewBox=\"0 0 2 2\"></svg><svg class=\"chart-wide\" viewBox=\"0 0 4 3\"><g/></svg>";
        assert_eq!(wide(svg), Some("<svg class=\"chart-wide\" viewBox=\"0 0 4 3\"><g/></svg>"));
        assert_eq!(view_box("<svg viewBox=\"0 0 4 3\""), Some((4.0, 3.0)));
    }

    #[test]
    fn references_become_characters() {
        assert_eq!(without_references("a&#39;b&#x1F600;c&#60;&#xZZ;&#"), "a&apos;b\u{1f600}c&lt;&amp;#");
    }
}
