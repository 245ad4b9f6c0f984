//! Money in the plan's book (財源と見通し): the frame with its ledger, the outlook with its assumptions.

use super::book::{Book, table, year_ja};
use super::plan_book::pictures;
use super::{Block, DocumentCell, Inline, Table};
use crate::edition::FrameEntry;
use crate::query::{Unit, segment};

/// The most years of the outlook in one table; the others follow in the next.
const YEARS_A_TABLE: usize = 6;

pub(super) fn write(book: &mut Book) {
    book.heading(1, "第4章　財源と見通し", "frame");
    frame(book);
    outlook(book);
}

fn frame(book: &mut Book) {
    let frame = &book.index.edition().frame;
    book.heading(2, "1　次世代投資枠", "");
    if frame.target_yen == 0 {
        book.say("次世代投資枠の目標は、この版では公表していません。");
        return;
    }
    book.say(&format!(
        "見直しで生み出した財源を、次の世代のための投資に振り向けます。{}から{}までの目標は{{frame/target|oku-yen}}億円です。\
         これまでに{{frame/secured|oku-yen}}億円を確保し、進み具合は{{frame/progress|percent|1}}です。",
        year_ja(frame.years.0),
        year_ja(frame.years.1)
    ));
    let mut made = table("締めた年度の財源と使途", Unit::MillionYen, &[("年度", 2.0), ("#財源", 2.0), ("#使途", 2.0)]);
    let cells = |book: &Book, name: String, set: &str| {
        let money = |side: &str| book.cell(&format!("{set}/{side}"), Unit::MillionYen, 0);
        vec![DocumentCell::text(name), money("sources"), money("uses")]
    };
    for line in &frame.by_year {
        made.row(cells(book, year_ja(line.year), &format!("frame/{}", line.year)));
    }
    if !made.rows.is_empty() {
        made.total(cells(book, "合計".to_owned(), "frame"));
    }
    book.table(made);
    for (side, caption) in [("source", "財源の台帳"), ("use", "使途の台帳")] {
        let made = ledger(book, &frame.entries, side, caption);
        book.table(made);
    }
    if !frame.source.is_empty() {
        book.push(Block::Note { text: vec![Inline::text("出典："), Inline::text(frame.source.as_str())] });
    }
    pictures(book, &["frame"]);
}

fn ledger(book: &Book, entries: &[FrameEntry], side: &str, caption: &str) -> Table {
    let mut made = table(
        caption,
        Unit::ThousandYen,
        &[("番号", 0.8), ("年度", 1.2), ("分類", 1.6), ("内容", 3.0), ("根拠", 2.2), ("#金額", 1.4)],
    );
    for entry in entries.iter().filter(|entry| entry.side == side) {
        let name = if entry.is_illustrative { format!("{}（例示）", entry.name) } else { entry.name.clone() };
        made.row(vec![
            DocumentCell::text(entry.number.to_string()),
            DocumentCell::text(year_ja(entry.year)),
            DocumentCell::text(entry.category.ja.as_str()),
            DocumentCell::text(name),
            DocumentCell::text(entry.ground.as_str()),
            book.thousands(&format!("frame/entry/{}", entry.number)),
        ]);
    }
    made
}

fn outlook(book: &mut Book) {
    let outlook = &book.index.edition().outlook;
    book.heading(2, "2　財政の見通し", "");
    if outlook.figures.is_empty() {
        book.say("財政の見通しは、この版では公表していません。");
        return;
    }
    book.say(
        "決定した改革と投資をすべて織り込んだ見通しです。前提が変われば結果も変わります。残高は年度の末の額です。",
    );
    let count = outlook.figures.iter().map(|figure| figure.values.len()).max().unwrap_or(0);
    let years: Vec<i32> =
        (0..count).filter_map(|at| i32::try_from(at).ok()).map(|at| outlook.first_year + at).collect();
    for part in years.chunks(YEARS_A_TABLE) {
        let (Some(first), Some(last)) = (part.first(), part.last()) else { continue };
        let heads: Vec<String> = part.iter().map(|year| format!("#{}", year_ja(*year))).collect();
        let mut columns = vec![("項目", 2.2)];
        columns.extend(heads.iter().map(|head| (head.as_str(), 1.0)));
        let mut made =
            table(&format!("財政の見通し（{}〜{}）", year_ja(*first), year_ja(*last)), Unit::OkuYen, &columns);
        for figure in &outlook.figures {
            let mut cells = vec![DocumentCell::text(figure.name.ja.as_str())];
            let id = segment(&figure.id);
            cells.extend(part.iter().map(|year| book.cell(&format!("outlook/{id}/{year}"), Unit::OkuYen, 0)));
            made.row(cells);
        }
        book.table(made);
    }
    pictures(book, &["outlook"]);
    if !outlook.levers.is_empty() {
        levers(book);
    }
    if !outlook.assumptions.is_empty() {
        book.heading(3, "見通しの前提", "");
        let items = outlook.assumptions.iter().map(|text| vec![Inline::text(text.ja.as_str())]).collect();
        book.push(Block::List { numbered: false, items });
    }
}

/// What a lever moves each figure by in the last year.
fn levers(book: &mut Book) {
    let outlook = &book.index.edition().outlook;
    book.heading(3, "前提を変えたときの動き", "");
    book.say("次の表は、毎年度の額を増やしたときに、見通しの最後の年度の額がどれだけ動くかを示します。");
    let mut made = table(
        "前提を変えたときの動き",
        Unit::OkuYen,
        &[("変えるもの", 2.6), ("#毎年度の増減", 1.4), ("動く項目", 2.2), ("年度", 1.3), ("#動く額", 1.2)],
    );
    for lever in &outlook.levers {
        for response in &lever.responses {
            let Some(last) = response.values.len().checked_sub(1).and_then(|at| i32::try_from(at).ok()) else {
                continue;
            };
            let year = outlook.first_year + last;
            let figure = outlook.figures.iter().find(|figure| figure.id == response.figure);
            let set = format!("outlook/lever/{}", segment(&lever.id));
            made.row(vec![
                DocumentCell::text(lever.name.ja.as_str()),
                book.cell(&format!("{set}/unit"), Unit::OkuYen, 0),
                DocumentCell::text(figure.map_or(response.figure.as_str(), |figure| figure.name.ja.as_str())),
                DocumentCell::text(year_ja(year)),
                book.cell(&format!("{set}/{}/{year}", segment(&response.figure)), Unit::OkuYen, 0),
            ]);
        }
    }
    book.table(made);
}
