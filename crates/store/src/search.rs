//! Search (全文検索): which versions contain a text. The index is two-character pairs with the versions that hold
//! them, made here and not by the database, so a search finds the same on either.

use crate::StoreError;
use crate::db::{Link, on};
use crate::grams::{each_gram, fold, gram, grams_beginning_with, pack, unpack};
use crate::rows::{Rows, placeholders};
use reform::program::ProgramSheet;
use reform::search_text;
use sqlx::AssertSqlSafe;

/// Pairs of gram and version on their way into the index, packed as one number each: gram above, version below.
pub(crate) struct Postings {
    pairs: Vec<u64>,
    /// The version that counts as 0 in `pairs`.
    base: i64,
    folded: String,
}

/// How many low bits of a pair are the version.
const VERSION_BITS: u32 = 22;

/// Pairs kept before they are written: 16 MB, of which up to three are held at a time.
const FULL: usize = 2 << 20;

/// A version's texts, in the order they are read back.
type Texts = (i64, String, String, Option<String>, Option<String>, Option<String>, Option<String>, Option<String>);

impl Postings {
    /// No pairs yet.
    pub fn new() -> Postings {
        Postings { pairs: Vec::new(), base: 0, folded: String::new() }
    }

    /// Adds the texts of a sheet; versions come in ascending order.
    pub fn add_sheet(&mut self, version: i64, sheet: &ProgramSheet) {
        let logic = &sheet.logic;
        let texts = [&sheet.name, &sheet.summary, &sheet.legal_basis, &logic.means, &logic.target, &logic.intent];
        for text in texts.into_iter().chain([&logic.result]) {
            self.add_text(version, text);
        }
    }

    fn add_text(&mut self, version: i64, text: &str) {
        if self.pairs.is_empty() {
            self.base = version;
        }
        let low = (version - self.base) as u64;
        let pairs = &mut self.pairs;
        each_gram(&fold(text, &mut self.folded), |gram| pairs.push((gram as u64) << VERSION_BITS | low));
    }

    /// Whether it is time to write them.
    pub fn is_full(&self, next_version: i64) -> bool {
        self.pairs.len() >= FULL || next_version - self.base >= (1 << VERSION_BITS) - 1
    }

    /// Takes what is there, leaving nothing.
    pub fn take(&mut self) -> Postings {
        let capacity = self.pairs.len();
        let pairs = std::mem::replace(&mut self.pairs, Vec::with_capacity(capacity));
        Postings { pairs, base: self.base, folded: String::new() }
    }

    /// The rows of the index, the stretch first; takes a moment for millions of pairs.
    pub fn into_rows(mut self) -> [Rows; 2] {
        let mut stretch_row = Rows::into("search_stretch (first_version)");
        let mut rows = Rows::into("search_posting (first_version, gram, versions)");
        if !self.pairs.is_empty() {
            stretch_row.push([self.base.into()]);
        }
        self.pairs.sort_unstable();
        self.pairs.dedup();
        let low = (1u64 << VERSION_BITS) - 1;
        for stretch in self.pairs.chunk_by(|a, b| a >> VERSION_BITS == b >> VERSION_BITS) {
            let versions = pack(self.base, stretch.iter().map(|pair| self.base + (pair & low) as i64));
            rows.push([self.base.into(), ((stretch[0] >> VERSION_BITS) as i64).into(), versions.into()]);
        }
        [stretch_row, rows]
    }
}

/// More stretches than this make searches slow; the index is then made anew.
pub(crate) const MANY_STRETCHES: i64 = 128;

/// How many stretches the index has.
pub(crate) async fn stretches(link: &mut Link<'_>) -> Result<i64, StoreError> {
    Ok(on!(link, |c| sqlx::query_scalar("select count(*) from search_stretch").fetch_one(c).await)?)
}

/// Empties the index.
pub(crate) async fn delete_all(link: &mut Link<'_>) -> Result<(), StoreError> {
    for sql in ["delete from search_posting", "delete from search_stretch"] {
        on!(link, |c| sqlx::query(sql).execute(c).await.map(|done| done.rows_affected()))?;
    }
    Ok(())
}

/// Makes the index anew from the texts stored, without versions that are gone.
pub(crate) async fn rebuild(link: &mut Link<'_>) -> Result<(), StoreError> {
    delete_all(link).await?;
    let mut postings = Postings::new();
    let mut last = 0;
    loop {
        let texts: Vec<Texts> = on!(link, |c| sqlx::query_as(
            "select id, name, summary, legal_basis, means, target, intent, result
             from program_version where id > $1 order by id limit 2000"
        )
        .bind(last)
        .fetch_all(c)
        .await)?;
        let end = texts.is_empty();
        for (id, name, summary, a, b, c, d, e) in texts {
            last = id;
            for text in [Some(name), Some(summary), a, b, c, d, e].into_iter().flatten() {
                postings.add_text(id, &text);
            }
        }
        if end || postings.is_full(last) {
            for rows in postings.take().into_rows() {
                rows.insert(link).await?;
            }
        }
        if end {
            return Ok(());
        }
    }
}

/// The versions that contain a folded term, ascending; versions that are gone may be among them.
pub(crate) async fn versions_with(link: &mut Link<'_>, term: &str) -> Result<Vec<i64>, StoreError> {
    let chars: Vec<char> = term.chars().collect();
    match chars.as_slice() {
        [] => Ok(Vec::new()),
        [one] => {
            let (from, to) = grams_beginning_with(*one);
            read_postings(link, from, to).await
        }
        more => {
            let mut found: Option<Vec<i64>> = None;
            for pair in more.windows(2) {
                let gram = gram(pair[0], Some(pair[1]));
                let with = read_postings(link, gram, gram).await?;
                let both = match found {
                    None => with,
                    Some(found) => intersect(&found, &with),
                };
                if both.is_empty() {
                    return Ok(both);
                }
                found = Some(both);
            }
            let candidates = found.unwrap_or_default();
            // Two characters stand side by side or not; three may come from different places of the text.
            if more.len() == 2 { Ok(candidates) } else { recheck(link, candidates, term).await }
        }
    }
}

async fn read_postings(link: &mut Link<'_>, from: i64, to: i64) -> Result<Vec<i64>, StoreError> {
    let rows: Vec<(i64, Vec<u8>)> = on!(link, |c| sqlx::query_as(
        "select s.first_version, p.versions from search_stretch s
         join search_posting p on p.first_version = s.first_version and p.gram between $1 and $2
         order by s.first_version, p.gram"
    )
    .bind(from)
    .bind(to)
    .fetch_all(c)
    .await)?;
    let mut versions = Vec::new();
    for (first, packed) in rows {
        unpack(first, &packed, |version| versions.push(version));
    }
    if from != to {
        versions.sort_unstable();
        versions.dedup();
    }
    Ok(versions)
}

/// What two ascending lists share.
fn intersect(a: &[i64], b: &[i64]) -> Vec<i64> {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let mut out = Vec::with_capacity(short.len());
    let mut rest = long;
    for number in short {
        let skip = rest.partition_point(|other| other < number);
        rest = &rest[skip..];
        if rest.first() == Some(number) {
            out.push(*number);
        }
    }
    out
}

/// The candidates whose folded texts truly hold the term.
async fn recheck(link: &mut Link<'_>, candidates: Vec<i64>, term: &str) -> Result<Vec<i64>, StoreError> {
    const AT_ONCE: usize = 500;
    let mut kept = Vec::new();
    let mut buffer = String::new();
    for part in candidates.chunks(AT_ONCE) {
        let sql = format!(
            "select id, name, summary, legal_basis, means, target, intent, result
             from program_version where id in ({}) order by id",
            placeholders(1, part.len())
        );
        let texts: Vec<Texts> = on!(link, |c| {
            let query = sqlx::query_as(AssertSqlSafe(sql)).persistent(part.len() == AT_ONCE);
            part.iter().fold(query, |query, id| query.bind(*id)).fetch_all(c).await
        })?;
        for (id, name, summary, a, b, c, d, e) in texts {
            let mut texts = [Some(name), Some(summary), a, b, c, d, e].into_iter().flatten();
            if texts.any(|text| fold(&text, &mut buffer).contains(term)) {
                kept.push(id);
            }
        }
    }
    Ok(kept)
}

/// The terms of a search: its words, folded. More than sixteen are not looked at.
pub(crate) fn terms(text: &str) -> Vec<String> {
    text.split_whitespace().map(search_text::fold).filter(|term| !term.is_empty()).take(16).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_search_is_cut_at_any_space() {
        assert_eq!(terms(" ＤＸ　推進\tｶｰﾄﾞ "), ["dx", "推進", "カード"]);
        assert_eq!(terms(" 　"), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn intersection_is_what_both_have(a in proptest::collection::btree_set(0i64..60, 0..40), b in proptest::collection::btree_set(0i64..60, 0..40)) {
            let both: Vec<i64> = a.intersection(&b).copied().collect();
            let (a, b): (Vec<i64>, Vec<i64>) = (a.into_iter().collect(), b.into_iter().collect());
            prop_assert_eq!(intersect(&a, &b), both);
        }
    }
}
