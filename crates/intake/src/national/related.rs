//! Related programs as the ministries state them (1-5: 関連事業).

use std::collections::HashSet;
use std::ops::ControlFlow;

use reform::{Place, Problem};

use super::table::read_table;
use super::{Folder, NationalRelated, NationalReport, RelatedPair, Table, kinds};

const RELATED: &str = "関連事業の事業ID";
const NAME: &str = "関連事業の事業名";
const RELATION: &str = "関連性";

/// How programs can be related, in the source's words.
const RELATIONS: [&str; 12] = [
    "その他関連先",
    "その他関連元",
    "運用交付先セグメントシート",
    "運用交付元レビューシート",
    "子事業",
    "親事業",
    "統合先",
    "統合元",
    "分割先",
    "分割元",
    "基金造成した基金シート",
    "基金造成されたレビューシート",
];

/// Every program has a row, also one that names no other: the table itself says which numbers there are.
pub(super) fn read(folder: &Folder) -> NationalRelated {
    let mut report = NationalReport::default();
    let mut programs: HashSet<String> = HashSet::new();
    let mut met: HashSet<(String, String, String)> = HashSet::new();
    let mut found: Vec<(RelatedPair, Place)> = Vec::new();
    read_table(folder, Table::Related, &[RELATED, NAME, RELATION], &mut report, &mut |id, fields| {
        if !programs.contains(id) {
            programs.insert(id.to_owned());
        }
        let related = fields.text(RELATED);
        if !related.is_empty() && !fields.failed {
            let relation = fields.word(RELATION, &RELATIONS);
            if met.insert((id.to_owned(), related.clone(), relation.clone())) {
                let related_name = fields.text(NAME);
                let place = fields.place(Some(RELATED));
                let program = id.to_owned();
                found.push((RelatedPair { program, related, related_name, relation, is_known: false }, place));
            }
        }
        ControlFlow::Continue(())
    });
    if report.problems.fatal {
        return NationalRelated { pairs: Vec::new(), report };
    }
    let mut pairs = Vec::with_capacity(found.len());
    for (mut pair, place) in found {
        pair.is_known = programs.contains(&pair.related);
        if !pair.is_known {
            let kind = &kinds::RELATED_UNKNOWN;
            let words = format!("{} → {} {}", pair.program, pair.related, pair.related_name);
            report.problems.add(kind, || Problem::new(kind, place, words));
        }
        pairs.push(pair);
    }
    NationalRelated { pairs, report }
}
