//! What holds for any documents: exact, symmetric, independent of their order, bounded.

use proptest::prelude::*;
use reform::overlap::{Document, Findings, Settings, explain, find};

fn settings(threshold: f32, nearest: usize) -> Settings {
    Settings {
        gram_min: 2,
        gram_max: 2,
        weights: vec![2.0, 1.0],
        threshold,
        nearest,
        pairs_max: usize::MAX,
        filler_share: 0.5,
    }
}

/// Documents of few different characters, so that most share something.
fn documents() -> impl Strategy<Value = Vec<Document>> {
    let text = || "[防災訓練高齢者支援]{0,12}";
    prop::collection::vec((text(), text()), 0..40).prop_map(|texts| {
        let document = |(key, (name, summary)): (usize, (String, String))| Document {
            key: key as i64,
            texts: vec![name, summary],
        };
        texts.into_iter().enumerate().map(document).collect()
    })
}

/// (key, key, bits of the score) of every pair.
fn told(documents: &[Document], findings: &Findings) -> Vec<(i64, i64, u32)> {
    let pairs = findings.pairs.iter();
    pairs.map(|pair| (documents[pair.a].key, documents[pair.b].key, pair.score.to_bits())).collect()
}

/// Every pair by comparing each with each, by the explanation, which knows no index and no bounds.
fn by_hand(documents: &[Document], threshold: f32) -> Vec<(i64, i64, f32)> {
    let model = reform::overlap::Model::of(documents, &settings(threshold, 1));
    let mut pairs = Vec::new();
    for (place, a) in documents.iter().enumerate() {
        for b in &documents[place + 1..] {
            pairs.push((a.key, b.key, explain(&model, &a.texts, &b.texts).score));
        }
    }
    pairs.retain(|(_, _, score)| *score >= threshold);
    pairs
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn the_search_skips_nothing_that_reaches_the_threshold(documents in documents(), threshold in 0.05f32..0.95) {
        let findings = find(&documents, &settings(threshold, 100));
        let found = told(&documents, &findings);
        let all = by_hand(&documents, threshold - 1e-4);
        for (a, b, score) in &all {
            let is_found = found.iter().find(|(x, y, _)| (x, y) == (a, b));
            // Rounding may put a pair on either side of the threshold, nothing else may.
            prop_assert!(is_found.is_some() || *score < threshold + 1e-4, "{a} {b} {score} was passed over");
            if let Some((_, _, bits)) = is_found {
                prop_assert!((f32::from_bits(*bits) - score).abs() < 1e-4);
            }
        }
        prop_assert!(found.iter().all(|(a, b, _)| all.iter().any(|(x, y, _)| (x, y) == (a, b))));
    }

    #[test]
    fn the_nearest_are_the_highest(documents in documents(), nearest in 1usize..5) {
        let some = find(&documents, &settings(0.01, nearest));
        let all = find(&documents, &settings(0.01, 1_000));
        for (place, document) in documents.iter().enumerate() {
            let scores = |findings: &Findings| -> Vec<u32> {
                let mine = findings.pairs.iter().filter(|pair| pair.a == place || pair.b == place);
                mine.map(|pair| pair.score.to_bits()).take(nearest).collect()
            };
            prop_assert_eq!(scores(&some), scores(&all), "{}", document.key);
        }
    }

    #[test]
    fn order_changes_no_bit_and_nobody_is_their_own_neighbour(documents in documents(), turn in 0usize..40) {
        let found = find(&documents, &settings(0.2, 5));
        let mut turned = documents.clone();
        turned.rotate_left(if documents.is_empty() { 0 } else { turn % documents.len() });
        turned.reverse();
        prop_assert_eq!(told(&documents, &found), told(&turned, &find(&turned, &settings(0.2, 5))));
        prop_assert!(found.pairs.iter().all(|pair| pair.a != pair.b && (0.0..=1.0).contains(&pair.score)));
    }

    #[test]
    fn a_higher_threshold_leaves_what_reaches_it(documents in documents(), low in 0.05f32..0.9, more in 0.0f32..0.5) {
        // No score is above 1: that is what copies of one text have.
        let high = (low + more).min(1.0);
        let (lower, higher) = (find(&documents, &settings(low, 5)), find(&documents, &settings(high, 5)));
        let expected: Vec<_> = told(&documents, &lower)
            .into_iter()
            .filter(|(_, _, score)| f32::from_bits(*score) >= high)
            .collect();
        prop_assert_eq!(told(&documents, &higher), expected);
    }

    #[test]
    fn both_ways_are_one(a in "[防災訓練]{1,9}", b in "[防災訓練]{1,9}", rest in documents()) {
        let mut documents = rest;
        documents.push(Document { key: 900, texts: vec![a.clone(), b.clone()] });
        let model = reform::overlap::Model::of(&documents, &settings(0.1, 5));
        let (x, y) = (vec![a.clone(), String::new()], vec![b, a.clone()]);
        let (there, back) = (explain(&model, &x, &y), explain(&model, &y, &x));
        prop_assert!((there.score - back.score).abs() < 1e-5);
        prop_assert!((explain(&model, &x, &x).score - 1.0).abs() < 1e-5);
        for phrase in there.phrases {
            prop_assert!(!phrase.fields_a.is_empty() && !phrase.fields_b.is_empty());
        }
    }
}

#[test]
fn the_number_of_processors_changes_no_bit() {
    let document = |key: i64| Document {
        key,
        texts: vec![format!("事業{}{}", key % 7, key % 5), format!("概要{}", key % 11)],
    };
    let documents: Vec<Document> = (0..300).map(document).collect();
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| told(&documents, &find(&documents, &settings(0.2, 7))))
    };
    assert!(!on(1).is_empty());
    assert_eq!(on(1), on(3));
}

#[test]
fn the_same_text_has_one_and_no_text_has_no_pair() {
    let texts = [["新規", ""], ["", "Ｎ"], ["新　規", ""], ["", ""], ["", "n"]];
    let documents: Vec<Document> =
        (0i64..).zip(texts).map(|(key, texts)| Document { key, texts: texts.map(str::to_owned).to_vec() }).collect();
    let findings = find(&documents, &settings(0.9, 5));
    assert_eq!(told(&documents, &findings), [(0, 2, 1f32.to_bits()), (1, 4, 1f32.to_bits())]);
    let told: Vec<_> = findings.problems.iter().map(|problem| (problem.kind.code, problem.excerpt.as_str())).collect();
    assert_eq!(told, [("RF-523", "1")]);
    assert!(find(&[], &settings(0.5, 5)).pairs.is_empty());
}

#[test]
fn a_hundred_thousand_copies_are_bounded_and_told() {
    let document = |key: i64| Document { key, texts: vec!["窓口業務".to_owned(), "同じ文章".to_owned()] };
    let documents: Vec<Document> = (0..100_000).map(document).collect();
    let findings = find(&documents, &Settings { pairs_max: 1_000, ..settings(0.4, 3) });
    assert_eq!(findings.pairs.len(), 1_000);
    assert!(findings.pairs.iter().all(|pair| pair.score == 1.0));
    let codes: Vec<&str> = findings.problems.iter().map(|problem| problem.kind.code).collect();
    assert_eq!(codes, ["RF-521", "RF-522"]);
}

#[test]
fn one_huge_text_is_cut_and_told() {
    let huge = Document { key: 1, texts: vec!["巨大".to_owned(), "あいうえお".repeat(100_000)] };
    let small = Document { key: 2, texts: vec!["巨大".to_owned(), "あいうえお".to_owned()] };
    let findings = find(&[huge.clone(), small.clone()], &settings(0.1, 5));
    assert_eq!(findings.problems.iter().map(|problem| problem.kind.code).collect::<Vec<_>>(), ["RF-520"]);
    assert_eq!(findings.pairs.len(), 1);
    let why = explain(&findings.model, &huge.texts, &small.texts);
    assert!((why.score - findings.pairs[0].score).abs() < 1e-5);
    // One letter again and again is the worst a search for phrases can meet.
    let again = vec!["ああ".repeat(50_000), String::new()];
    assert!(explain(&findings.model, &again, &again).score > 0.99);
}
