//! A cluster to take away (クラスターの書き出し): its programs, or their comparison, as CSV or workbook.

use publish::chart::Lang;
use publish::programs::ExportNote;
use publish::table::{Cell, DataTable, workbook_of};
use reform::cluster::share_text;
use reform::program::FundingSource;

use super::{ClusterPage, CompareOrder};
use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

/// What is taken away (書き出すもの).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClusterFile {
    /// The programs with their shares.
    Members,
    /// The programs side by side.
    Comparison,
}

/// How (形式).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClusterFileKind {
    /// One table.
    Csv,
    /// A workbook with a sheet that says what it is.
    Excel,
}

impl App {
    /// The programs of a cluster or their comparison as a file.
    ///
    /// # Errors
    /// When the actor may not, there is no such cluster, or the file cannot be written.
    pub async fn cluster_file(
        &self,
        actor: &Actor,
        id: &str,
        (file, kind): (ClusterFile, ClusterFileKind),
        lang: Lang,
        made_at: String,
    ) -> Result<Vec<u8>, AppError> {
        permit(actor, Action::ReadClusters)?;
        let page = self.cluster_page(actor, id).await?;
        let mut tables = match file {
            ClusterFile::Members => vec![page.members_table(lang), page.money_table(lang)],
            ClusterFile::Comparison => {
                vec![self.compare_cluster(actor, id, CompareOrder::default(), true).await?.table(lang)]
            }
        };
        let is_illustrative = page.is_demo || page.head.is_illustrative;
        if kind == ClusterFileKind::Csv {
            let mut table = tables.swap_remove(0);
            mark(&mut table, is_illustrative, lang);
            let mut bytes = Vec::new();
            table.write_csv(&mut bytes)?;
            return Ok(bytes);
        }
        let note = ExportNote {
            filter: page.entry.name.ja.clone(),
            source: "事業台帳・クラスターの配分 / the inventory and the shares of its clusters".to_owned(),
            illustrative: is_illustrative,
            made_at,
            publisher: self.city().name.ja.clone(),
        };
        let nature = match is_illustrative {
            true => "例示データ（実在の事業・金額ではありません） / illustrative data, not real programs or amounts",
            false => "事業台帳から集計 / worked out from the inventory",
        };
        Ok(workbook_of(&page.entry.name.ja, &tables, nature, &note)?)
    }
}

/// A last column that goes where the file goes: whether it is an example.
fn mark(table: &mut DataTable, is_illustrative: bool, lang: Lang) {
    let ja = lang == Lang::Ja;
    table.header.push(if ja { "データの区分" } else { "basis" }.to_owned());
    let word = match (is_illustrative, ja) {
        (true, true) => "例示",
        (true, false) => "illustrative",
        (false, true) => "台帳",
        (false, false) => "inventory",
    };
    table.rows.iter_mut().for_each(|row| row.push(Cell::Text(word.to_owned())));
}

impl ClusterPage {
    /// Its programs with their shares.
    pub fn members_table(&self, lang: Lang) -> DataTable {
        let ja = lang == Lang::Ja;
        let name = if ja { &self.entry.name.ja } else { self.entry.name.en_or_ja() };
        let header: [(&str, &str); 8] = [
            ("事業", "Program"),
            ("事業番号", "Number"),
            ("所管", "Department"),
            ("年度", "Fiscal year"),
            ("配分（％）", "Share (%)"),
            ("事業費（円）", "Cost (yen)"),
            ("このクラスターに数える額（円）", "Counted here (yen)"),
            ("ほかのクラスター", "Other clusters"),
        ];
        let text = |text: &str| Cell::Text(text.to_owned());
        let rows = self.members.iter().map(|member| {
            let program = &member.program;
            let others = member.others.iter().map(|(_, name, share)| {
                format!("{} {}%", if ja { &name.ja } else { name.en_or_ja() }, share_text(*share))
            });
            let others: Vec<String> = others.collect();
            vec![
                text(&program.name),
                text(&program.external_id),
                text(&program.department),
                Cell::Text(if ja { program.fiscal_year.japanese() } else { program.fiscal_year.to_string() }),
                text(&share_text(member.share_bp)),
                program.cost.map_or(Cell::Empty, Cell::Money),
                member.counted.map_or(Cell::Empty, Cell::Money),
                Cell::Text(others.join(" / ")),
            ]
        });
        DataTable {
            title: if ja { format!("{name}：構成事業") } else { format!("{name}: programs") },
            header: header.iter().map(|(japanese, english)| if ja { *japanese } else { *english }.to_owned()).collect(),
            rows: rows.collect(),
            unit: String::new(),
        }
    }

    /// Its money by year and source.
    pub fn money_table(&self, lang: Lang) -> DataTable {
        let ja = lang == Lang::Ja;
        let mut header = vec![if ja { "年度" } else { "Fiscal year" }.to_owned()];
        header.push(if ja { "事業費" } else { "Cost" }.to_owned());
        header.extend(FundingSource::ALL.iter().map(|one| if ja { one.label_ja() } else { one.label_en() }.to_owned()));
        header.push(if ja { "内訳なし・差額" } else { "Not broken down" }.to_owned());
        let rows = self.years.iter().map(|(year, counted)| {
            let mut row =
                vec![Cell::Text(if ja { year.japanese() } else { year.to_string() }), Cell::Money(counted.cost)];
            let sources = FundingSource::ALL.iter().map(|source| source.of(&counted.funding));
            row.extend(sources.map(|yen| yen.map_or(Cell::Empty, Cell::Money)));
            row.push(Cell::Money(counted.unexplained));
            row
        });
        DataTable {
            title: if ja { "年度別・財源別の事業費" } else { "Cost by year and source" }.to_owned(),
            header,
            rows: rows.collect(),
            unit: if ja { "円" } else { "yen" }.to_owned(),
        }
    }
}
