//! Manifest (控え): what a workbook was made from, as rows of texts on its very hidden page.

use fiscal::FiscalYear;

use super::{Column, Content, FORMAT_VERSION, Page};

/// What begins the first row.
const MARK: &str = "henkaku-review";

/// What a workbook was made from (控え).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// The fiscal year under review.
    pub fiscal_year: FiscalYear,
    /// When it was made, UTC in ISO 8601.
    pub made_at: String,
    /// The columns it was given.
    pub columns: Vec<ManifestColumn>,
    /// The sheets it was given.
    pub sheets: Vec<ManifestSheet>,
}

/// A column a workbook was given (控えの列).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManifestColumn {
    /// Its page.
    pub page: Page,
    /// Its heading.
    pub heading: String,
    /// What it holds.
    pub content: Content,
}

/// A sheet a workbook was given (控えのシート).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManifestSheet {
    /// The sheet's id.
    pub id: i64,
    /// Its revision at that moment: what changed since is told from it.
    pub revision: i64,
    /// The program's number, unique within the workbook.
    pub number: String,
    /// The program's name at that moment.
    pub name: String,
}

impl ManifestColumn {
    /// A column of a page, as the manifest lists it.
    pub fn of(page: Page, column: &Column) -> ManifestColumn {
        ManifestColumn { page, heading: column.heading.clone(), content: column.content.clone() }
    }
}

impl Manifest {
    /// The rows of the hidden page, without the checksum.
    pub fn to_rows(&self) -> Vec<Vec<String>> {
        let text = |text: &str| text.to_owned();
        let mut rows = vec![vec![text(MARK), FORMAT_VERSION.to_string()]];
        rows.push(vec![text("year"), self.fiscal_year.start().to_string()]);
        rows.push(vec![text("made-at"), self.made_at.clone()]);
        rows.extend(self.columns.iter().map(|column| {
            vec![text("column"), text(column.page.word()), column.heading.clone(), text(column.content.word())]
        }));
        rows.extend(self.sheets.iter().map(|sheet| {
            let (id, revision) = (sheet.id.to_string(), sheet.revision.to_string());
            vec![text("sheet"), id, revision, sheet.number.clone(), sheet.name.clone()]
        }));
        rows
    }

    /// What rows say; `None` when they are not those of a manifest of this version.
    pub fn from_rows(rows: &[Vec<String>]) -> Option<Manifest> {
        let (first, rest) = rows.split_first()?;
        if first.as_slice() != [MARK.to_owned(), FORMAT_VERSION.to_string()] {
            return None;
        }
        let mut year = None;
        let mut manifest = Manifest {
            fiscal_year: FiscalYear::new(2000).ok()?,
            made_at: String::new(),
            columns: vec![],
            sheets: vec![],
        };
        for row in rest {
            let cells: Vec<&str> = row.iter().map(String::as_str).collect();
            match cells.as_slice() {
                ["year", start] => year = start.parse().ok().and_then(|start| FiscalYear::new(start).ok()),
                ["made-at", at] => (*at).clone_into(&mut manifest.made_at),
                ["column", page, heading, field] => manifest.columns.push(ManifestColumn {
                    page: Page::from_word(page)?,
                    heading: (*heading).to_owned(),
                    content: Content::from_word(field),
                }),
                ["sheet", id, revision, number, name @ ..] => manifest.sheets.push(ManifestSheet {
                    id: id.parse().ok()?,
                    revision: revision.parse().ok()?,
                    number: (*number).to_owned(),
                    name: name.concat(),
                }),
                _ => return None,
            }
        }
        manifest.fiscal_year = year?;
        Some(manifest)
    }

    /// The text a checksum is taken over: every cell with its length before it.
    pub fn to_text(&self) -> String {
        let cells = self.to_rows().into_iter().map(|row| {
            let cells: Vec<String> = row.iter().map(|cell| format!("{}:{cell}", cell.len())).collect();
            cells.join("\t")
        });
        cells.collect::<Vec<_>>().join("\n")
    }

    /// Whether the workbook's version is another than the one read here.
    pub fn is_other_version(rows: &[Vec<String>]) -> bool {
        rows.first().and_then(|row| row.first()).is_some_and(|mark| mark == MARK)
            && rows[0].get(1).is_none_or(|version| *version != FORMAT_VERSION.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_comes_back_as_it_was() {
        let manifest = Manifest {
            fiscal_year: FiscalYear::new(2026).unwrap(),
            made_at: "2026-08-01T00:00:00.000Z".into(),
            columns: vec![ManifestColumn {
                page: Page::Checks,
                heading: "理由".into(),
                content: Content::Field("check.a.reason".into()),
            }],
            sheets: vec![ManifestSheet { id: 7, revision: 3, number: "0101".into(), name: "防災\n訓練".into() }],
        };
        assert_eq!(Manifest::from_rows(&manifest.to_rows()), Some(manifest.clone()));
        let mut rows = manifest.to_rows();
        rows[0][1] = "99".into();
        assert!(Manifest::from_rows(&rows).is_none() && Manifest::is_other_version(&rows));
        rows[4].push("x".into());
        assert!(Manifest::from_rows(&rows).is_none());
    }

    #[test]
    fn no_cell_can_be_moved_without_changing_the_text() {
        let sheet = |number: &str, name: &str| Manifest {
            fiscal_year: FiscalYear::new(2026).unwrap(),
            made_at: String::new(),
            columns: vec![],
            sheets: vec![ManifestSheet { id: 1, revision: 1, number: number.into(), name: name.into() }],
        };
        assert_ne!(sheet("a\tb", "c").to_text(), sheet("a", "b\tc").to_text());
    }
}
