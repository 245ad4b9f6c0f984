//! Just enough HTML reading to check pages: strict on purpose, as everything it reads was written by this program.

use std::collections::{BTreeSet, HashMap};

/// One piece of a page, in order.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    Open { name: String, attributes: HashMap<String, String>, closes_itself: bool },
    Close(String),
    Text(String),
}

/// A page that was read.
pub struct Page {
    pub pieces: Vec<Piece>,
}

const VOID: [&str; 8] = ["meta", "link", "input", "br", "hr", "img", "col", "wbr"];

impl Page {
    pub fn read(html: &str) -> Page {
        assert!(html.starts_with("<!doctype html>"), "no doctype: {}", html.chars().take(80).collect::<String>());
        let mut pieces = Vec::new();
        let mut rest = &html["<!doctype html>".len()..];
        while let Some(start) = rest.find('<') {
            if start > 0 {
                pieces.push(Piece::Text(decode(&rest[..start])));
            }
            let (piece, after) = read_tag(&rest[start..]);
            pieces.push(piece);
            rest = after;
        }
        assert!(rest.trim().is_empty(), "text after the end: {rest}");
        Page { pieces }
    }

    /// The attributes of every element of this name.
    pub fn elements<'a>(&'a self, wanted: &'a str) -> impl Iterator<Item = &'a HashMap<String, String>> {
        self.pieces.iter().filter_map(move |piece| match piece {
            Piece::Open { name, attributes, .. } if name == wanted => Some(attributes),
            _ => None,
        })
    }

    /// The text inside each element that `is_wanted` picks; elements inside one another count for the outer one.
    pub fn texts(&self, is_wanted: impl Fn(&str, &HashMap<String, String>) -> bool) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        let mut depth = 0;
        for piece in &self.pieces {
            match piece {
                Piece::Open { name, attributes, closes_itself } => {
                    let goes_in = !closes_itself && !VOID.contains(&name.as_str());
                    if depth > 0 {
                        depth += usize::from(goes_in);
                    } else if goes_in && is_wanted(name, attributes) {
                        depth = 1;
                        found.push(String::new());
                    }
                }
                Piece::Close(_) => depth = depth.saturating_sub(1),
                Piece::Text(text) if depth > 0 => found.last_mut().unwrap().push_str(text),
                Piece::Text(_) => {}
            }
        }
        found.into_iter().map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    }

    /// All text of the page.
    pub fn whole_text(&self) -> String {
        self.texts(|name, _| name == "body").join(" ")
    }

    /// The text of every element with this class.
    pub fn by_class(&self, class: &str) -> Vec<String> {
        self.texts(|_, attributes| attributes.get("class").is_some_and(|all| all.split(' ').any(|one| one == class)))
    }

    /// All ids; each may be used once.
    pub fn ids(&self) -> BTreeSet<&str> {
        self.pieces.iter().filter_map(|piece| attribute(piece, "id")).collect()
    }

    /// The choices of a drop-down as (value, label).
    pub fn choices(&self, select: &str) -> Vec<(String, String)> {
        let mut inside = false;
        let mut choices: Vec<(String, String)> = Vec::new();
        for piece in &self.pieces {
            match piece {
                Piece::Open { name, attributes, .. } if name == "select" => {
                    inside = attributes.get("name").is_some_and(|name| name == select);
                }
                Piece::Close(name) if name == "select" => inside = false,
                Piece::Open { name, attributes, .. } if inside && name == "option" => {
                    choices.push((attributes["value"].clone(), String::new()));
                }
                Piece::Text(text) if inside => {
                    if let Some((_, label)) = choices.last_mut() {
                        label.push_str(text.trim());
                    }
                }
                _ => {}
            }
        }
        choices
    }

    /// Everything wrong with the page as a document.
    pub fn faults(&self, lang: &str) -> Vec<String> {
        let mut faults = self.nesting_faults();
        let headings = self.elements("h1").count();
        if headings != 1 {
            faults.push(format!("{headings} h1"));
        }
        let langs: Vec<Option<&String>> = self.elements("html").map(|html| html.get("lang")).collect();
        if langs != [Some(&lang.to_owned())] {
            faults.push(format!("html lang {langs:?}, not {lang}"));
        }
        // Pictures have titles too; the page's own comes first.
        if self.texts(|name, _| name == "title").first().is_none_or(|title| title.len() < 4) {
            faults.push("no title".into());
        }
        let mut seen = BTreeSet::new();
        for id in self.pieces.iter().filter_map(|piece| attribute(piece, "id")) {
            if !seen.insert(id) {
                faults.push(format!("id {id} twice"));
            }
        }
        for piece in &self.pieces {
            let Piece::Open { name, attributes, .. } = piece else { continue };
            if name == "style" || (name == "script" && !attributes.contains_key("src")) {
                faults.push(format!("inline <{name}>"));
            }
            for (key, value) in attributes {
                if key == "style" || key.starts_with("on") || value.trim_start().starts_with("javascript:") {
                    faults.push(format!("<{name} {key}={value}>"));
                }
                if ["for", "aria-labelledby", "aria-describedby", "popovertarget"].contains(&key.as_str()) {
                    for id in value.split(' ').filter(|id| !seen.contains(id)) {
                        faults.push(format!("<{name} {key}> names {id}, which is not there"));
                    }
                }
            }
        }
        faults
    }

    /// Japanese in words, labels and hints where the page says it speaks English.
    pub fn japanese_in_english(&self) -> Vec<String> {
        let mut langs: Vec<(String, bool)> = Vec::new();
        let mut found = Vec::new();
        for piece in &self.pieces {
            let english = langs.last().is_some_and(|(_, english)| *english);
            match piece {
                Piece::Open { name, attributes, closes_itself } => {
                    let english = attributes.get("lang").map_or(english, |lang| lang == "en");
                    for key in
                        ["aria-label", "alt", "title", "placeholder", "data-label", "data-auto-submit", "content"]
                    {
                        let text = attributes.get(key).map(String::as_str).unwrap_or_default();
                        if english && is_japanese(text) {
                            found.push(format!("{name}@{key}: {text}"));
                        }
                    }
                    if !closes_itself && !VOID.contains(&name.as_str()) {
                        langs.push((name.clone(), english));
                    }
                }
                Piece::Close(_) => {
                    langs.pop();
                }
                // These hold nothing but text, so that they cannot say which of their words are Japanese.
                Piece::Text(_) if langs.last().is_some_and(|(name, _)| name == "title" || name == "desc") => {}
                Piece::Text(text) if english && is_japanese(text) => {
                    let path: Vec<&str> = langs.iter().rev().take(3).map(|(name, _)| name.as_str()).collect();
                    found.push(format!("{}: {}", path.join(" < "), text.trim()));
                }
                Piece::Text(_) => {}
            }
        }
        found
    }

    fn nesting_faults(&self) -> Vec<String> {
        let mut open: Vec<&str> = Vec::new();
        let mut faults = Vec::new();
        for piece in &self.pieces {
            match piece {
                Piece::Open { name, closes_itself, .. } if !closes_itself && !VOID.contains(&name.as_str()) => {
                    // A paragraph ends by itself before these; then its own end tag stands alone.
                    if ["p", "div", "ul", "ol", "dl", "table", "h1", "h2", "h3", "section", "form"]
                        .contains(&name.as_str())
                        && open.contains(&"p")
                    {
                        faults.push(format!("<{name}> inside <p>"));
                    }
                    open.push(name);
                }
                Piece::Close(name) => match open.pop() {
                    Some(last) if last == name => {}
                    last => faults.push(format!("</{name}> closes {last:?}")),
                },
                _ => {}
            }
        }
        if !open.is_empty() {
            faults.push(format!("never closed: {open:?}"));
        }
        faults
    }
}

fn attribute<'a>(piece: &'a Piece, key: &str) -> Option<&'a str> {
    match piece {
        Piece::Open { attributes, .. } => attributes.get(key).map(String::as_str),
        _ => None,
    }
}

/// Whether a text holds Japanese letters; the programme's own name 変革 is a name in every language.
fn is_japanese(text: &str) -> bool {
    text.replace("変革 Henkaku", "").chars().any(|c| matches!(c, '\u{3041}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}'))
}

fn read_tag(text: &str) -> (Piece, &str) {
    let mut quote = None;
    let end = text.char_indices().find(|(_, c)| match (quote, c) {
        (None, '"') => {
            quote = Some('"');
            false
        }
        (Some('"'), '"') => {
            quote = None;
            false
        }
        (None, '>') => true,
        _ => false,
    });
    let (end, _) =
        end.unwrap_or_else(|| panic!("a tag without an end: {}", &text.chars().take(60).collect::<String>()));
    let inside = &text[1..end];
    let rest = &text[end + 1..];
    if let Some(name) = inside.strip_prefix('/') {
        return (Piece::Close(name.trim().to_owned()), rest);
    }
    let closes_itself = inside.ends_with('/');
    let inside = inside.trim_end_matches('/');
    let (name, mut text) = inside.split_once(|c: char| c.is_whitespace()).unwrap_or((inside, ""));
    assert!(!name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric()), "<{inside}> is no tag");
    let mut attributes = HashMap::new();
    while !text.trim_start().is_empty() {
        text = text.trim_start();
        let end = text.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(text.len());
        let key = text[..end].to_owned();
        text = &text[end..];
        let mut value = "";
        if let Some(after) = text.strip_prefix("=\"") {
            let (inner, after) = after.split_once('"').expect("the value ends");
            (value, text) = (inner, after);
        } else {
            assert!(!text.starts_with('='), "unquoted value in <{inside}>");
        }
        assert!(attributes.insert(key.clone(), decode(value)).is_none(), "{key} twice in <{inside}>");
    }
    (Piece::Open { name: name.to_owned(), attributes, closes_itself }, rest)
}

fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let (entity, after) = after.split_once(';').unwrap_or_else(|| panic!("a bare & in {text:?}"));
        out.push(match entity {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "nbsp" => '\u{a0}',
            number => number
                .strip_prefix('#')
                .and_then(|number| number.parse().ok())
                .and_then(char::from_u32)
                .unwrap_or_else(|| panic!("&{entity}; in {text:?}")),
        });
        rest = after;
    }
    out + rest
}
