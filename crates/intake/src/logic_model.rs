//! Logic models as tables (ロジックモデルの表): lines of nodes and edges, pasted or as a file.
//!
//! One table holds everything, a row a node, indicator, edge or evidence; blank is what is not the row's own. It is the table
//! `publish` writes, so what goes out comes back. A table made by hand may leave out the column that says what a row is, and
//! the ids: then ends of edges name nodes by their words. Headings and words may be Japanese or English; columns are parted
//! by tabs (as a spreadsheet copies them) or commas. Nothing is taken in unless everything can be.

mod columns;
mod rows;

use reform::Problem;
use reform::logic_model::{LogicModel, MAX_EDGES, MAX_ENTRIES, MAX_NODES};

use crate::programs::Input;
use crate::table::{Table, read_table};

reform::declare_kinds! {
    HEADINGS_MISSING = "IN-750"
        "ロジックモデルの表に見出しが足りません" "The table of a logic model lacks headings"
        "1行目に「種類・内容」（ノード）か「から・へ」（つながり）の見出しを置いてください"
        "Put the headings kind and text (nodes), or from and to (edges), in the first row";
    HEADING_UNKNOWN = "IN-751"
        "ロジックモデルの表にない見出しです" "Not a heading of the table of a logic model"
        "書き出したCSVの見出しに合わせるか、その列を除いてください" "Use the headings of an exported CSV, or take the column away";
    ROW_UNCLEAR = "IN-752"
        "何の行か分かりません" "It is not clear what the row is"
        "「行」の欄にノード・指標・つながり・根拠のどれかを書くか、種類と内容、または「から」と「へ」を埋めてください"
        "Write node, indicator, edge or evidence under row, or fill in kind and text, or from and to";
    KIND_UNKNOWN = "IN-753"
        "ノードの種類として読めません" "Not a kind of node"
        "インプット・活動・アウトプット・初期アウトカム・中間アウトカム・最終アウトカム・インパクト・外部要因のどれかを書いてください"
        "Write input, activity, output, outcome-initial, outcome-intermediate, outcome-final, impact or external";
    NOT_A_COUNT = "IN-754"
        "番号または位置が正の整数ではありません" "An id or position is not a whole number above zero"
        "1以上の整数を書くか、空欄にしてください" "Write a whole number from 1 on, or leave it blank";
    WORD_UNKNOWN = "IN-755"
        "決まった言葉として読めません" "Not one of the words this column takes"
        "進捗は順調・概ね順調・やや遅れ・遅れ、定性的と外部要因は「はい」か空欄、当てはまりは書き出したCSVの言葉にしてください"
        "Use the words of an exported CSV; qualitative and external take yes or nothing";
    STRENGTH_UNREADABLE = "IN-756"
        "根拠の強さは0から5までの整数です" "The strength of evidence is a whole number from 0 to 5"
        "メリーランド尺度の段階を書いてください（経験・意見は0）" "Write the step of the Maryland scale (0 for experience or opinion)";
    OWNER_ABSENT = "IN-757"
        "指標のノード、または根拠のつながりが表にありません" "The node of an indicator, or the edge of an evidence, is not in the table"
        "番号を直すか、そのノード・つながりの行を加えてください" "Correct the id, or add a row for the node or edge";
    END_UNKNOWN = "IN-758"
        "「から」「へ」のノードが見つかりません" "The node an edge names is not in the table"
        "ノードの番号か、ノードの内容と同じ文を書いてください（同じ文のノードが二つあるときは番号）"
        "Write the node's id or exactly its words (its id where two have the same words)";
    CELL_UNREADABLE = "IN-759"
        "読めない文字か、式のエラーがある欄です" "A cell holds broken characters or a formula's error"
        "値を入れ直してください" "Enter the value again";
}

/// The most rows a model of every node, indicator, edge and evidence allowed can have.
const MAX_ROWS: usize = MAX_NODES * (1 + MAX_ENTRIES) + MAX_EDGES * (1 + MAX_ENTRIES);

/// The most problems listed; a table that is none has one in every cell.
pub const MAX_LISTED: usize = 200;

/// Reads a model from a CSV or workbook.
///
/// # Errors
/// Every problem by row and column, at most [`MAX_LISTED`].
pub fn read_model(file_name: &str, input: Input<'_>) -> Result<LogicModel, Vec<Problem>> {
    read(read_table(file_name, input, MAX_ROWS))
}

/// Reads a model from pasted text, parted by tabs or commas.
///
/// # Errors
/// Every problem by row and column, at most [`MAX_LISTED`].
pub fn read_pasted_model(text: &str) -> Result<LogicModel, Vec<Problem>> {
    let first_line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
    let converted = first_line.contains('\t').then(|| tabs_to_commas(text));
    let bytes = converted.as_deref().unwrap_or(text).as_bytes();
    read(read_table("", Input::Bytes(bytes), MAX_ROWS))
}

fn read(table: Result<Table, Problem>) -> Result<LogicModel, Vec<Problem>> {
    let table = table.map_err(|problem| vec![problem])?;
    let columns = columns::find(&table)?;
    rows::read(&table, &columns).map_err(|mut problems| {
        problems.sort_by_key(|problem| problem.place.row);
        problems.truncate(MAX_LISTED);
        problems
    })
}

/// Cells parted by tabs as cells parted by commas, row for row.
fn tabs_to_commas(text: &str) -> String {
    let mut lines = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    lines.push('\n');
    let mut reader =
        csv::ReaderBuilder::new().delimiter(b'\t').has_headers(false).flexible(true).from_reader(lines.as_bytes());
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut record = csv::StringRecord::new();
    let (mut written, mut inner_breaks) = (0, 0);
    while reader.read_record(&mut record).unwrap_or(false) {
        // A line break inside a cell makes one row of several lines; blank lines are no records, but count.
        inner_breaks += record.iter().map(|field| field.matches('\n').count() as u64).sum::<u64>();
        let number = (reader.position().line() - 1).saturating_sub(inner_breaks);
        while written + 1 < number {
            out.push('\n');
            written += 1;
        }
        let quoted: Vec<String> = record.iter().map(|field| format!("\"{}\"", field.replace('"', "\"\""))).collect();
        out.push_str(&quoted.join(","));
        out.push('\n');
        written += 1;
    }
    out
}
