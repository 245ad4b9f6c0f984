//! The review and what came of it (4-1: 点検・評価).

use reform::program::{Direction, DirectionGiven, ProgramSheet, ReviewAnswer};

use super::programs::{Drafts, note, read_additions};
use super::table::Fields;
use super::{Folder, NationalReport, Table, kinds};

/// The columns that become notes, with the headings they go under.
const NOTES: [(&str, &str); 4] = [
    ("事業所管部局による点検・改善ー点検結果", "点検結果"),
    ("事業所管部局による点検・改善ー改善の方向性", "改善の方向性"),
    ("事業所管部局による点検・改善－目標年度における効果測定に関する評価", "目標年度の効果測定の評価"),
    ("公開プロセス結果概要", "公開プロセス結果概要"),
];

/// What was pointed out before: under which heading, and the columns of its year, words and answer.
const REMARKS: [(&str, [&str; 4]); 2] = [
    (
        "過去に受けた指摘",
        [
            "過去に受けた指摘事項－区分",
            "過去に受けた指摘事項－取りまとめ年度",
            "過去に受けた指摘事項－取りまとめ内容",
            "過去に受けた指摘事項－対応状況",
        ],
    ),
    (
        "その他の指摘",
        [
            "その他の指摘事項－調査等の名称",
            "その他の指摘事項－指摘年度",
            "その他の指摘事項－指摘内容",
            "その他の指摘事項－対応状況",
        ],
    ),
];

/// What the review changed in the request, as amounts.
const EFFECTS: [&str; 4] =
    ["反映額（一般会計）", "反映額（特別会計）－会計", "反映額（特別会計）－勘定", "反映額（特別会計）－反映額"];

const EXPERTS: [&str; 4] = [
    "外部有識者による点検ー点検対象",
    "外部有識者による点検ー対象の理由",
    "外部有識者による点検ー所見",
    "外部有識者による点検ー最終実施年度",
];
const TEAM: [&str; 2] = ["行政事業レビュー推進チームの所見", "行政事業レビュー推進チームの所見の詳細"];
const RESULT: [&str; 2] =
    ["所見を踏まえた改善点／概算要求における反映状況", "所見を踏まえた改善点／概算要求における反映状況の詳細"];

/// What the ministry drew from the review, and the direction it stands for.
const DIRECTIONS: [(&str, Direction); 6] = [
    ("現状通り", Direction::Continue),
    ("執行等改善", Direction::Improve),
    ("年度内に改善を検討", Direction::Improve),
    ("縮減", Direction::Reduce),
    ("廃止", Direction::Abolish),
    ("終了予定", Direction::End),
];

/// Adds what was reviewed. Of several rows of a program the first speaks; further ones only add what was pointed out.
pub(super) fn read(folder: &Folder, drafts: &mut Drafts, report: &mut NationalReport) {
    let mut columns: Vec<&'static str> = NOTES.iter().map(|(column, _)| *column).collect();
    columns.extend(REMARKS.iter().flat_map(|(_, columns)| columns));
    columns.extend(EFFECTS.iter().chain(&EXPERTS).chain(&TEAM).chain(&RESULT));
    let mut last = String::new();
    read_additions(folder, Table::Review, &columns, drafts, report, &mut |draft, fields| {
        let sheet = &mut draft.sheet;
        if sheet.external_id != last {
            last.clone_from(&sheet.external_id);
            if sheet.direction.is_none() && sheet.answers.is_empty() {
                read_review(sheet, fields);
            }
        }
        note_once(sheet, "反映額", effect(fields));
        for (heading, columns) in REMARKS {
            note_once(sheet, heading, remark(fields, columns));
        }
    });
}

fn read_review(sheet: &mut ProgramSheet, fields: &mut Fields<'_>) {
    for (column, heading) in NOTES {
        note(sheet, heading, fields.text(column));
    }
    let [scope, reason, opinion, last_year] = EXPERTS;
    let judgement = fields.text(scope);
    let mut words: Vec<String> = [fields.text(reason), fields.text(opinion)].into();
    if let Some(year) = fields.year(last_year) {
        words.push(format!("最後に点検を受けた年度: {}", year.start()));
    }
    words.retain(|text| !text.is_empty());
    answer(sheet, "外部有識者による点検", judgement, words.join("\n"));
    let known = ["現状通り", "事業内容の一部改善", "事業全体の抜本的な改善", "終了予定", "廃止"];
    let (judgement, reason) = (fields.word(TEAM[0], &known), fields.text(TEAM[1]));
    answer(sheet, TEAM[0], judgement, reason);
    let (words, reason) = (fields.text(RESULT[0]), fields.text(RESULT[1]));
    if !words.is_empty() {
        let direction = DIRECTIONS.iter().find(|(known, _)| *known == words).map(|(_, direction)| *direction);
        if direction.is_none() {
            fields.tell(&kinds::VALUE_UNKNOWN, Some(RESULT[0]), &words);
        }
        sheet.direction = Some(DirectionGiven { direction, words: words.clone() });
    }
    answer(sheet, RESULT[0], words, reason);
}

fn answer(sheet: &mut ProgramSheet, question: &str, judgement: String, reason: String) {
    if !judgement.is_empty() || !reason.is_empty() {
        sheet.answers.push(ReviewAnswer { question: question.to_owned(), judgement, reason });
    }
}

/// What the review changed in the request: the amounts are checked and kept as words, as they are no cost.
fn effect(fields: &mut Fields<'_>) -> String {
    let mut lines = Vec::new();
    if let Some(yen) = fields.yen(EFFECTS[0]) {
        lines.push(format!("一般会計: {yen} 円"));
    }
    if let Some(yen) = fields.yen(EFFECTS[3]) {
        let account = [fields.text(EFFECTS[1]), fields.text(EFFECTS[2])].join(" ");
        lines.push(format!("特別会計 {}: {yen} 円", account.trim()));
    }
    lines.join("\n")
}

fn remark(fields: &mut Fields<'_>, columns: [&str; 4]) -> String {
    let [source, year, words, answer] = columns.map(|column| fields.text(column));
    let head = [source, year].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ");
    let answer = if answer.is_empty() { answer } else { format!("対応: {answer}") };
    [head, words, answer].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Rows of a program repeat what they do not differ in.
fn note_once(sheet: &mut ProgramSheet, heading: &str, text: String) {
    if !sheet.notes.iter().any(|known| known.heading == heading && known.text == text) {
        note(sheet, heading, text);
    }
}
