//! Results of the review (別冊2): how many programs go which way, what that comes to, and every program with its result.

use std::collections::BTreeMap;

use reform::program::Direction;

use super::book::{Book, blank, or_none, table, year_ja};
use super::{Document, DocumentCell, Kind, Table};
use crate::edition::Program;
use crate::query::{Index, Unit, bureau_of, direction_of, segment};

/// What stands where a program has no department.
pub(super) const NO_BUREAU: &str = "（局の記載なし）";
const NO_DIRECTION: &str = "方向性の公表なし";

/// Directions after which a program is no longer there as it was.
const ENDING: [(&str, &str); 4] = [
    ("merge", "ほかの事業と統合する事業"),
    ("abolish", "廃止する事業"),
    ("end", "終了する事業"),
    ("suspend", "休止する事業"),
];

pub(super) fn make(index: &Index) -> Document {
    let year = index.year();
    let title = format!("{}　予算事務事業の点検結果（別冊2）", index.edition().about.city.ja);
    let mut book = Book::new(index, Kind::ReviewResults, title, year_ja(year));
    overview(&mut book, year);
    by_direction(&mut book, year);
    by_bureau(&mut book, year);
    ending(&mut book, year);
    effects(&mut book);
    list(&mut book, year);
    book.finish()
}

/// The programs of the latest year's sheets by bureau. Bureaus stand in the order of their first program: numbers follow the
/// order of the offices, names do not.
pub(super) fn by_bureaus<'a>(index: &Index<'a>) -> Vec<(&'a str, Vec<&'a Program>)> {
    let mut bureaus: Vec<(&str, Vec<&Program>)> = Vec::new();
    for program in index.edition().programs.iter().filter(|program| program.year == index.year()) {
        let name = bureau_of(program);
        match bureaus.iter_mut().find(|(known, _)| *known == name) {
            Some((_, programs)) => programs.push(program),
            None => bureaus.push((name, vec![program])),
        }
    }
    bureaus
}

/// The directions that occur, in the order of the city's form, those without one last: stable word and name.
pub(super) fn directions(index: &Index) -> Vec<(String, String)> {
    let mut found: BTreeMap<(usize, &str), &str> = BTreeMap::new();
    for program in index.edition().programs.iter().filter(|program| program.year == index.year()) {
        let word = direction_of(program);
        let known = Direction::ALL.iter().position(|direction| direction.word() == word);
        let place = known.unwrap_or(if word.is_empty() { usize::MAX } else { Direction::ALL.len() });
        let name = program.review.as_ref().map_or("", |review| review.direction_name.ja.as_str());
        found.entry((place, word)).or_insert(name);
    }
    let named = |((_, word), name): ((usize, &str), &str)| match (word, name) {
        ("", _) => (String::new(), NO_DIRECTION.to_owned()),
        (word, "") => (word.to_owned(), label_ja(word)),
        (word, name) => (word.to_owned(), name.to_owned()),
    };
    found.into_iter().map(named).collect()
}

fn label_ja(word: &str) -> String {
    Direction::from_word(word).map_or_else(|| word.to_owned(), |direction| direction.label_ja().to_owned())
}

fn overview(book: &mut Book, year: i32) {
    book.heading(1, "第1章　点検の概要", "overview");
    book.say(
        "市が行うすべての予算事務事業を一つずつ取り上げ、六つの視点から点検しました。この冊子は、その結果と翌年度の方向性、見直しによる効果額をまとめたものです。",
    );
    book.say(&format!(
        "点検の対象とした事業は{{programs/count|count}}件で、このうち{{programs/reviewed|count}}件の結果を公表します。\
         {}の事業費は合わせて{{programs/cost/{year}|oku-yen|1}}億円、このうち一般財源は{{programs/general/{year}|oku-yen|1}}億円です。\
         見直しは{{effects/measures|count}}件で、平年度の効果額は{{effects/gross|million-yen}}百万円（うち一般財源{{effects/general|million-yen}}百万円）です。",
        year_ja(year)
    ));
    book.heading(2, "1　台帳との突合", "");
    book.say("点検結果の件数と金額は、予算事務事業の台帳から数えています。点検結果のある事業とない事業を合わせると、台帳の全事業になります。");
    let mut made = table(
        "点検結果と台帳の突合",
        Unit::ThousandYen,
        &[("区分", 2.4), ("#事業数", 1.0), ("#事業費", 1.5), ("#一般財源", 1.5)],
    );
    for (word, name) in directions(book.index) {
        made.row(sizes(book, DocumentCell::text(name), &format!("programs/direction/{}", segment(&word)), year));
    }
    made.total(sizes(book, DocumentCell::text("台帳の全事業"), "programs", year));
    book.table(made);
    book.note("金額は、年度ごとに決算・現計・当初予算の順に、最も後の段階のものを数えています。表示の単位未満は四捨五入しています。");
}

/// Count, cost and general funds of a set.
fn sizes(book: &Book, name: DocumentCell, set: &str, year: i32) -> Vec<DocumentCell> {
    vec![
        name,
        book.count(&format!("{set}/count")),
        book.thousands(&format!("{set}/cost/{year}")),
        book.thousands(&format!("{set}/general/{year}")),
    ]
}

/// A line of a set: count, cost, perhaps general funds, effect and its general funds.
fn line(book: &Book, name: &str, set: &str, year: i32, with_general: bool) -> Vec<DocumentCell> {
    let mut cells = sizes(book, DocumentCell::text(name), set, year);
    if !with_general {
        cells.pop();
    }
    cells.push(book.thousands(&format!("{set}/effects/gross")));
    cells.push(book.thousands(&format!("{set}/effects/general")));
    cells
}

/// A line a direction and their total, of all programs or of one `bureau` (as a segment, empty for all).
pub(super) fn direction_rows(book: &Book, made: &mut Table, bureau: &str, year: i32, with_general: bool) {
    let set = if bureau.is_empty() { "programs".to_owned() } else { format!("bureau/{bureau}") };
    for (word, name) in directions(book.index) {
        made.row(line(book, &name, &format!("{set}/direction/{}", segment(&word)), year, with_general));
    }
    made.total(line(book, "合計", &set, year, with_general));
}

fn by_direction(book: &mut Book, year: i32) {
    book.heading(1, "第2章　方向性ごとの結果", "directions");
    let mut made = sizes_table(&format!("方向性ごとの事業数と金額（{}）", year_ja(year)), "方向性");
    direction_rows(book, &mut made, "", year, true);
    book.table(made);
    book.note("効果額は、見直しが一年を通じて効いたときの額です。");
}

/// A table of sets with count, cost, general funds and effects.
pub(super) fn sizes_table(caption: &str, first: &str) -> Table {
    table(
        caption,
        Unit::ThousandYen,
        &[
            (first, 1.8),
            ("#事業数", 0.9),
            ("#事業費", 1.4),
            ("#一般財源", 1.4),
            ("#効果額", 1.2),
            ("#効果額のうち一般財源", 1.3),
        ],
    )
}

/// A line a bureau and their total.
pub(super) fn bureau_rows(book: &Book, made: &mut Table, year: i32) {
    for (name, _) in by_bureaus(book.index) {
        made.row(line(book, or_none(name, NO_BUREAU), &format!("bureau/{}", segment(name)), year, true));
    }
    made.total(line(book, "合計", "programs", year, true));
}

/// Programs by bureau and direction.
pub(super) fn matrix(book: &Book) -> Table {
    let directions = directions(book.index);
    let heads: Vec<String> = directions.iter().map(|(_, name)| format!("#{name}")).collect();
    let mut columns = vec![("局", 2.0)];
    columns.extend(heads.iter().map(|head| (head.as_str(), 1.0)));
    columns.push(("#計", 1.0));
    let mut made = table("局と方向性ごとの事業数", Unit::Count, &columns);
    made.unit = "（単位：件）".to_owned();
    let cells = |name: &str, set: &str| {
        let mut cells = vec![DocumentCell::text(name)];
        let of = directions.iter().map(|(word, _)| book.count(&format!("{set}/direction/{}/count", segment(word))));
        cells.extend(of);
        cells.push(book.count(&format!("{set}/count")));
        cells
    };
    for (name, _) in by_bureaus(book.index) {
        made.row(cells(or_none(name, NO_BUREAU), &format!("bureau/{}", segment(name))));
    }
    made.total(cells("合計", "programs"));
    made
}

fn by_bureau(book: &mut Book, year: i32) {
    book.heading(1, "第3章　局ごとの結果", "bureaus");
    let mut made = sizes_table(&format!("局ごとの事業数と金額（{}）", year_ja(year)), "局");
    bureau_rows(book, &mut made, year);
    book.table(made);
    let made = matrix(book);
    book.table(made);
}

fn ending(book: &mut Book, year: i32) {
    book.heading(1, "第4章　統合・廃止・終了・休止する事業", "ending");
    let edition = book.index.edition();
    let mut is_empty = true;
    for (number, (word, title)) in ENDING.iter().enumerate() {
        let chosen = edition.programs.iter().filter(|program| program.year == year && direction_of(program) == *word);
        let mut made = table(
            title,
            Unit::ThousandYen,
            &[("番号", 0.9), ("事業名", 2.6), ("局", 1.4), ("理由", 3.2), ("#事業費", 1.2), ("#効果額", 1.2)],
        );
        for program in chosen {
            let set = format!("program/{year}/{}", segment(&program.id));
            made.row(vec![
                DocumentCell::text(program.id.as_str()),
                DocumentCell::text(program.name.as_str()),
                DocumentCell::text(or_none(bureau_of(program), NO_BUREAU)),
                DocumentCell::text(program.review.as_ref().map_or("", |review| review.reason.as_str())),
                cost(book, program, "cost"),
                book.thousands(&format!("{set}/effects/gross")),
            ]);
        }
        if made.rows.is_empty() {
            continue;
        }
        is_empty = false;
        let set = format!("programs/direction/{word}");
        made.total(vec![
            DocumentCell::text("合計"),
            blank(),
            blank(),
            blank(),
            book.thousands(&format!("{set}/cost/{year}")),
            book.thousands(&format!("{set}/effects/gross")),
        ]);
        book.heading(2, format!("{}　{title}", number + 1), "");
        book.say(&format!("{{{set}/count|count}}件あります。"));
        book.table(made);
    }
    if is_empty {
        book.say("統合、廃止、終了、休止とした事業はありません。");
    }
}

/// Money of a program in its sheet's year, at the stage that speaks for it.
fn cost(book: &Book, program: &Program, word: &str) -> DocumentCell {
    let speaking = crate::query::speaking(program);
    let Some(line) = speaking.get(&program.year) else { return DocumentCell::Empty };
    book.thousands(&format!("program/{}/{}/{word}/{}/{}", program.year, segment(&program.id), line.stage, line.year))
}

fn effects(book: &mut Book) {
    book.heading(1, "第5章　見直しの内容と効果額", "effects");
    book.say("公表した見直しを、始める年度の順に掲げます。効果額は平年度のもので、段階は見込みの確かさを示します。");
    let index = book.index;
    for (bureau, programs) in by_bureaus(index) {
        let mut made = table(
            or_none(bureau, NO_BUREAU),
            Unit::ThousandYen,
            &[
                ("番号", 0.9),
                ("事業名", 2.4),
                ("見直しの内容", 3.0),
                ("始める年度", 1.3),
                ("段階", 1.0),
                ("#効果額", 1.1),
                ("#一般財源", 1.1),
            ],
        );
        for program in programs {
            let measures = program.review.iter().flat_map(|review| &review.measures).enumerate();
            for (at, measure) in measures {
                let set = format!("program/{}/{}/measure/{}", program.year, segment(&program.id), at + 1);
                made.row(vec![
                    DocumentCell::text(program.id.as_str()),
                    DocumentCell::text(program.name.as_str()),
                    DocumentCell::text(measure.text.as_str()),
                    DocumentCell::text(measure.year.map(year_ja).unwrap_or_default()),
                    DocumentCell::text(measure.stage.ja.as_str()),
                    book.thousands(&format!("{set}/gross")),
                    book.thousands(&format!("{set}/general")),
                ]);
            }
        }
        if made.rows.is_empty() {
            continue;
        }
        let set = format!("bureau/{}/effects", segment(bureau));
        let mut cells = vec![DocumentCell::text("合計")];
        cells.resize(5, blank());
        cells.extend([book.thousands(&format!("{set}/gross")), book.thousands(&format!("{set}/general"))]);
        made.total(cells);
        book.table(made);
    }
    let mut all = table(
        "見直しの効果額の合計",
        Unit::ThousandYen,
        &[("局", 3.0), ("#見直しの件数", 1.2), ("#効果額", 1.4), ("#うち一般財源", 1.4)],
    );
    let cells = |name: &str, set: &str| {
        vec![
            DocumentCell::text(name),
            book.count(&format!("{set}/effects/measures")),
            book.thousands(&format!("{set}/effects/gross")),
            book.thousands(&format!("{set}/effects/general")),
        ]
    };
    for (name, _) in by_bureaus(index) {
        all.row(cells(or_none(name, NO_BUREAU), &format!("bureau/{}", segment(name))));
    }
    all.total(cells("合計", "programs"));
    book.table(all);
}

fn list(book: &mut Book, year: i32) {
    book.heading(1, "第6章　すべての事業の一覧", "programs");
    let index = book.index;
    for (bureau, programs) in by_bureaus(index) {
        let mut made = table(
            &format!("{}（{}）", or_none(bureau, NO_BUREAU), year_ja(year)),
            Unit::ThousandYen,
            &[
                ("番号", 0.9),
                ("事業名", 3.4),
                ("課", 1.8),
                ("方向性", 1.1),
                ("#事業費", 1.2),
                ("#一般財源", 1.2),
                ("#効果額", 1.0),
            ],
        );
        for program in programs {
            let direction = program.review.as_ref().map_or("", |review| review.direction_name.ja.as_str());
            made.row(vec![
                DocumentCell::text(program.id.as_str()),
                DocumentCell::text(program.name.as_str()),
                DocumentCell::text(
                    program.department.last().filter(|_| program.department.len() > 1).map_or("", String::as_str),
                ),
                DocumentCell::text(direction),
                cost(book, program, "cost"),
                cost(book, program, "general"),
                book.thousands(&format!("program/{year}/{}/effects/gross", segment(&program.id))),
            ]);
        }
        let set = format!("bureau/{}", segment(bureau));
        let mut cells = vec![DocumentCell::text("合計")];
        cells.resize(4, blank());
        cells.extend(["cost", "general"].map(|word| book.thousands(&format!("{set}/{word}/{year}"))));
        cells.push(book.thousands(&format!("{set}/effects/gross")));
        made.total(cells);
        book.table(made);
    }
}
