//! Comments of a consultation as a table (意見の表): what came by e-mail or on paper and was typed into a sheet.
//!
//! A row a comment; the headings are Japanese or English. Every problem is told with file, sheet, row and column, and one is
//! enough for nothing to be taken. Who wrote stands in columns of its own and goes into a place of its own.

use std::collections::{HashMap, HashSet};

use reform::consultation::{Channel, check_texts, visible};
use reform::plan::CalendarDate;
use reform::{Place, Problem};

use crate::letters::letter_of;
use crate::programs::Input;
use crate::table::{Table, TableRow, UNREADABLE, read_day, read_table};

reform::declare_kinds! {
    HEADINGS_MISSING = "IN-800"
        "意見の表に「意見」か「問1」の見出しがありません" "The table of comments lacks a heading for the comment or a question"
        "1行目に 番号・受付日・方法・意見・問1・氏名・住所・メール のような見出しを置いてください"
        "Put headings such as number, day, channel, comment, q1, name, address, email in the first row";
    HEADING_UNKNOWN = "IN-801"
        "意見の表にない見出しです" "Not a heading of the table of comments"
        "番号・受付日・方法・意見・問1…・氏名・住所・メール のどれかに直すか、その列を除いてください"
        "Use number, day, channel, comment, q1 …, name, address or email, or take the column away";
    HEADING_TWICE = "IN-802"
        "同じ見出しが二つあります" "Two columns have the same heading"
        "どちらかの列を除いてください" "Take one of them away";
    QUESTION_UNKNOWN = "IN-803"
        "意見公募にない質問の番号です" "The consultation has no question of this number"
        "見出しを、画面の質問の番号（問1、問2…）に合わせてください" "Use the numbers of the questions as the page shows them";
    DAY_UNREADABLE = "IN-804"
        "受付日として読めません" "The day it came cannot be read"
        "2026-11-22 や 令和8年11月22日 のように、実在する日を書いてください" "Write an existing day such as 2026-11-22";
    DAY_MISSING = "IN-805"
        "受付日が書かれていません" "The day it came is missing"
        "意見が届いた日を書いてください" "Write the day the comment came";
    DAY_OUTSIDE = "IN-806"
        "受付日が募集期間の外か、今日より後です" "The day it came is outside of the period or yet to come"
        "日付を確かめてください。期間の外に届いた意見は受け付けられません" "See the day; comments from outside of the period are not taken";
    CHANNEL_UNKNOWN = "IN-807"
        "提出方法として読めません" "The way it came cannot be read"
        "電子メール、郵送、FAX、持参、書面、フォームのどれかを書いてください" "Write e-mail, post, fax, in person, paper or form";
    TEXT_MISSING = "IN-808"
        "意見も、質問への答えも書かれていません" "There is neither a comment nor an answer"
        "意見を書くか、その行を除いてください" "Write the comment, or take the row away";
    TEXT_TOO_LONG = "IN-809"
        "意見が長すぎます" "The comment is too long"
        "この意見公募の文字数の上限までに分けてください" "Divide it by the limit of this consultation";
    CELL_UNREADABLE = "IN-810"
        "読めない文字か、式のエラーがある欄です" "A cell holds broken characters or a formula's error"
        "値を入れ直してください" "Enter the value again";
    NUMBER_TWICE = "IN-811"
        "同じ番号の意見が二つあります" "Two comments have the same number"
        "番号を直すか、重なった行を除いてください" "Correct the number, or take one of the rows away";
    PERSON_TOO_LONG = "IN-812"
        "氏名・住所・メールの欄が長すぎます" "The name, address or e-mail is too long"
        "200文字までにしてください" "Use at most 200 characters";
}

/// The most comments of one file.
pub const MAX_ROWS: usize = 100_000;

/// The most problems listed.
pub const MAX_LISTED: usize = 200;

/// The longest name, address or e-mail address, in characters.
pub const MAX_PERSON_CHARS: usize = 200;

/// What the file is read against (読み取りの条件).
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// The first and the last day a comment can have come.
    pub period: (CalendarDate, CalendarDate),
    /// How many questions there are.
    pub questions: usize,
    /// The most characters of one text.
    pub most_chars: usize,
}

/// A comment as it stands in a file (表の意見).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadComment {
    /// Its number in the file's own counting; may be empty.
    pub number: String,
    /// The day it came.
    pub day: CalendarDate,
    /// How it came.
    pub channel: Channel,
    /// What it says.
    pub body: String,
    /// Answers to questions, by number.
    pub replies: Vec<(i64, String)>,
    /// Who wrote it: name, address, e-mail; each may be empty.
    pub person: [String; 3],
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Column {
    Number,
    Day,
    Channel,
    Body,
    Question(usize),
    Name,
    Address,
    Email,
}

/// Reads the comments of a CSV or workbook.
///
/// # Errors
/// Every problem by row and column, at most [`MAX_LISTED`].
pub fn read_comments(file_name: &str, input: Input<'_>, rules: &Rules) -> Result<Vec<ReadComment>, Vec<Problem>> {
    let table = read_table(file_name, input, MAX_ROWS).map_err(|problem| vec![problem])?;
    let columns = columns(&table, rules)?;
    let mut problems = Vec::new();
    let mut numbers: HashSet<String> = HashSet::new();
    let mut comments = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        match comment(&table, row, &columns, rules) {
            Ok(comment) => {
                if !comment.number.is_empty() && !numbers.insert(comment.number.clone()) {
                    let place = place(&table, row.number, columns.get(&Column::Number).copied().unwrap_or(0));
                    problems.push(Problem::new(&NUMBER_TWICE, place, &comment.number));
                }
                comments.push(comment);
            }
            Err(found) => problems.extend(found),
        }
        if problems.len() >= MAX_LISTED {
            break;
        }
    }
    problems.truncate(MAX_LISTED);
    if problems.is_empty() { Ok(comments) } else { Err(problems) }
}

fn columns(table: &Table, rules: &Rules) -> Result<HashMap<Column, usize>, Vec<Problem>> {
    let mut columns = HashMap::new();
    let mut problems = Vec::new();
    for (at, heading) in table.headings.iter().enumerate() {
        if heading.trim().is_empty() {
            continue;
        }
        let problem = |kind| Problem::new(kind, place(table, table.heading_row, at), heading);
        match column(heading) {
            None => problems.push(problem(&HEADING_UNKNOWN)),
            Some(Column::Question(number)) if number == 0 || number > rules.questions => {
                problems.push(problem(&QUESTION_UNKNOWN));
            }
            Some(column) => {
                if columns.insert(column, at).is_some() {
                    problems.push(problem(&HEADING_TWICE));
                }
            }
        }
    }
    let has_text = columns.keys().any(|column| matches!(column, Column::Body | Column::Question(_)));
    if problems.is_empty() && !has_text {
        problems.push(Problem::new(&HEADINGS_MISSING, place(table, table.heading_row, 0), ""));
    }
    if problems.is_empty() { Ok(columns) } else { Err(problems) }
}

fn column(heading: &str) -> Option<Column> {
    let folded = reform::search_text::fold(heading);
    Some(match folded.as_str() {
        "番号" | "受付番号" | "整理番号" | "no" | "no." | "number" => Column::Number,
        "受付日" | "受理日" | "日付" | "day" | "date" => Column::Day,
        "方法" | "提出方法" | "channel" => Column::Channel,
        "意見" | "意見の内容" | "ご意見" | "comment" => Column::Body,
        "氏名" | "名前" | "name" => Column::Name,
        "住所" | "address" => Column::Address,
        "メール" | "メールアドレス" | "電子メール" | "email" | "e-mail" => Column::Email,
        other => {
            let number =
                other.strip_prefix('問').or_else(|| other.strip_prefix("質問")).or_else(|| other.strip_prefix('q'))?;
            Column::Question(number.parse().ok()?)
        }
    })
}

fn channel(text: &str) -> Option<Channel> {
    Some(match reform::search_text::fold(text).as_str() {
        "電子メール" | "メール" | "eメール" | "email" | "e-mail" => Channel::Email,
        "" | "書面" | "郵送" | "郵便" | "fax" | "ファックス" | "ファクス" | "持参" | "窓口" | "paper" | "post"
        | "inperson" => Channel::Paper,
        "フォーム" | "入力フォーム" | "webフォーム" | "電子申請" | "form" => Channel::Form,
        _ => return None,
    })
}

fn comment(
    table: &Table,
    row: &TableRow,
    columns: &HashMap<Column, usize>,
    rules: &Rules,
) -> Result<ReadComment, Vec<Problem>> {
    let mut problems = Vec::new();
    let cell = |column: Column| columns.get(&column).and_then(|at| row.cells.get(*at)).map_or("", |text| text.trim());
    let at = |column: Column| place(table, row.number, columns.get(&column).copied().unwrap_or(0));
    for (column, index) in columns {
        if row.cells.get(*index).is_some_and(|text| text.contains(UNREADABLE)) {
            problems.push(Problem::new(&CELL_UNREADABLE, at(*column), ""));
        }
    }
    let day = match cell(Column::Day) {
        "" => {
            problems.push(Problem::new(&DAY_MISSING, at(Column::Day), ""));
            None
        }
        text => match read_day(text) {
            None => {
                problems.push(Problem::new(&DAY_UNREADABLE, at(Column::Day), text));
                None
            }
            Some(day) if day < rules.period.0 || day > rules.period.1 => {
                problems.push(Problem::new(&DAY_OUTSIDE, at(Column::Day), text));
                None
            }
            Some(day) => Some(day),
        },
    };
    let channel = channel(cell(Column::Channel));
    if channel.is_none() {
        problems.push(Problem::new(&CHANNEL_UNKNOWN, at(Column::Channel), cell(Column::Channel)));
    }
    let mut texts: Vec<(Column, String)> = vec![(Column::Body, visible(cell(Column::Body)))];
    texts.extend((1..=rules.questions).map(|number| {
        let column = Column::Question(number);
        (column, visible(cell(column)))
    }));
    for (column, text) in &texts {
        if let Err((_, detail)) = check_texts(["-", text.as_str()], rules.most_chars) {
            problems.push(Problem::new(&TEXT_TOO_LONG, at(*column), detail));
        }
    }
    if texts.iter().all(|(_, text)| text.is_empty()) {
        problems.push(Problem::new(&TEXT_MISSING, at(Column::Body), ""));
    }
    let persons = [Column::Name, Column::Address, Column::Email];
    for column in persons {
        let chars = cell(column).chars().count();
        if chars > MAX_PERSON_CHARS {
            problems.push(Problem::new(&PERSON_TOO_LONG, at(column), format!("{chars} / {MAX_PERSON_CHARS}")));
        }
    }
    problems.sort_by_key(|problem| problem.place.column.clone());
    let (Some(day), Some(channel), true) = (day, channel, problems.is_empty()) else { return Err(problems) };
    let mut texts = texts.into_iter().map(|(_, text)| text);
    Ok(ReadComment {
        number: cell(Column::Number).to_owned(),
        day,
        channel,
        body: texts.next().unwrap_or_default(),
        replies: (1i64..).zip(texts).filter(|(_, text)| !text.is_empty()).collect(),
        person: persons.map(|column| visible(cell(column))),
    })
}

fn place(table: &Table, row: u32, column: usize) -> Place {
    Place { sheet: table.sheet.clone(), row: Some(row), column: Some(letter_of(column)), ..Place::file(&table.file) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: Rules = Rules { period: (CalendarDate::FIRST, CalendarDate::FIRST), questions: 1, most_chars: 12 };

    fn read(text: &str) -> Result<Vec<ReadComment>, Vec<(String, &'static str)>> {
        let day = |text: &str| text.parse().unwrap();
        let rules = Rules { period: (day("2026-11-01"), day("2026-11-30")), ..RULES };
        read_comments("意見.csv", Input::Bytes(text.as_bytes()), &rules).map_err(|problems| {
            problems.into_iter().map(|problem| (problem.place.to_string(), problem.kind.code)).collect()
        })
    }

    #[test]
    fn a_table_of_comments_is_read_with_who_wrote_them_apart() {
        let read = read("番号,受付日,方法,意見,問１,氏名,メール\nA-1,令和8年11月3日,郵送,反対です\u{202E},はい,見本 花子,\n,2026/11/4,ｅメール,,いいえ,,a@example.jp\n")
            .unwrap();
        assert_eq!(
            (read[0].number.as_str(), read[0].channel, read[0].body.as_str()),
            ("A-1", Channel::Paper, "反対です［U+202E］")
        );
        assert_eq!(read[0].replies, [(1, "はい".to_owned())]);
        assert_eq!(read[0].person, ["見本 花子", "", ""]);
        assert_eq!(
            (read[1].channel, read[1].body.as_str(), read[1].person[2].as_str()),
            (Channel::Email, "", "a@example.jp")
        );
    }

    #[test]
    fn every_problem_says_where_and_one_is_enough_for_none() {
        let found = read("番号,受付日,方法,意見\n1,2026-10-31,伝書鳩,あいうえおかきくけこさしす\n1,,,\n2,2026-11-02,持参,よい\n2,11月,FAX,よい\n2,2026-11-02,,よい\n")
            .unwrap_err();
        let found: Vec<(&str, &str)> = found.iter().map(|(place, code)| (place.as_str(), *code)).collect();
        assert_eq!(
            found,
            [
                ("意見.csv:2 › B", "IN-806"),
                ("意見.csv:2 › C", "IN-807"),
                ("意見.csv:2 › D", "IN-809"),
                ("意見.csv:3 › B", "IN-805"),
                ("意見.csv:3 › D", "IN-808"),
                ("意見.csv:5 › B", "IN-804"),
                ("意見.csv:6 › A", "IN-811"),
            ]
        );
        for (text, code) in [
            ("番号,受付日\n1,2026-11-02\n", "IN-800"),
            ("意見,年齢\nよい,50\n", "IN-801"),
            ("意見,ご意見\nよい,よい\n", "IN-802"),
            ("意見,問2\nよい,よい\n", "IN-803"),
        ] {
            assert_eq!(read(text).unwrap_err()[0].1, code, "{text}");
        }
    }
}
