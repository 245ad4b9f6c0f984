//! A document as plain text for golden files, and an edition that does not come out even.

use publish::document::{Block, Document, DocumentCell, Inline, Table};
use publish::edition::{Edition, Measure, Staff, Words, example};

/// An example edition whose amounts need rounding, with a direction more and what the plain example leaves out.
pub fn uneven(programs: usize) -> Edition {
    let mut edition = example::edition(programs);
    for (at, program) in edition.programs.iter_mut().enumerate() {
        for line in &mut program.money {
            line.cost_yen += 501 + at as i64;
            line.general_yen = line.general_yen.map(|yen| yen + 300);
        }
        program.staff.push(Staff { year: 2025, persons: "2".into(), cost_yen: None });
        let Some(review) = &mut program.review else { continue };
        if at % 4 == 0 {
            review.direction = ["abolish", "merge"][at / 4 % 2].into();
            review.direction_name = Words::both(["廃止", "統合"][at / 4 % 2], "x");
        }
        review.measures.push(Measure {
            text: "窓口をまとめる".into(),
            gross_yen: 1_499,
            general_yen: -700,
            ..Measure::default()
        });
    }
    edition.clusters[1].start_year = Some(2025);
    edition
}

/// The document as text: a line a block or row.
pub fn outline(document: &Document) -> String {
    let mut out = format!(
        "{} | {} | {} | {} | {} | 第{}版 | {:?} | {}\n",
        document.kind,
        document.title,
        document.subtitle,
        document.publisher,
        document.date,
        document.edition,
        document.volume,
        document.notice
    );
    for block in &document.blocks {
        match block {
            Block::Heading { level, text, label } => {
                out.push_str(&format!("{} {text} [{label}]\n", "#".repeat((*level).into())))
            }
            Block::Paragraph { text } => out.push_str(&format!("{}\n", line(text))),
            Block::Note { text } => out.push_str(&format!("※ {}\n", line(text))),
            Block::List { items, .. } => items.iter().for_each(|item| out.push_str(&format!("・{}\n", line(item)))),
            Block::Table(found) => table(found, &mut out),
            Block::Chart { caption, table: figures, .. } => {
                out.push_str(&format!("<図 {caption}>\n"));
                figures.iter().for_each(|figures| table(figures, &mut out));
            }
            Block::Form { title, rows } => {
                out.push_str(&format!("<様式 {title}>\n"));
                rows.iter().for_each(|row| out.push_str(&format!("  {} = {}\n", row.label, line(&row.value))));
            }
            Block::Term { name, reading, meaning, .. } => {
                out.push_str(&format!("<{name}（{reading}）> {}\n", line(meaning)))
            }
            Block::PageBreak => out.push_str("----\n"),
        }
    }
    out
}

fn table(table: &Table, out: &mut String) {
    let heads: Vec<&str> = table.columns.iter().map(|column| column.head.as_str()).collect();
    out.push_str(&format!("<表 {}{}> {}\n", table.caption, table.unit, heads.join(" | ")));
    for row in &table.rows {
        let cells: Vec<String> = row
            .cells
            .iter()
            .map(|cell| match cell {
                DocumentCell::Empty => "―".to_owned(),
                DocumentCell::Text { text } => text.clone(),
                DocumentCell::Value(value) => format!("[{}]", value.shown),
            })
            .collect();
        out.push_str(&format!("  {}{}\n", if row.is_total { "= " } else { "" }, cells.join(" | ")));
    }
    table.notes.iter().for_each(|note| out.push_str(&format!("  ※ {note}\n")));
}

fn line(inlines: &[Inline]) -> String {
    inlines
        .iter()
        .map(|inline| match inline {
            Inline::Text { text } | Inline::Strong { text } => text.clone(),
            Inline::Ruby { base, reading } => format!("{base}《{reading}》"),
            Inline::Value(value) => format!("[{}]", value.shown),
            Inline::Term { text, .. } => format!("<{text}>"),
            Inline::Reference { label, text } => format!("{text}→{label}"),
        })
        .collect()
}
