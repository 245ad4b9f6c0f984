//! Pairs of documents that are alike, from a text file (benches/overlap.py, docs/concepts/overlap.md).
//!
//! `overlap_bench DOCUMENTS MIN MAX WEIGHTS THRESHOLD NEAREST [PAIRS]`: a document a line, its number and its fields between
//! tabs; the grams' lengths; the fields' weights between commas. Prints the seconds and the pairs; with a file of pairs that
//! somebody declared (two numbers a line), the share of them among the nearest instead.

use std::collections::{HashMap, HashSet};
use std::io::Write;
use std::time::Instant;

use reform::overlap::{Document, Settings, find};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let [file, min, max, weights, threshold, nearest, rest @ ..] = given.as_slice() else {
        return Err("DOCUMENTS MIN MAX WEIGHTS THRESHOLD NEAREST [PAIRS]".into());
    };
    let text = std::fs::read_to_string(file)?;
    let mut documents = Vec::new();
    for line in text.lines() {
        let mut columns = line.split('\t');
        let key = columns.next().unwrap_or_default().parse()?;
        documents.push(Document { key, texts: columns.map(str::to_owned).collect() });
    }
    let settings = Settings {
        gram_min: min.parse()?,
        gram_max: max.parse()?,
        weights: weights.split(',').map(str::parse).collect::<Result<_, _>>()?,
        threshold: threshold.parse()?,
        nearest: nearest.parse()?,
        pairs_max: usize::MAX,
        filler_share: 0.1,
    };
    let begun = Instant::now();
    let findings = find(&documents, &settings);
    let seconds = begun.elapsed().as_secs_f64();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    writeln!(out, "seconds\t{seconds:.3}\tdocuments\t{}\tpairs\t{}", documents.len(), findings.pairs.len())?;
    for problem in &findings.problems {
        writeln!(out, "problem\t{}\t{}", problem.kind.code, problem.excerpt)?;
    }
    let key = |place: usize| documents[place].key;
    match rest.first() {
        Some(declared) => {
            let declared = std::fs::read_to_string(declared)?;
            let ids = declared.lines().filter_map(|line| line.split_once('\t'));
            let ids: Vec<(i64, i64)> =
                ids.map(|(a, b)| Ok((a.parse()?, b.parse()?))).collect::<Result<_, std::num::ParseIntError>>()?;
            report(
                &mut out,
                &documents,
                &findings.pairs.iter().map(|p| (key(p.a), key(p.b))).collect::<Vec<_>>(),
                &ids,
                settings.nearest,
            )?;
        }
        None => {
            for pair in &findings.pairs {
                writeln!(out, "{}\t{}\t{:.6}", key(pair.a), key(pair.b), pair.score)?;
            }
        }
    }
    Ok(())
}

/// How many declared pairs are among the nearest: pairs come best first, so a document's first ones are its nearest.
fn report(
    out: &mut impl Write,
    documents: &[Document],
    pairs: &[(i64, i64)],
    declared: &[(i64, i64)],
    nearest: usize,
) -> std::io::Result<()> {
    let mut near: HashMap<i64, Vec<i64>> = HashMap::new();
    for (a, b) in pairs {
        for (one, other) in [(a, b), (b, a)] {
            let list = near.entry(*one).or_default();
            if list.len() < nearest {
                list.push(*other);
            }
        }
    }
    let name: HashMap<i64, &String> = documents.iter().map(|d| (d.key, &d.texts[0])).collect();
    let all: HashSet<&(i64, i64)> =
        declared.iter().filter(|(a, b)| name.contains_key(a) && name.contains_key(b)).collect();
    let other_name: HashSet<&(i64, i64)> = all.iter().copied().filter(|(a, b)| name[a] != name[b]).collect();
    for (what, set) in [("all", all), ("names differ", other_name)] {
        let at = |k: usize| {
            set.iter().filter(|(a, b)| near.get(a).is_some_and(|list| list.iter().take(k).any(|x| x == b))).count()
        };
        let share = |k| at(k) as f64 / set.len() as f64;
        writeln!(
            out,
            "{what}\t{}\trecall@1 {:.3}\trecall@5 {:.3}\trecall@10 {:.3}",
            set.len(),
            share(1),
            share(5),
            share(10)
        )?;
    }
    Ok(())
}
