//! The sheet of a program in the evaluation (事業評価票): a form, its money, its indicators, what the review said.

use super::book::{Book, asked, blank, path_ja, stage_ja, stated, table, year_ja};
use super::{Block, DocumentCell, Inline, Table};
use crate::edition::{Money, Program, Staff};
use crate::query::{Unit, segment};

/// Sources of money and what none of them explains.
pub(super) const SOURCES: [(&str, &str); 6] = [
    ("national", "国庫支出金"),
    ("prefectural", "県支出金"),
    ("bonds", "市債"),
    ("other", "その他特定財源"),
    ("general", "一般財源"),
    ("unexplained", "財源の内訳が示されていない額"),
];

/// The most columns of money on a sheet, the latest ones.
const STAGES: usize = 5;
/// The most years of an indicator on a sheet, the latest ones.
const YEARS: usize = 3;

/// Writes the sheet; each begins on a page of its own.
pub(super) fn write(book: &mut Book, program: &Program) {
    let set = format!("program/{}/{}", program.year, segment(&program.id));
    book.push(Block::PageBreak);
    book.heading(2, format!("{}　{}", program.id, program.name), "");
    form(book, program, &set);
    let made = money(book, program, &set);
    book.table(made);
    let made = indicators(book, program, &set);
    book.table(made);
    review(book, program, &set);
}

fn form(book: &mut Book, program: &Program, set: &str) {
    let mut rows = Vec::new();
    stated(&mut rows, "所管", &path_ja(&program.department));
    stated(&mut rows, "政策の体系", &program.policy.join(" ＞ "));
    stated(&mut rows, "予算科目", &program.budget_lines.join("\n"));
    stated(&mut rows, "根拠法令", &program.legal_basis);
    stated(&mut rows, "実施の義務", &program.obligation.ja);
    let from = program.start_year.map(year_ja);
    let to = program.end_year.map(year_ja);
    let term = match (from, to) {
        (None, None) => String::new(),
        (from, to) => format!("{}〜{}", from.unwrap_or_default(), to.unwrap_or_default()),
    };
    stated(&mut rows, "実施期間", &term);
    stated(&mut rows, "概要", &program.summary);
    stated(&mut rows, "やさしい日本語", &program.easy_summary);
    stated(&mut rows, "対象（誰・何を）", &program.target);
    stated(&mut rows, "手段（どのように）", &program.means);
    stated(&mut rows, "意図（どうしたいか）", &program.intent);
    stated(&mut rows, "結果（何に結び付くか）", &program.result);
    let mut clusters = Vec::new();
    for (id, _) in &program.clusters {
        let name = book.index.edition().cluster(id).map_or(id.as_str(), |cluster| cluster.name.ja.as_str());
        if !clusters.is_empty() {
            clusters.push(Inline::text("、"));
        }
        clusters.push(Inline::text(name));
        clusters.extend(book.line(&format!("（{{{set}/share/{}|percent|1}}）", segment(id))));
    }
    asked(&mut rows, "事業クラスター", clusters);
    let mut staff = Vec::new();
    let mut lines: Vec<&Staff> = program.staff.iter().filter(|line| !line.persons.is_empty()).collect();
    lines.sort_by_key(|line| line.year);
    for line in &lines[lines.len().saturating_sub(2)..] {
        if !staff.is_empty() {
            staff.push(Inline::text("、"));
        }
        let (year, decimals) = (line.year, line.persons.split_once('.').map_or(0, |(_, part)| part.len()));
        let cost = if line.cost_yen.is_some() {
            format!("（{{{set}/staff-cost/{year}|thousand-yen}}千円）")
        } else {
            String::new()
        };
        staff.extend(book.line(&format!("{}　{{{set}/staff/{year}|number|{decimals}}}人{cost}", year_ja(year))));
    }
    asked(&mut rows, "職員（人工）", staff);
    if program.is_illustrative {
        stated(&mut rows, "データの性質", "例示（実際の事業ではありません）");
    }
    book.push(Block::Form { title: "事業の内容".to_owned(), rows });
}

/// Sources by row and stages by column, so that a column adds up to the cost as a printed sheet has it.
fn money(book: &Book, program: &Program, set: &str) -> Table {
    let mut lines: Vec<&Money> = program.money.iter().collect();
    // The order a budget goes through: what was asked for first, what was spent last.
    lines.sort_by_key(|line| (line.year, reform::program::Stage::from_word(&line.stage)));
    let lines = &lines[lines.len().saturating_sub(STAGES)..];
    let heads: Vec<String> = lines.iter().map(|line| format!("#{}", stage_ja(line.year, &line.stage))).collect();
    let mut columns = vec![("財源", 2.0)];
    columns.extend(heads.iter().map(|head| (head.as_str(), 1.3)));
    let mut made = table("事業費と財源", Unit::ThousandYen, &columns);
    let cells = |word: &str, name: &str| {
        let mut cells = vec![DocumentCell::text(name)];
        cells.extend(lines.iter().map(|line| book.thousands(&format!("{set}/{word}/{}/{}", line.stage, line.year))));
        cells
    };
    if lines.is_empty() {
        return made;
    }
    for (word, name) in SOURCES {
        let explains = || lines.iter().all(|line| crate::query::unexplained(line) == Some(0));
        if word != "unexplained" || !explains() {
            made.row(cells(word, name));
        }
    }
    made.total(cells("cost", "事業費"));
    made
}

fn indicators(book: &Book, program: &Program, set: &str) -> Table {
    let mut years: Vec<i32> =
        program.indicators.iter().flat_map(|found| &found.values).map(|value| value.year).collect();
    years.sort_unstable();
    years.dedup();
    let years = &years[years.len().saturating_sub(YEARS)..];
    let heads: Vec<[String; 2]> =
        years.iter().map(|year| ["目標", "実績"].map(|side| format!("#{}{side}", year_ja(*year)))).collect();
    let mut columns = vec![("種類", 1.0), ("指標", 2.4), ("単位", 0.7)];
    columns.extend(heads.iter().flatten().map(|head| (head.as_str(), 1.0)));
    columns.push(("達成の状況", 1.2));
    let mut made = table("指標", Unit::Number, &columns);
    for (at, indicator) in program.indicators.iter().enumerate() {
        let kind = reform::program::IndicatorKind::from_word(&indicator.kind)
            .map_or(indicator.kind.as_str(), |kind| kind.label_ja());
        let mut cells: Vec<DocumentCell> =
            [kind, &indicator.name, &indicator.unit].into_iter().map(DocumentCell::text).collect();
        for year in years {
            let value = indicator.values.iter().find(|value| value.year == *year);
            for (side, given) in
                [("target", value.map(|value| &value.target)), ("actual", value.map(|value| &value.actual))]
            {
                let query = format!("{set}/indicator/{}/{side}/{year}", at + 1);
                cells.push(given.map_or(DocumentCell::Empty, |given| book.number(&query, given)));
            }
        }
        cells.push(DocumentCell::text(indicator.standing.ja.as_str()));
        made.row(cells);
    }
    made
}

fn review(book: &mut Book, program: &Program, set: &str) {
    let Some(review) = &program.review else { return };
    let mut rows = Vec::new();
    stated(&mut rows, "点検の年度", &year_ja(review.year));
    stated(&mut rows, "翌年度の方向性", &review.direction_name.ja);
    stated(&mut rows, "理由", &review.reason);
    if !review.measures.is_empty() {
        let effect = format!(
            "{{{set}/effects/gross|thousand-yen}}千円（うち一般財源{{{set}/effects/general|thousand-yen}}千円）"
        );
        asked(&mut rows, "見直しの効果額", book.line(&effect));
    }
    book.push(Block::Form { title: "点検の結果".to_owned(), rows });
    let mut made = table("点検の回答", Unit::Number, &[("視点", 2.2), ("判断", 1.2), ("理由", 4.2)]);
    for answer in &review.answers {
        made.row(
            [&answer.question.ja, &answer.judgement.ja, &answer.reason]
                .map(|text| DocumentCell::text(text.as_str()))
                .into(),
        );
    }
    book.table(made);
    let mut made = table(
        "見直しの内容と効果額",
        Unit::ThousandYen,
        &[("見直しの内容", 3.4), ("始める年度", 1.3), ("段階", 1.0), ("#効果額", 1.2), ("#うち一般財源", 1.2)],
    );
    for (at, measure) in review.measures.iter().enumerate() {
        made.row(vec![
            DocumentCell::text(measure.text.as_str()),
            DocumentCell::text(measure.year.map(year_ja).unwrap_or_default()),
            DocumentCell::text(measure.stage.ja.as_str()),
            book.thousands(&format!("{set}/measure/{}/gross", at + 1)),
            book.thousands(&format!("{set}/measure/{}/general", at + 1)),
        ]);
    }
    if review.measures.len() > 1 {
        made.total(vec![
            DocumentCell::text("合計"),
            blank(),
            blank(),
            book.thousands(&format!("{set}/effects/gross")),
            book.thousands(&format!("{set}/effects/general")),
        ]);
    }
    book.table(made);
}
