//! Roadmap, frame and outlook as tables (工程表・投資枠・見通しの表).

use super::table::{Cell, Column, Foreign, ILLUSTRATIVE, Kind, Spec, Table, code, column, text, whole, yen};
use super::words::side;
use crate::edition::Edition;

const FISCAL_YEAR: Column = whole("fiscal_year", "年度", "fiscal year");

static BARS: Spec = Spec {
    name: "roadmap-bars",
    title: ("工程表の帯", "bars of the roadmap"),
    about: ("1行が工程表の一本の帯", "a row is a bar of the roadmap"),
    columns: &[
        code("bar_id", "帯ID", "bar").about("版が変わっても同じ", "the same in every version"),
        code("cluster_id", "クラスターID", "cluster"),
        whole("lane", "段", "lane"),
        text("part", "区分", "part"),
        text("part_en", "区分（英語）", "part in English"),
        text("text", "取組", "what is done"),
        text("text_en", "取組（英語）", "what is done, in English"),
        code("from_quarter", "始まり", "first quarter")
            .about("2026-1 は2026年度の4〜6月", "2026-1 is April to June of the fiscal year 2026"),
        code("to_quarter", "終わり", "last quarter"),
        text("basis", "根拠", "basis"),
        text("basis_en", "根拠（英語）", "basis in English"),
        whole("page", "プランのページ", "page of the plan"),
        text("progress", "進捗", "progress"),
        text("progress_en", "進捗（英語）", "progress in English"),
    ],
    key: &["bar_id"],
    foreign: &[Foreign { columns: &["cluster_id"], table: "clusters", there: &["cluster_id"] }],
};

static REVISIONS: Spec = Spec {
    name: "roadmap-revisions",
    title: ("工程表の改定", "revisions of the roadmap"),
    about: ("1行が公表された一つの版", "a row is a published version"),
    columns: &[
        whole("version", "版", "version"),
        text("published_on", "公表した時", "published").about("分かる限り詳しく", "as precisely as is known"),
        text("reason", "理由", "reason"),
        whole("changes", "変更の数", "changes"),
    ],
    key: &["version"],
    foreign: &[],
};

static CHANGES: Spec = Spec {
    name: "roadmap-changes",
    title: ("工程表の変更", "changes of the roadmap"),
    about: ("1行が改定の中の一つの変更", "a row is a change of a revision"),
    columns: &[
        whole("version", "版", "version"),
        whole("number", "連番", "number").about("同じ版の中で1から", "from 1 within the version"),
        text("change", "変更", "change"),
        text("change_en", "変更（英語）", "change in English"),
    ],
    key: &["version", "number"],
    foreign: &[Foreign { columns: &["version"], table: "roadmap-revisions", there: &["version"] }],
};

static FRAME: Spec = Spec {
    name: "frame",
    title: ("次世代投資枠", "the investment frame"),
    about: ("1行だけ。目標と、生み出した額", "one row: the target and what is secured"),
    columns: &[
        whole("first_year", "最初の年度", "first fiscal year"),
        whole("last_year", "最後の年度", "last fiscal year"),
        yen("target_yen", "目標額（円）", "target (yen)"),
        yen("secured_yen", "確保した額（円）", "secured (yen)"),
        column("progress_percent", "進捗（％）", "progress (%)", Kind::Decimal),
        text("source", "出典", "source"),
        ILLUSTRATIVE,
    ],
    key: &["first_year"],
    foreign: &[],
};

static FRAME_YEARS: Spec = Spec {
    name: "frame-years",
    title: ("次世代投資枠の収支", "the frame by year"),
    about: ("1行が締めた一年度。生み出した額と使った額は一致する", "a row is a closed year; sources equal uses"),
    columns: &[
        FISCAL_YEAR,
        yen("sources_yen", "生み出した額（円）", "sources (yen)"),
        yen("uses_yen", "使った額（円）", "uses (yen)"),
    ],
    key: &["fiscal_year"],
    foreign: &[],
};

static FRAME_ENTRIES: Spec = Spec {
    name: "frame-entries",
    title: ("次世代投資枠の台帳", "entries of the frame"),
    about: ("1行が締めた年度の台帳の一件", "a row is an entry of a closed year"),
    columns: &[
        FISCAL_YEAR,
        whole("number", "番号", "number"),
        code("side", "区分", "side").about("source 生み出した財源・use 使い道", "source or use"),
        text("side_name", "区分の名称", "side in words"),
        text("category", "分類", "category"),
        text("category_en", "分類（英語）", "category in English"),
        text("name", "件名", "what it is"),
        yen("amount_yen", "金額（円）", "amount (yen)"),
        text("ground", "根拠", "what it rests on"),
        ILLUSTRATIVE,
    ],
    key: &["fiscal_year", "number"],
    foreign: &[Foreign { columns: &["fiscal_year"], table: "frame-years", there: &["fiscal_year"] }],
};

static OUTLOOK: Spec = Spec {
    name: "outlook",
    title: ("財政見通し", "outlook"),
    about: ("1行が一つの系列の一年度", "a row is a fiscal year of a figure"),
    columns: &[
        code("figure_id", "系列ID", "figure"),
        text("name", "系列", "name"),
        text("name_en", "系列（英語）", "name in English"),
        FISCAL_YEAR,
        yen("value_yen", "金額（円）", "value (yen)"),
    ],
    key: &["figure_id", "fiscal_year"],
    foreign: &[],
};

static ASSUMPTIONS: Spec = Spec {
    name: "outlook-assumptions",
    title: ("財政見通しの前提", "assumptions of the outlook"),
    about: ("1行が一つの前提", "a row is an assumption"),
    columns: &[
        whole("number", "連番", "number"),
        text("text", "前提", "assumption"),
        text("text_en", "前提（英語）", "assumption in English"),
    ],
    key: &["number"],
    foreign: &[],
};

static LEVERS: Spec = Spec {
    name: "levers",
    title: ("試算の応答", "responses to levers"),
    about: (
        "1行が、動かせる金額を1単位としたときの、ある系列の一年度の変化",
        "a row is what a figure moves by in a fiscal year when the amount is one unit",
    ),
    columns: &[
        code("lever_id", "動かす項目ID", "lever"),
        text("name", "動かす項目", "name"),
        text("name_en", "動かす項目（英語）", "name in English"),
        text("text", "意味", "what it means"),
        whole("first_year", "最初の年度", "first fiscal year"),
        whole("last_year", "最後の年度", "last fiscal year"),
        yen("lowest_yen", "下限（円）", "lowest amount (yen)"),
        yen("highest_yen", "上限（円）", "highest amount (yen)"),
        yen("unit_yen", "1単位（円）", "one unit (yen)")
            .about("応答はこの金額に対するもの", "the response belongs to this amount"),
        code("figure_id", "系列ID", "figure"),
        FISCAL_YEAR,
        yen("response_yen", "応答（円）", "response (yen)"),
    ],
    key: &["lever_id", "figure_id", "fiscal_year"],
    foreign: &[Foreign {
        columns: &["figure_id", "fiscal_year"],
        table: "outlook",
        there: &["figure_id", "fiscal_year"],
    }],
};

/// The tables of roadmap, frame and outlook, in the order they are listed.
pub(super) fn tables(edition: &Edition) -> Vec<Table<'_>> {
    vec![
        Table::of(&BARS, bars(edition)),
        Table::of(&REVISIONS, revisions(edition)),
        Table::of(&CHANGES, changes(edition)),
        Table::of(&FRAME, frame(edition)),
        Table::of(&FRAME_YEARS, frame_years(edition)),
        Table::of(&FRAME_ENTRIES, frame_entries(edition)),
        Table::of(&OUTLOOK, outlook(edition)),
        Table::of(&ASSUMPTIONS, assumptions(edition)),
        Table::of(&LEVERS, levers(edition)),
    ]
}

type Rows<'a> = Vec<Vec<Cell<'a>>>;

fn bars(edition: &Edition) -> Rows<'_> {
    let rows = edition.roadmap.bars.iter().map(|bar| {
        vec![
            Cell::text(&bar.id),
            Cell::text(&bar.cluster),
            Cell::Whole(bar.lane.into()),
            Cell::text(&bar.part.ja),
            Cell::text(&bar.part.en),
            Cell::text(&bar.text.ja),
            Cell::text(&bar.text.en),
            Cell::text(&bar.from),
            Cell::text(&bar.to),
            Cell::text(&bar.basis.ja),
            Cell::text(&bar.basis.en),
            Cell::whole(bar.page),
            Cell::text(&bar.progress.ja),
            Cell::text(&bar.progress.en),
        ]
    });
    rows.collect()
}

fn revisions(edition: &Edition) -> Rows<'_> {
    let rows = edition.roadmap.revisions.iter().map(|revision| {
        vec![
            Cell::Whole(revision.version),
            Cell::text(&revision.published_on),
            Cell::text(&revision.reason),
            Cell::Whole(i64::try_from(revision.changes.len()).unwrap_or(i64::MAX)),
        ]
    });
    rows.collect()
}

fn changes(edition: &Edition) -> Rows<'_> {
    let rows = edition.roadmap.revisions.iter().flat_map(|revision| {
        (1..).zip(&revision.changes).map(|(number, change)| {
            vec![Cell::Whole(revision.version), Cell::Whole(number), Cell::text(&change.ja), Cell::text(&change.en)]
        })
    });
    rows.collect()
}

fn frame(edition: &Edition) -> Rows<'_> {
    let frame = &edition.frame;
    if frame.years == (0, 0) {
        return Vec::new();
    }
    vec![vec![
        Cell::Whole(frame.years.0.into()),
        Cell::Whole(frame.years.1.into()),
        Cell::Whole(frame.target_yen),
        Cell::Whole(frame.secured_yen),
        Cell::decimal(&frame.progress_percent),
        Cell::text(&frame.source),
        Cell::Flag(frame.is_illustrative),
    ]]
}

fn frame_years(edition: &Edition) -> Rows<'_> {
    let years = edition.frame.by_year.iter();
    years
        .map(|year| vec![Cell::Whole(year.year.into()), Cell::Whole(year.sources_yen), Cell::Whole(year.uses_yen)])
        .collect()
}

fn frame_entries(edition: &Edition) -> Rows<'_> {
    let rows = edition.frame.entries.iter().map(|entry| {
        vec![
            Cell::Whole(entry.year.into()),
            Cell::Whole(entry.number),
            Cell::text(&entry.side),
            Cell::text(side(&entry.side)),
            Cell::text(&entry.category.ja),
            Cell::text(&entry.category.en),
            Cell::text(&entry.name),
            Cell::Whole(entry.amount_yen),
            Cell::text(&entry.ground),
            Cell::Flag(entry.is_illustrative),
        ]
    });
    rows.collect()
}

fn outlook(edition: &Edition) -> Rows<'_> {
    let first = i64::from(edition.outlook.first_year);
    let rows = edition.outlook.figures.iter().flat_map(|figure| {
        (first..).zip(&figure.values).map(|(year, value)| {
            vec![
                Cell::text(&figure.id),
                Cell::text(&figure.name.ja),
                Cell::text(&figure.name.en),
                Cell::Whole(year),
                Cell::whole(*value),
            ]
        })
    });
    rows.collect()
}

fn assumptions(edition: &Edition) -> Rows<'_> {
    let rows = (1..).zip(&edition.outlook.assumptions);
    rows.map(|(number, words)| vec![Cell::Whole(number), Cell::text(&words.ja), Cell::text(&words.en)]).collect()
}

fn levers(edition: &Edition) -> Rows<'_> {
    let first = i64::from(edition.outlook.first_year);
    let mut rows = Vec::new();
    for lever in &edition.outlook.levers {
        for response in &lever.responses {
            for (year, value) in (first..).zip(&response.values) {
                rows.push(vec![
                    Cell::text(&lever.id),
                    Cell::text(&lever.name.ja),
                    Cell::text(&lever.name.en),
                    Cell::text(&lever.text.ja),
                    Cell::Whole(lever.years.0.into()),
                    Cell::Whole(lever.years.1.into()),
                    Cell::Whole(lever.bounds_yen.0),
                    Cell::Whole(lever.bounds_yen.1),
                    Cell::Whole(lever.unit_yen),
                    Cell::text(&response.figure),
                    Cell::Whole(year),
                    Cell::Whole(*value),
                ]);
            }
        }
    }
    rows
}
