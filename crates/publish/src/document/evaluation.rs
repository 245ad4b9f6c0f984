//! Evaluation of programs (行政評価): a summary by bureau and direction, then volumes by bureau with a sheet a program.

use super::book::{Book, or_none, year_ja};
use super::evaluation_sheet;
use super::review_results::{NO_BUREAU, bureau_rows, by_bureaus, direction_rows, matrix, sizes_table};
use super::{Document, DocumentCell, Kind};
use crate::edition::Program;
use crate::query::{Index, Unit, segment};

/// The most sheets of a volume (一冊の票の数): about 800 pages, which the type-setter sets within 1.1 GB.
const MOST_SHEETS: usize = 400;

/// Whether all sheets fit one book (一冊に収まるか).
pub(super) fn fits_one_book(index: &Index) -> bool {
    by_bureaus(index).iter().map(|(_, programs)| programs.len()).sum::<usize>() <= MOST_SHEETS
}

pub(super) fn make(index: &Index) -> Vec<Document> {
    let mut volumes = vec![summary(index)];
    for (bureau, programs) in by_bureaus(index) {
        let parts = programs.len().div_ceil(MOST_SHEETS);
        for (part, sheets) in (1..).zip(programs.chunks(MOST_SHEETS)) {
            let number = volumes.len() + 1;
            let of_parts = if parts > 1 { format!("（{part}／{parts}）") } else { String::new() };
            let name = format!("{}{of_parts}", or_none(bureau, NO_BUREAU));
            volumes.push(volume(index, number, &name, (part == 1).then_some(bureau), sheets));
        }
    }
    volumes
}

/// Sheets of a bureau; `opening` names the bureau where its figures stand before them.
fn volume(index: &Index, number: usize, name: &str, opening: Option<&str>, sheets: &[&Program]) -> Document {
    let year = index.year();
    let mut book = Book::new(index, Kind::Evaluation, title(index), format!("第{number}分冊　{name}"));
    book.heading(1, format!("第{number}章　{name}の事業評価票"), format!("bureau-{number}"));
    match opening {
        Some(bureau) => {
            book.say("この局の事業の数と金額を方向性ごとに示し、そのあとに事業ごとの評価票を番号の順に掲げます。");
            let bureau_name = or_none(bureau, NO_BUREAU);
            let caption = format!("{bureau_name}　方向性ごとの事業数と金額（{}）", year_ja(year));
            let mut made = sizes_table(&caption, "方向性");
            direction_rows(&book, &mut made, &segment(bureau), year, true);
            book.table(made);
        }
        None => book.say("前の分冊に続けて、事業ごとの評価票を番号の順に掲げます。"),
    }
    for program in sheets {
        evaluation_sheet::write(&mut book, program);
    }
    book.finish()
}

fn title(index: &Index) -> String {
    format!("{}　{}行政評価", index.edition().about.city.ja, year_ja(index.year()))
}

fn summary(index: &Index) -> Document {
    let year = index.year();
    let mut book = Book::new(index, Kind::Evaluation, title(index), "第1分冊　総括".to_owned());
    book.heading(1, "第1章　総括", "summary");
    book.heading(2, "1　行政評価の趣旨", "");
    book.say(
        "行政評価は、事業ごとに設けた指標の目標と実績、かかった費用、点検の結果を並べ、市の仕事が役に立っているかを市役所自らが確かめ、市民に説明するためのものです。\
         評価票は、予算事務事業の一件ごとに一枚あります。",
    );
    book.heading(2, "2　評価した事業の規模", "");
    book.say(&format!(
        "評価した事業は{{programs/count|count}}件、{}の事業費は{{programs/cost/{year}|oku-yen|1}}億円、このうち一般財源は{{programs/general/{year}|oku-yen|1}}億円です。\
         点検の結果を公表した事業は{{programs/reviewed|count}}件です。",
        year_ja(year)
    ));
    let mut made = sizes_table(&format!("方向性ごとの事業数と金額（{}）", year_ja(year)), "方向性");
    direction_rows(&book, &mut made, "", year, true);
    book.table(made);
    let mut made = sizes_table(&format!("局ごとの事業数と金額（{}）", year_ja(year)), "局");
    bureau_rows(&book, &mut made, year);
    book.table(made);
    let made = matrix(&book);
    book.table(made);
    book.heading(2, "3　財源の内訳", "");
    let made = sources(&book, year);
    book.table(made);
    book.heading(2, "4　評価票の見方", "");
    for text in [
        "「事業費と財源」は、年度と予算の段階ごとに、財源の内訳とその合計を示します。「―」は記載がないことを示し、零ではありません。",
        "「指標」は、目標と実績を年度ごとに並べたものです。達成の状況は、公表版に収めた判定によります。",
        "「点検の回答」は、見直しの視点ごとの判断とその理由です。効果額は平年度のものです。",
        "金額は表示の単位未満を四捨五入しています。そのために内訳の和が合計と合わない表には、その旨を注記しています。",
    ] {
        book.note(text);
    }
    book.finish()
}

/// What all programs cost in a year, by source.
fn sources(book: &Book, year: i32) -> super::Table {
    let mut made = super::book::table(
        &format!("事業費の財源（{}）", year_ja(year)),
        Unit::ThousandYen,
        &[("財源", 3.0), ("#金額", 2.0)],
    );
    for (word, name) in evaluation_sheet::SOURCES {
        made.row(vec![DocumentCell::text(name), book.thousands(&format!("programs/{word}/{year}"))]);
    }
    made.total(vec![DocumentCell::text("事業費"), book.thousands(&format!("programs/cost/{year}"))]);
    made
}
