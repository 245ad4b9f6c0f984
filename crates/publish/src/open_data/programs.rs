//! Programs as tables (予算事務事業の表): what they are, their money, indicators and reviews.

use std::collections::BTreeMap;

use super::table::{Cell, Column, Foreign, ILLUSTRATIVE, Kind, Spec, Table, code, column, text, whole, yen};
use super::words::{kind_of_indicator, levels, phase, stage};
use crate::edition::{Edition, Money, Program};

const SHEET_YEAR: Column = whole("sheet_year", "調書の年度", "fiscal year of the sheet")
    .about("4月に始まる年度の西暦", "the calendar year in which the fiscal year begins, in April");
const PROGRAM: Column = code("program_id", "事業番号", "program number").about("文字として扱う", "text, not a number");
const NUMBER: Column = whole("number", "連番", "number").about("同じ事業の中で1から", "from 1 within the program");
const TO_PROGRAM: &[Foreign] =
    &[Foreign { columns: &["sheet_year", "program_id"], table: "programs", there: &["sheet_year", "program_id"] }];

static PROGRAMS: Spec = Spec {
    name: "programs",
    title: ("予算事務事業", "programs"),
    about: ("1行が一つの事業の、ある年度の調書", "a row is a program in the sheet of a fiscal year"),
    columns: &[
        SHEET_YEAR,
        PROGRAM,
        text("name", "事業名", "name"),
        text("organisation_1", "所属1", "organisation, level 1").about("局など最も広いもの", "the widest: the bureau"),
        text("organisation_2", "所属2", "organisation, level 2"),
        text("organisation_3", "所属3", "organisation, level 3"),
        text("policy_1", "政策体系1", "policy, level 1").about("最も広いもの", "the widest"),
        text("policy_2", "政策体系2", "policy, level 2"),
        text("policy_3", "政策体系3", "policy, level 3"),
        text("budget_lines", "予算科目", "budget lines")
            .about("会計 > 款 > 項 > 目。複数は ; で区切る", "account and lines; several are parted by ;"),
        text("legal_basis", "根拠法令等", "legal basis"),
        text("obligation", "義務の程度", "obligation"),
        text("summary", "事業概要", "summary"),
        text("easy_summary", "やさしい日本語の説明", "summary in easy Japanese"),
        text("means", "手段", "means"),
        text("target", "対象", "target"),
        text("intent", "意図", "intent"),
        text("result", "結果", "result"),
        whole("start_year", "開始年度", "first fiscal year"),
        whole("end_year", "終了予定年度", "last fiscal year"),
        ILLUSTRATIVE,
    ],
    key: &["sheet_year", "program_id"],
    foreign: &[],
};

/// The fiscal table: a row an amount. Its columns carry their place in the taxonomy of Fiscal Data Package.
static MONEY: Spec = Spec {
    name: "program-money",
    title: ("事業費の財源内訳", "money of programs by source"),
    about: (
        "1行が事業×年度×段階×財源の金額。同じ年度・段階をいくつもの調書が書くときは新しい調書だけを載せる。合計は事業費に一致する",
        "a row is the amount of a program, fiscal year, stage and source; where several sheets speak of one year and stage the latest does; the amounts add up to the cost",
    ),
    columns: &[
        whole("fiscal_year", "年度", "fiscal year").fiscal("date:fiscal-year"),
        code("stage", "段階", "stage").fiscal("phase:id").about(
            "requested 要求・assessed 査定・initial 当初予算・supplementary 補正・current 現計・settled 決算",
            "requested, assessed, initial, supplementary, current, settled",
        ),
        text("stage_name", "段階の名称", "stage in words").fiscal("phase:label"),
        code("phase", "国際区分", "phase of Fiscal Data Package").about(
            "proposed 案・approved 議決・adjusted 補正後・executed 執行",
            "proposed, approved, adjusted or executed",
        ),
        whole("line", "行", "line").about("同じ段階が二つ以上あるとき（補正1号、2号など）に1から", "from 1 where a stage comes more than once"),
        code("program_id", "事業番号", "program number").fiscal("activity:generic:program:code"),
        text("program_name", "事業名", "program").fiscal("activity:generic:program:label"),
        text("organisation_1", "所属1", "organisation, level 1").fiscal("administrative-classification:generic:level1:code"),
        text("organisation_2", "所属2", "organisation, level 2").fiscal("administrative-classification:generic:level2:code"),
        text("organisation_3", "所属3", "organisation, level 3").fiscal("administrative-classification:generic:level3:code"),
        text("policy_1", "政策体系1", "policy, level 1").fiscal("functional-classification:generic:level1:code"),
        text("policy_2", "政策体系2", "policy, level 2").fiscal("functional-classification:generic:level2:code"),
        code("source", "財源", "source of funds").fiscal("fin-source:generic:code").about(
            "national 国・prefectural 県・bonds 市債・other その他特定財源・general 一般財源・unstated 内訳の記載がない額",
            "national, prefectural, bonds, other, general; unstated is what no source explains",
        ),
        text("source_name", "財源の名称", "source in words").fiscal("fin-source:generic:label"),
        yen("amount_yen", "金額（円）", "amount (yen)").fiscal("value"),
        SHEET_YEAR,
        ILLUSTRATIVE,
    ],
    key: &["fiscal_year", "stage", "line", "program_id", "source"],
    foreign: TO_PROGRAM,
};

static STAFF: Spec = Spec {
    name: "program-staff",
    title: ("事業の人工", "staff of programs"),
    about: ("1行が事業の年度ごとの従事職員", "a row is the staff of a program in a fiscal year"),
    columns: &[
        SHEET_YEAR,
        PROGRAM,
        whole("fiscal_year", "年度", "fiscal year"),
        column("persons", "人工（人）", "persons", Kind::Decimal),
        yen("cost_yen", "人件費（円）", "cost of staff (yen)"),
    ],
    key: &["sheet_year", "program_id", "fiscal_year"],
    foreign: TO_PROGRAM,
};

static INDICATORS: Spec = Spec {
    name: "indicators",
    title: ("指標", "indicators"),
    about: ("1行が事業の一つの指標", "a row is an indicator of a program"),
    columns: &[
        SHEET_YEAR,
        PROGRAM,
        NUMBER,
        code("kind", "種類", "kind").about("activity 活動・target 対象・outcome 成果", "activity, target, outcome"),
        text("kind_name", "種類の名称", "kind in words"),
        text("name", "指標名", "name"),
        text("unit", "単位", "unit"),
        text("standing", "達成状況", "standing"),
        text("standing_en", "達成状況（英語）", "standing in English"),
    ],
    key: &["sheet_year", "program_id", "number"],
    foreign: TO_PROGRAM,
};

static VALUES: Spec = Spec {
    name: "indicator-values",
    title: ("指標の目標と実績", "targets and actuals"),
    about: ("1行が指標の一年度", "a row is a fiscal year of an indicator"),
    columns: &[
        SHEET_YEAR,
        PROGRAM,
        NUMBER,
        whole("fiscal_year", "年度", "fiscal year"),
        column("target", "目標", "target", Kind::Decimal),
        column("actual", "実績", "actual", Kind::Decimal),
        text("remark", "数でない記載", "what was stated in words")
            .about("目標または実績が数でないとき", "where target or actual is no number"),
    ],
    key: &["sheet_year", "program_id", "number", "fiscal_year"],
    foreign: &[Foreign {
        columns: &["sheet_year", "program_id", "number"],
        table: "indicators",
        there: &["sheet_year", "program_id", "number"],
    }],
};

static REVIEWS: Spec = Spec {
    name: "reviews",
    title: ("点検結果", "reviews"),
    about: ("1行が公表された一事業の点検結果", "a row is the published review of a program"),
    columns: &[
        SHEET_YEAR,
        PROGRAM,
        whole("review_year", "点検の年度", "year of the review"),
        code("direction", "方向性", "direction"),
        text("direction_name", "方向性の名称", "direction in words"),
        text("direction_name_en", "方向性の名称（英語）", "direction in English"),
        text("reason", "理由", "reason"),
        whole("measures", "見直し策の数", "measures"),
        yen("effect_yen", "見直し効果額（円）", "effect in a full year (yen)"),
        yen("effect_general_yen", "うち一般財源（円）", "of which general funds (yen)"),
    ],
    key: &["sheet_year", "program_id"],
    foreign: TO_PROGRAM,
};

static ANSWERS: Spec = Spec {
    name: "review-answers",
    title: ("点検の回答", "answers of reviews"),
    about: ("1行が点検の一つの問いへの回答", "a row is the answer to a question of a review"),
    columns: &[
        SHEET_YEAR,
        PROGRAM,
        NUMBER,
        text("question", "問い", "question"),
        text("question_en", "問い（英語）", "question in English"),
        text("judgement", "判断", "judgement"),
        text("judgement_en", "判断（英語）", "judgement in English"),
        text("reason", "理由", "reason"),
    ],
    key: &["sheet_year", "program_id", "number"],
    foreign: TO_PROGRAM,
};

static MEASURES: Spec = Spec {
    name: "measures",
    title: ("見直し策", "measures"),
    about: ("1行が一つの見直し策と、平年度の効果額", "a row is a measure with its effect in a full year"),
    columns: &[
        SHEET_YEAR,
        PROGRAM,
        NUMBER,
        text("measure", "見直しの内容", "measure"),
        whole("from_year", "実施年度", "from which fiscal year"),
        yen("effect_yen", "見直し効果額（円）", "effect in a full year (yen)"),
        yen("effect_general_yen", "うち一般財源（円）", "of which general funds (yen)"),
        text("certainty", "確からしさ", "how sure"),
        text("certainty_en", "確からしさ（英語）", "how sure, in English"),
    ],
    key: &["sheet_year", "program_id", "number"],
    foreign: TO_PROGRAM,
};

/// The tables of programs, in the order they are listed.
pub(super) fn tables(edition: &Edition) -> Vec<Table<'_>> {
    vec![
        Table::of(&PROGRAMS, edition.programs.iter().map(program).collect()),
        Table::of(&MONEY, money(edition)),
        Table::of(&STAFF, rows(edition, staff)),
        Table::of(&INDICATORS, rows(edition, indicators)),
        Table::of(&VALUES, rows(edition, values)),
        Table::of(&REVIEWS, rows(edition, review)),
        Table::of(&ANSWERS, rows(edition, answers)),
        Table::of(&MEASURES, rows(edition, measures)),
    ]
}

type Rows<'a> = Vec<Vec<Cell<'a>>>;

/// The rows of all programs, each led by year and number.
fn rows<'a>(edition: &'a Edition, of: fn(&'a Program) -> Rows<'a>) -> Rows<'a> {
    let all = edition.programs.iter().flat_map(|program| {
        of(program).into_iter().map(|rest| {
            let mut row = vec![Cell::Whole(program.year.into()), Cell::text(&program.id)];
            row.extend(rest);
            row
        })
    });
    all.collect()
}

fn numbered<'a, T>(list: &'a [T]) -> impl Iterator<Item = (Cell<'a>, &'a T)> {
    (1..).map(Cell::Whole).zip(list)
}

fn program(program: &Program) -> Vec<Cell<'_>> {
    let mut row = vec![Cell::Whole(program.year.into()), Cell::text(&program.id), Cell::text(&program.name)];
    row.extend(levels::<3>(&program.department));
    row.extend(levels::<3>(&program.policy));
    row.extend([
        Cell::owned(program.budget_lines.join(";")),
        Cell::text(&program.legal_basis),
        Cell::text(&program.obligation.ja),
        Cell::text(&program.summary),
        Cell::text(&program.easy_summary),
        Cell::text(&program.means),
        Cell::text(&program.target),
        Cell::text(&program.intent),
        Cell::text(&program.result),
        Cell::whole(program.start_year),
        Cell::whole(program.end_year),
        Cell::Flag(program.is_illustrative),
    ]);
    row
}

/// The sheet of which program speaks of a year and stage: the latest that does.
pub(crate) fn spoken(edition: &Edition) -> BTreeMap<(&str, i32, &str), &Program> {
    let mut latest: BTreeMap<(&str, i32, &str), &Program> = BTreeMap::new();
    for program in &edition.programs {
        for money in &program.money {
            let key = (program.id.as_str(), money.year, money.stage.as_str());
            let speaker = latest.entry(key).or_insert(program);
            if speaker.year < program.year {
                *speaker = program;
            }
        }
    }
    latest
}

fn money(edition: &Edition) -> Rows<'_> {
    let speakers = spoken(edition);
    let mut rows = Vec::new();
    for program in &edition.programs {
        let mut lines: BTreeMap<(i32, &str), i64> = BTreeMap::new();
        let head = (levels::<3>(&program.department), levels::<2>(&program.policy));
        for money in &program.money {
            let key = (program.id.as_str(), money.year, money.stage.as_str());
            if speakers.get(&key).is_none_or(|speaker| speaker.year != program.year) {
                continue;
            }
            let line = lines.entry((money.year, &money.stage)).or_default();
            *line += 1;
            for (source, name, amount) in amounts(money) {
                let mut row = vec![
                    Cell::Whole(money.year.into()),
                    Cell::text(&money.stage),
                    Cell::text(stage(&money.stage)),
                    Cell::text(phase(&money.stage)),
                    Cell::Whole(*line),
                    Cell::text(&program.id),
                    Cell::text(&program.name),
                ];
                row.extend(head.0.iter().chain(&head.1).cloned());
                row.extend([
                    Cell::text(source),
                    Cell::text(name),
                    Cell::Whole(amount),
                    Cell::Whole(program.year.into()),
                    Cell::Flag(program.is_illustrative),
                ]);
                rows.push(row);
            }
        }
    }
    rows
}

/// What each source pays; what none of them explains stands as `unstated`, so that all add up to the cost.
fn amounts(money: &Money) -> Vec<(&'static str, &'static str, i64)> {
    let stated = [
        ("national", "国庫支出金", money.national_yen),
        ("prefectural", "県支出金", money.prefectural_yen),
        ("bonds", "市債", money.bonds_yen),
        ("other", "その他特定財源", money.other_yen),
        ("general", "一般財源", money.general_yen),
    ];
    let mut amounts: Vec<_> =
        stated.into_iter().filter_map(|(source, name, amount)| Some((source, name, amount?))).collect();
    let explained: i128 = amounts.iter().map(|(_, _, amount)| i128::from(*amount)).sum();
    let rest = i64::try_from(i128::from(money.cost_yen) - explained).unwrap_or_default();
    if rest != 0 || amounts.is_empty() {
        amounts.push(("unstated", "内訳の記載なし", rest));
    }
    amounts
}

fn staff(program: &Program) -> Rows<'_> {
    let row = |staff: &crate::edition::Staff| {
        vec![Cell::Whole(staff.year.into()), Cell::decimal(&staff.persons), Cell::whole(staff.cost_yen)]
    };
    program.staff.iter().map(row).collect()
}

fn indicators(program: &Program) -> Rows<'_> {
    let rows = numbered(&program.indicators).map(|(number, indicator)| {
        vec![
            number,
            Cell::text(&indicator.kind),
            Cell::text(kind_of_indicator(&indicator.kind)),
            Cell::text(&indicator.name),
            Cell::text(&indicator.unit),
            Cell::text(&indicator.standing.ja),
            Cell::text(&indicator.standing.en),
        ]
    });
    rows.collect()
}

fn values(program: &Program) -> Rows<'_> {
    let mut rows = Vec::new();
    for (number, indicator) in numbered(&program.indicators) {
        for value in &indicator.values {
            let words = |name: &str, text: &str| {
                let is_number = text.trim().is_empty() || Cell::decimal(text) != Cell::Empty;
                (!is_number).then(|| format!("{name}: {text}"))
            };
            let remarks: Vec<String> =
                [words("目標", &value.target), words("実績", &value.actual)].into_iter().flatten().collect();
            rows.push(vec![
                number.clone(),
                Cell::Whole(value.year.into()),
                Cell::decimal(&value.target),
                Cell::decimal(&value.actual),
                Cell::owned(remarks.join(";")),
            ]);
        }
    }
    rows
}

fn review(program: &Program) -> Rows<'_> {
    let row = |review: &'_ crate::edition::Review| {
        let sum = |of: fn(&crate::edition::Measure) -> i64| {
            review.measures.iter().try_fold(0_i64, |sum, measure| sum.checked_add(of(measure)))
        };
        let count = i64::try_from(review.measures.len()).unwrap_or(i64::MAX);
        (Cell::Whole(review.year.into()), Cell::Whole(count), sum(|m| m.gross_yen), sum(|m| m.general_yen))
    };
    let rows = program.review.iter().map(|review| {
        let (year, count, gross, general) = row(review);
        vec![
            year,
            Cell::text(&review.direction),
            Cell::text(&review.direction_name.ja),
            Cell::text(&review.direction_name.en),
            Cell::text(&review.reason),
            count,
            Cell::whole(gross),
            Cell::whole(general),
        ]
    });
    rows.collect()
}

fn answers(program: &Program) -> Rows<'_> {
    let all = program.review.iter().flat_map(|review| numbered(&review.answers));
    let rows = all.map(|(number, answer)| {
        vec![
            number,
            Cell::text(&answer.question.ja),
            Cell::text(&answer.question.en),
            Cell::text(&answer.judgement.ja),
            Cell::text(&answer.judgement.en),
            Cell::text(&answer.reason),
        ]
    });
    rows.collect()
}

fn measures(program: &Program) -> Rows<'_> {
    let all = program.review.iter().flat_map(|review| numbered(&review.measures));
    let rows = all.map(|(number, measure)| {
        vec![
            number,
            Cell::text(&measure.text),
            Cell::whole(measure.year),
            Cell::Whole(measure.gross_yen),
            Cell::Whole(measure.general_yen),
            Cell::text(&measure.stage.ja),
            Cell::text(&measure.stage.en),
        ]
    });
    rows.collect()
}
