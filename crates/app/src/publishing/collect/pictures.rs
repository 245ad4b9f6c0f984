//! Pictures as they are published (公表する図): charts of the application under ids that are unique in the whole edition.

use std::collections::BTreeSet;

use publish::edition::Picture;

use crate::chart::Chart;

/// A chart in both languages under an id of lower-case letters, digits and hyphens. The ids inside the drawings begin with it,
/// so that any pictures may stand on one page.
pub(super) fn of(id: &str, family: &str, ja: &Chart, en: &Chart) -> Picture {
    let id = picture_id(id);
    let mut picture = Picture::of(&id, family, ja, en);
    for data in [&mut picture.ja, &mut picture.en] {
        data.svg = with_ids(&data.svg, &id);
        data.svg_narrow = with_ids(&data.svg_narrow, &id);
    }
    picture
}

/// The same with a source that names documents only: what was imported from which file is nobody's outside.
pub(super) fn with_source(mut picture: Picture, ja: &str, en: &str) -> Picture {
    picture.ja.source = ja.to_owned();
    picture.en.source = en.to_owned();
    picture
}

/// Lower-case letters, digits and hyphens of an id; anything else becomes a hyphen.
pub(super) fn picture_id(id: &str) -> String {
    let letter = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    id.chars().map(letter).collect::<String>().trim_matches('-').to_owned()
}

/// A drawing with every id, and every reference to one, beginning with `prefix`.
pub(super) fn with_ids(svg: &str, prefix: &str) -> String {
    let own: BTreeSet<&str> = values(svg, " id=\"").collect();
    if own.is_empty() {
        return svg.to_owned();
    }
    let mut out = String::with_capacity(svg.len() + own.len() * (prefix.len() + 1) * 2);
    let mut rest = svg;
    const BEFORE: [(&str, char); 5] =
        [(" id=\"", '"'), ("aria-labelledby=\"", '"'), ("aria-describedby=\"", '"'), ("url(#", ')'), ("href=\"#", '"')];
    loop {
        let next = BEFORE.iter().filter_map(|(mark, end)| Some((rest.find(mark)? + mark.len(), *end))).min();
        let Some((at, end)) = next else { break };
        let Some(length) = rest[at..].find(end) else { break };
        out.push_str(&rest[..at]);
        let named = rest[at..at + length].split(' ').map(|id| match own.contains(id) {
            true => format!("{prefix}-{id}"),
            false => id.to_owned(),
        });
        out.push_str(&named.collect::<Vec<_>>().join(" "));
        rest = &rest[at + length..];
    }
    out.push_str(rest);
    out
}

fn values<'s>(svg: &'s str, mark: &'s str) -> impl Iterator<Item = &'s str> {
    svg.match_indices(mark).filter_map(move |(at, _)| svg[at + mark.len()..].split('"').next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_and_reference_gets_the_prefix_and_nothing_else_changes() {
        let svg = "<svg aria-labelledby=\"m-t m-d other\"><title id=\"m-t\">a id=b</title><desc id=\"m-d\"/>\
                   <pattern id=\"m-p1\"/><rect fill=\"url(#m-p1)\"/><use href=\"#m-p1\"/><use href=\"#x\"/></svg>";
        let own = "<svg aria-labelledby=\"p-m-t p-m-d other\"><title id=\"p-m-t\">a id=b</title><desc id=\"p-m-d\"/>\
                   <pattern id=\"p-m-p1\"/><rect fill=\"url(#p-m-p1)\"/><use href=\"#p-m-p1\"/><use href=\"#x\"/></svg>";
        assert_eq!(with_ids(svg, "p"), own);
        assert_eq!(with_ids("<svg/>", "p"), "<svg/>");
        assert_eq!(picture_id("cluster-市_A.1"), "cluster---a-1");
    }
}
