//! The city hall that keeps trying of the illustrative edition (例示の取組).

use super::super::{Bar, Initiative, InitiativeKpi, KpiValue, Theme, Themes, Words};

fn illustrative() -> Words {
    Words::both("例示", "illustrative")
}

/// The themes.
pub(super) fn themes() -> Themes {
    let theme = |id: &str, ja: &str, en: &str| Theme {
        id: id.into(),
        title: Words::both(ja, en),
        text: Words::both(format!("{ja}についての例示。"), format!("Illustrative: {en}.")),
        source: "例示 p.4".into(),
    };
    Themes {
        years: (2025, 2028),
        note: Words::both("節目と値は例示です。", "Milestones and values are illustrative."),
        themes: vec![theme("office", "オフィスを変える", "Change the office"), theme("people", "人を育てる", "People")],
    }
}

/// The initiatives; the second theme has none.
pub(super) fn initiatives() -> Vec<Initiative> {
    let bar = |id: &str, lane: u8, text: Words, (from, to): (&str, &str), progress: Words| Bar {
        id: id.into(),
        cluster: "paperless".into(),
        lane,
        text,
        from: from.into(),
        to: to.into(),
        basis: illustrative(),
        progress,
        ..Bar::default()
    };
    let value = |year: i32, kind: &str, value: &str, basis: Words| KpiValue {
        year,
        kind: kind.into(),
        value: value.into(),
        basis,
    };
    vec![Initiative {
        id: "paperless".into(),
        theme: "office".into(),
        name: Words::both("紙に頼らない仕事", "Work without paper"),
        text: Words::both("紙を半分にする。", "Halve the paper."),
        department: Words::both("例示局", "Example bureau"),
        department_basis: Words::both("仮定", "assumption"),
        cluster: "care-homes".into(),
        source: "例示 p.5".into(),
        milestones: vec![
            bar("paper-1", 1, Words::both("数える", "Count"), ("2025-1", "2025-4"), Words::both("完了", "done")),
            bar("paper-2", 2, Words::both("半分にする", "Halve"), ("2026-1", "2027-4"), Words::both("遅れ", "late")),
        ],
        kpis: vec![InitiativeKpi {
            id: "paper-sheets".into(),
            name: Words::both("紙の使用量", "Paper used"),
            unit: Words::ja("%"),
            direction: Words::both("減らす", "to shrink"),
            values: vec![
                value(2024, "baseline", "100", Words::both("公表", "published")),
                value(2025, "actual", "86", illustrative()),
                value(2027, "target", "50", Words::both("仮定", "assumption")),
            ],
            standing: Words::both("概ね順調", "nearly on track"),
            standing_year: Some(2025),
            note: Words::default(),
            source: "例示 p.5".into(),
            picture: "initiative-paper-sheets".into(),
        }],
        is_illustrative: true,
    }]
}
