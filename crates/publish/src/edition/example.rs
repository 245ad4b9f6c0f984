//! An illustrative edition (例示の版) of any number of programs, for tests and benchmarks; every item of it says it is made up.

mod discussion;
mod initiatives;

use super::{
    About, Bar, Category, Cluster, Edition, Facility, FrameEntry, FramePublished, FrameYear, Glossary, Indicator,
    IndicatorYear, Lever, LeverResponse, LogicEdge, LogicModel, LogicNode, Measure, Member, Money, Outlook,
    OutlookFigure, Passage, Picture, PictureData, PictureTable, PlanFigure, PlanText, Program, Review, ReviewAnswer,
    Revision, Roadmap, TableCell, Words, YearMoney,
};

const YEAR: i32 = 2026;

/// An edition of `programs` programs in three clusters; the same number gives the same edition.
pub fn edition(programs: usize) -> Edition {
    let programs: Vec<Program> = (1..=programs).map(program).collect();
    Edition {
        about: About {
            city: Words::both("例示市", "Example City"),
            city_code: "000000".into(),
            plan: Words::both("例示市変革計画", "Example reform plan"),
            number: 2,
            published_on: "2026-11-22".into(),
            reason: "秋の点検結果を加えました。".into(),
            approved_by: "例示の変革推進室".into(),
            residents: Some(900_000),
            residents_source: "例示".into(),
            is_illustrative: true,
            licence: "CC-BY-4.0".into(),
        },
        plan: plan(),
        categories: vec![Category {
            id: "care".into(),
            name: Words::both("暮らし", "Daily life"),
            text: Words::ja("暮らしを支える事業"),
        }],
        clusters: ["care-homes", "meal-delivery", "walking"].iter().map(|id| cluster(id, &programs)).collect(),
        programs,
        roadmap: roadmap(),
        frame: frame(),
        outlook: outlook(),
        pictures: vec![
            picture("outlook-fund", "outlook"),
            picture("cluster-care-homes", "cluster"),
            picture("initiative-paper-sheets", "initiatives"),
        ],
        facilities: vec![Facility {
            id: "F001".into(),
            name: "例示市民センター".into(),
            kind: Words::both("市民センター", "Community centre"),
            uses: vec!["集会".into()],
            district: "例示区".into(),
            floor_area_m2: "1234.50".into(),
            built: Some(1978),
            cost_yen: Some(12_345_678),
            income_yen: Some(1_234_567),
            users: Some(4_321),
            is_illustrative: true,
        }],
        glossary: vec![Glossary {
            id: "general-funds".into(),
            name: Words::both("一般財源", "general funds"),
            reading: "いっぱんざいげん".into(),
            marks: vec!["一般財源".into()],
            meaning: Words::both("使い道の決まっていないお金。", "Money that may be used for anything."),
            source: "例示".into(),
        }],
        bodies: discussion::bodies(),
        meetings: discussion::meetings(),
        remarks: discussion::remarks(),
        consultations: discussion::consultations(),
        explanations: discussion::explanations(),
        themes: initiatives::themes(),
        initiatives: initiatives::initiatives(),
    }
}

fn program(number: usize) -> Program {
    let amount = |share: usize| i64::try_from((number * 7_919 + share * 104_729) % 90_000).unwrap_or(0) * 1_000;
    let (national, other, general) = (amount(1), amount(2), amount(3) + 1_000);
    let money = |year: i32, stage: &str| Money {
        year,
        stage: stage.into(),
        cost_yen: national + other + general,
        national_yen: Some(national),
        prefectural_yen: Some(0),
        bonds_yen: Some(0),
        other_yen: Some(other),
        general_yen: Some(general),
    };
    Program {
        id: format!("{number:04}"),
        year: YEAR,
        name: format!("例示事業{number} {}", ["見守り", "配食", "運動教室", "窓口", "道路の手入れ"][number % 5]),
        department: vec![format!("例示局{}", number % 12 + 1), format!("例示課{}", number % 60 + 1)],
        policy: vec!["暮らし".into(), format!("施策{}", number % 20 + 1)],
        budget_lines: vec!["一般会計 > 民生費 > 社会福祉費".into()],
        legal_basis: "例示条例".into(),
        obligation: Words::both("任意", "optional"),
        summary: format!("例示の事業{number}です。高齢の人の暮らしを、地域の人と支えます。"),
        easy_summary: format!("お年寄りの くらしを みんなで 助けます（{number}番）。"),
        means: "訪問と相談".into(),
        target: "市内に住む65歳以上の人".into(),
        intent: "安心して暮らせる".into(),
        result: "住み慣れた地域で暮らし続けられる".into(),
        start_year: Some(2010),
        end_year: None,
        money: vec![money(YEAR - 1, "settled"), money(YEAR, "initial")],
        staff: vec![super::Staff { year: YEAR, persons: "1.5".into(), cost_yen: Some(12_000_000) }],
        indicators: vec![indicator(number)],
        clusters: match number % 3 {
            0 => vec![("care-homes".into(), 10_000)],
            1 => vec![("meal-delivery".into(), 10_000)],
            _ => vec![("walking".into(), 6_000)],
        },
        review: (number % 2 == 1).then(|| Review {
            year: YEAR,
            direction: "improve".into(),
            direction_name: Words::both("改善", "improve"),
            reason: "利用が偏っているため、対象を見直します。".into(),
            answers: vec![ReviewAnswer {
                question: Words::both("役割は終わっていないか", "Is it still needed?"),
                judgement: Words::both("必要", "needed"),
                reason: "利用が続いています。".into(),
            }],
            measures: vec![Measure {
                text: "委託の範囲を見直す".into(),
                year: Some(YEAR + 1),
                gross_yen: 1_000_000,
                general_yen: 600_000,
                stage: Words::both("見込み", "planned"),
            }],
        }),
        is_illustrative: true,
    }
}

fn indicator(number: usize) -> Indicator {
    let value = |year: i32, plus: usize| IndicatorYear {
        year,
        target: format!("{}", 100 + number + plus),
        actual: format!("{}", 95 + number + plus),
    };
    Indicator {
        kind: "outcome".into(),
        name: "利用した人".into(),
        unit: "人".into(),
        values: vec![value(YEAR - 2, 0), value(YEAR - 1, 5)],
        standing: Words::both("概ね順調", "nearly on track"),
    }
}

fn cluster(id: &str, programs: &[Program]) -> Cluster {
    let own = |program: &&Program| program.clusters.iter().any(|(cluster, _)| cluster == id);
    let share = |program: &Program| program.clusters.iter().find(|(cluster, _)| cluster == id).map_or(0, |(_, bp)| *bp);
    let counted = |program: &Program| {
        program.money.last().map(|money| (i128::from(money.cost_yen) * i128::from(share(program)) / 10_000) as i64)
    };
    let members: Vec<Member> = programs
        .iter()
        .filter(own)
        .map(|program| Member {
            program: program.id.clone(),
            name: program.name.clone(),
            share_bp: share(program),
            counted_yen: counted(program),
        })
        .collect();
    let cost = members.iter().filter_map(|member| member.counted_yen).sum();
    Cluster {
        id: id.into(),
        category: "care".into(),
        name: match id {
            "care-homes" => Words::both("介護の施設", "Care homes"),
            "meal-delivery" => Words::both("配食", "Meal delivery"),
            _ => Words::both("歩くまち", "Walking"),
        },
        text: "例示のクラスターです。".into(),
        easy_summary: "お年寄りを 助ける 仕事の まとまりです。".into(),
        lead: vec!["例示局1".into(), "例示課1".into()],
        start_year: Some(YEAR),
        start_reason: "費用が大きいため。".into(),
        status: "analysing".into(),
        status_name: Words::both("分析中", "in analysis"),
        money: vec![YearMoney {
            year: YEAR,
            programs: i64::try_from(members.len()).unwrap_or(0),
            cost_yen: cost,
            general_yen: cost,
            ..YearMoney::default()
        }],
        members,
        issues: vec!["利用が偏っている。".into()],
        logic_model: Some(LogicModel {
            nodes: vec![node(1, "activity", "活動", "訪問する"), node(2, "impact", "最終成果", "安心して暮らす")],
            edges: vec![LogicEdge { from: 1, to: 2, strength: Some(3) }],
            breaks: vec![Words::both("活動から最終成果へ飛んでいます", "jumps from activity to impact")],
            picture: String::new(),
        }),
        picture: if id == "care-homes" { "cluster-care-homes".into() } else { String::new() },
        is_illustrative: true,
        ..Cluster::default()
    }
}

fn node(id: u32, column: &str, name: &str, label: &str) -> LogicNode {
    LogicNode {
        id,
        column: column.into(),
        column_name: Words::both(name, column),
        label: label.into(),
        indicators: vec!["訪問した人（人）".into()],
    }
}

fn plan() -> PlanText {
    let passage = |id: &str, title: &str| Passage {
        id: id.into(),
        title: Words::both(title, id),
        text: Words::both(format!("{title}についての例示の説明。"), format!("An illustrative text on {id}.")),
        source: "例示 p.1".into(),
    };
    PlanText {
        purpose: Words::both("次の世代に使えるお金を生み出します。", "To free money for the next generation."),
        years: (2024, 2028),
        principles: vec![passage("open", "ひらく"), passage("try", "やってみる")],
        strategies: vec![passage("review", "見直す")],
        viewpoints: ["need", "role", "overlap", "target", "means", "price"].map(|id| passage(id, id)).into(),
        figures: vec![PlanFigure {
            id: "frame-target".into(),
            label: Words::both("次世代投資枠の目標", "Target of the frame"),
            shown: Words::both("330億円", "33 billion yen"),
            value: "33000000000".into(),
            as_of: Words::ja("令和6〜8年度"),
            basis: Words::both("例示", "illustrative"),
            source: "例示 p.2".into(),
            is_headline: true,
        }],
        documents: vec![],
        bodies: vec![passage("headquarters", "本部")],
        meetings: vec![super::Meeting {
            number: 1,
            date: "2024-05-10".into(),
            agenda: Words::both("計画の進め方", "How the plan is carried out"),
            source: "例示 p.3".into(),
        }],
        meetings_note: Words::default(),
    }
}

fn roadmap() -> Roadmap {
    Roadmap {
        version: 2,
        years: (2025, 2028),
        bars: vec![Bar {
            id: "b1".into(),
            cluster: "care-homes".into(),
            lane: 1,
            text: Words::both("調べる", "Look into it"),
            from: "2026-1".into(),
            to: "2026-4".into(),
            basis: Words::both("例示", "illustrative"),
            progress: Words::both("予定どおり", "on time"),
            ..Bar::default()
        }],
        revisions: vec![
            Revision {
                version: 2,
                published_on: "2026-10-01".into(),
                reason: "利用者の声を受けて".into(),
                changes: vec![Words::ja("「調べる」を一四半期延ばした")],
            },
            Revision { version: 1, published_on: "2025-03".into(), ..Revision::default() },
        ],
        pictures: vec![],
        note: Words::default(),
        is_illustrative: true,
    }
}

fn frame() -> FramePublished {
    let entry = |number: i64, side: &str, name: &str| FrameEntry {
        number,
        year: 2024,
        side: side.into(),
        category: Words::both("見直し", "review"),
        name: name.into(),
        amount_yen: 11_100_000_000,
        ground: "例示の決定".into(),
        is_illustrative: true,
    };
    FramePublished {
        years: (2024, 2026),
        target_yen: 33_000_000_000,
        secured_yen: 11_100_000_000,
        progress_percent: "33.6".into(),
        source: "例示".into(),
        by_year: vec![FrameYear { year: 2024, sources_yen: 11_100_000_000, uses_yen: 11_100_000_000 }],
        entries: vec![entry(1, "source", "見直し効果"), entry(2, "use", "子育て")],
        is_illustrative: true,
    }
}

fn outlook() -> Outlook {
    let oku = 100_000_000;
    let figure = |id: &str, ja: &str, en: &str, first: i64, step: i64| OutlookFigure {
        id: id.into(),
        name: Words::both(ja, en),
        unit: "yen".into(),
        values: (0..6).map(|year| Some((first + step * year) * oku)).collect(),
    };
    Outlook {
        first_year: 2025,
        figures: vec![
            figure("fund", "財源調整用基金", "adjustment fund", 260, -12),
            figure("bonds", "市債残高", "bonds outstanding", 7_236, -60),
        ],
        levers: vec![Lever {
            id: "improvement".into(),
            name: Words::both("改善効果額", "improvement"),
            text: Words::ja("毎年いくら生み出すか"),
            years: (2026, 2030),
            bounds_yen: (0, 100 * oku),
            unit_yen: 10 * oku,
            responses: vec![LeverResponse {
                figure: "fund".into(),
                values: (0..6).map(|year| year * 10 * oku).collect(),
            }],
        }],
        assumptions: vec![Words::both("例示の前提です。", "An illustrative assumption.")],
    }
}

/// A small bar chart drawn by hand, in both languages.
fn picture(id: &str, family: &str) -> Picture {
    let data = |title: &str, word: &str| PictureData {
        title: title.into(),
        description: format!("{title}: 260 → 200"),
        source: word.into(),
        svg: format!(
            "<svg class=\"chart-svg chart-wide\" viewBox=\"0 0 40 20\" role=\"img\" aria-labelledby=\"{id}-t\"><title id=\"{id}-t\">{title}</title><rect class=\"mark c0\" x=\"2\" y=\"4\" width=\"10\" height=\"16\"/></svg>"
        ),
        svg_narrow: format!(
            "<svg class=\"chart-svg chart-narrow\" viewBox=\"0 0 20 20\" role=\"img\" aria-labelledby=\"{id}-n\"><title id=\"{id}-n\">{title}</title><rect class=\"mark c0\" x=\"2\" y=\"4\" width=\"10\" height=\"16\"/></svg>"
        ),
        table: PictureTable {
            title: title.into(),
            unit: "円".into(),
            header: vec!["年度".into(), "額".into()],
            rows: vec![
                vec![TableCell::Text("令和7年度".into()), TableCell::Yen(26_000_000_000)],
                vec![TableCell::Text("令和12年度".into()), TableCell::Yen(-20_000_000_000)],
            ],
        },
    };
    Picture {
        id: id.into(),
        family: family.into(),
        ja: data("基金の残高（例示）", "例示"),
        en: data("Fund (illustrative)", "illustrative"),
        basis: "illustrative".into(),
        reading: Words::both("棒が高いほど、貯金が多いことを示します。", "A taller bar is more savings."),
    }
}
