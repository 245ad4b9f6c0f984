//! The chain from decisions to the fund (決定から基金まで): what has been decided, every figure it moves, and what if.
//!
//! The baseline is that of the studies, the decisions are those of the reviews and of the clusters, and the rules are those of
//! [`reform::chain`]. Nothing computed is stored.

mod city;
mod decisions;
mod explain;
mod file;
mod pictures;
mod tables;
mod what_if;
mod words;

pub use city::CityChain;
pub use decisions::{AllDecisions, KnownDecision, SheetPlace};
pub use explain::{Explained, ExplainedTerm, Target};
pub use file::ChainFile;
pub use tables::{YearCell, YearRow};
pub use what_if::{Asked, AskedFault, WhatIf};
pub use words::{figure_name, shown, stage_name};

/// The most a decision may move a year: 100 trillion yen, as in the studies.
const YEN_MAX: i64 = 100_000_000_000_000;

reform::declare_kinds! {
    UNKNOWN_DECISION = "AP-280"
        "その番号の決定はありません" "There is no decision of that id"
        "決定の一覧から選び直してください" "Choose one from the list of decisions";
    AMOUNT_NOT_READ = "AP-281"
        "金額を読み取れません" "The amount cannot be read"
        "億円を単位に、10 や ▲2.5 のように書いてください（10兆円まで）"
        "Write hundred million yen, as 10 or -2.5 (at most ten trillion yen)";
    LEVER_UNKNOWN = "AP-282"
        "動かす先が選べる値ではありません" "What it moves is none of the choices"
        "一般財源か投資的経費を選んでください" "Choose general funds or investment";
    YEAR_NOT_THERE = "AP-283"
        "その年度は見通しにありません" "The projection has no such year"
        "見通しの期間の中の年度を、2028 や R10 のように書いてください" "Give a year of the projection, as 2028 or R10";
    YEARS_REVERSED = "AP-284"
        "最後の年度が最初の年度より前です" "The last year is before the first"
        "最初と最後の年度を確かめてください" "Check its first and last year";
    INVESTMENT_GONE = "AP-285"
        "投資的経費が0より小さくなります" "Investment would fall below zero"
        "投資的経費を減らす額を、計画の水準より小さくしてください" "Take less off the investment than the plan has";
    TOO_MANY_IDS = "AP-286"
        "一度に選べる決定の数を超えています" "Too many decisions at once"
        "200件までにしてください" "Choose at most 200";
}
