//! The city hall that keeps trying as tables (挑戦する市役所の表): themes, initiatives, milestones, indicators and their values.

use super::table::{Cell, Column, Foreign, ILLUSTRATIVE, Kind, Spec, Table, code, column, text, whole};
use crate::edition::Edition;

const INITIATIVE: Column = code("initiative_id", "取組ID", "initiative");

static THEMES: Spec = Spec {
    name: "initiative-themes",
    title: ("挑戦する市役所のテーマ", "themes of the city hall"),
    about: ("1行が一つのテーマ", "a row is a theme"),
    columns: &[
        code("theme_id", "テーマID", "theme"),
        text("title", "題名", "title"),
        text("title_en", "題名（英語）", "title in English"),
        text("text", "内容", "text"),
        text("text_en", "内容（英語）", "text in English"),
        text("source", "出典", "source"),
    ],
    key: &["theme_id"],
    foreign: &[],
};

static INITIATIVES: Spec = Spec {
    name: "initiatives",
    title: ("挑戦する市役所の取組", "initiatives of the city hall"),
    about: ("1行が一つの取組", "a row is an initiative"),
    columns: &[
        INITIATIVE,
        code("theme_id", "テーマID", "theme"),
        text("name", "取組", "name"),
        text("name_en", "取組（英語）", "name in English"),
        text("text", "内容", "text"),
        text("text_en", "内容（英語）", "text in English"),
        text("department", "担当", "department"),
        text("department_basis", "担当の根拠", "basis of the department")
            .about("公表・読み取り・仮定・例示", "published, read off a chart, assumption or illustrative"),
        code("cluster_id", "クラスターID", "cluster"),
        whole("milestones", "節目の数", "milestones"),
        text("source", "出典", "source"),
        ILLUSTRATIVE,
    ],
    key: &["initiative_id"],
    foreign: &[Foreign { columns: &["theme_id"], table: "initiative-themes", there: &["theme_id"] }],
};

static MILESTONES: Spec = Spec {
    name: "initiative-milestones",
    title: ("取組の節目", "milestones of initiatives"),
    about: ("1行が取組の一つの節目", "a row is a milestone of an initiative"),
    columns: &[
        code("milestone_id", "節目ID", "milestone"),
        INITIATIVE,
        text("text", "すること", "what is done"),
        text("text_en", "すること（英語）", "what is done, in English"),
        code("from_quarter", "始まり", "first quarter")
            .about("2026-1 は2026年度の4〜6月", "2026-1 is April to June of the fiscal year 2026"),
        code("to_quarter", "終わり", "last quarter"),
        text("basis", "期間の根拠", "basis of the span"),
        text("progress", "進捗", "progress"),
        text("progress_en", "進捗（英語）", "progress in English"),
    ],
    key: &["milestone_id"],
    foreign: &[Foreign { columns: &["initiative_id"], table: "initiatives", there: &["initiative_id"] }],
};

static KPIS: Spec = Spec {
    name: "initiative-kpis",
    title: ("取組の指標", "indicators of initiatives"),
    about: ("1行が取組の一つの指標", "a row is an indicator of an initiative"),
    columns: &[
        code("kpi_id", "指標ID", "indicator"),
        INITIATIVE,
        text("name", "指標", "name"),
        text("name_en", "指標（英語）", "name in English"),
        text("unit", "単位", "unit"),
        text("direction", "目指す向き", "which way is good"),
        text("standing", "進み具合", "how it stands"),
        text("standing_en", "進み具合（英語）", "how it stands, in English"),
        whole("standing_year", "進み具合の年度", "fiscal year of the standing"),
        text("note", "注記", "note"),
        text("source", "出典", "source"),
    ],
    key: &["kpi_id"],
    foreign: &[Foreign { columns: &["initiative_id"], table: "initiatives", there: &["initiative_id"] }],
};

static VALUES: Spec = Spec {
    name: "initiative-kpi-values",
    title: ("取組の指標の値", "values of the indicators"),
    about: ("1行が指標の一年度の一つの値", "a row is a value of an indicator in a fiscal year"),
    columns: &[
        code("kpi_id", "指標ID", "indicator"),
        whole("fiscal_year", "年度", "fiscal year"),
        code("kind", "種類", "kind").about("baseline 基準・target 目標・actual 実績", "baseline, target or actual"),
        column("value", "値", "value", Kind::Decimal),
        text("basis", "値の性質", "how it is known")
            .about("公表・読み取り・仮定・例示・担当の記録", "published, read, assumed, illustrative, or recorded"),
        text("basis_en", "値の性質（英語）", "how it is known, in English"),
    ],
    key: &["kpi_id", "fiscal_year", "kind"],
    foreign: &[Foreign { columns: &["kpi_id"], table: "initiative-kpis", there: &["kpi_id"] }],
};

/// The tables of the initiatives, in the order they are listed.
pub(super) fn tables(edition: &Edition) -> Vec<Table<'_>> {
    vec![
        Table::of(&THEMES, themes(edition)),
        Table::of(&INITIATIVES, initiatives(edition)),
        Table::of(&MILESTONES, milestones(edition)),
        Table::of(&KPIS, kpis(edition)),
        Table::of(&VALUES, values(edition)),
    ]
}

type Rows<'a> = Vec<Vec<Cell<'a>>>;

fn themes(edition: &Edition) -> Rows<'_> {
    let rows = edition.themes.themes.iter().map(|theme| {
        vec![
            Cell::text(&theme.id),
            Cell::text(&theme.title.ja),
            Cell::text(&theme.title.en),
            Cell::text(&theme.text.ja),
            Cell::text(&theme.text.en),
            Cell::text(&theme.source),
        ]
    });
    rows.collect()
}

fn initiatives(edition: &Edition) -> Rows<'_> {
    let rows = edition.initiatives.iter().map(|one| {
        vec![
            Cell::text(&one.id),
            Cell::text(&one.theme),
            Cell::text(&one.name.ja),
            Cell::text(&one.name.en),
            Cell::text(&one.text.ja),
            Cell::text(&one.text.en),
            Cell::text(&one.department.ja),
            Cell::text(&one.department_basis.ja),
            Cell::text(&one.cluster),
            Cell::Whole(i64::try_from(one.milestones.len()).unwrap_or(i64::MAX)),
            Cell::text(&one.source),
            Cell::Flag(one.is_illustrative),
        ]
    });
    rows.collect()
}

fn milestones(edition: &Edition) -> Rows<'_> {
    let rows = edition.initiatives.iter().flat_map(|one| {
        one.milestones.iter().map(|bar| {
            vec![
                Cell::text(&bar.id),
                Cell::text(&one.id),
                Cell::text(&bar.text.ja),
                Cell::text(&bar.text.en),
                Cell::text(&bar.from),
                Cell::text(&bar.to),
                Cell::text(&bar.basis.ja),
                Cell::text(&bar.progress.ja),
                Cell::text(&bar.progress.en),
            ]
        })
    });
    rows.collect()
}

fn kpis(edition: &Edition) -> Rows<'_> {
    let rows = edition.initiatives.iter().flat_map(|one| {
        one.kpis.iter().map(|kpi| {
            vec![
                Cell::text(&kpi.id),
                Cell::text(&one.id),
                Cell::text(&kpi.name.ja),
                Cell::text(&kpi.name.en),
                Cell::text(&kpi.unit.ja),
                Cell::text(&kpi.direction.ja),
                Cell::text(&kpi.standing.ja),
                Cell::text(&kpi.standing.en),
                Cell::whole(kpi.standing_year),
                Cell::text(&kpi.note.ja),
                Cell::text(&kpi.source),
            ]
        })
    });
    rows.collect()
}

fn values(edition: &Edition) -> Rows<'_> {
    let kpis = edition.initiatives.iter().flat_map(|one| &one.kpis);
    let rows = kpis.flat_map(|kpi| {
        kpi.values.iter().map(|value| {
            vec![
                Cell::text(&kpi.id),
                Cell::Whole(value.year.into()),
                Cell::text(&value.kind),
                Cell::decimal(&value.value),
                Cell::text(&value.basis.ja),
                Cell::text(&value.basis.en),
            ]
        })
    });
    rows.collect()
}
