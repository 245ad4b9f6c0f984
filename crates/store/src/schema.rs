//! The database reference (データベース仕様) in Markdown, from the comments of the migrations.

use crate::migrate::MIGRATIONS;
use std::fmt::Write;

/// Every table with its columns, their types and meanings, as `docs/reference/database.md` holds them.
pub fn schema_markdown() -> String {
    let mut out = String::from(
        "# Database\n\nGenerated from the migrations in `crates/store/migrations`; do not edit.\n\n\
         The same tables stand in SQLite and PostgreSQL. On SQLite `bytea` reads `blob`. Money is whole yen, a year is \
         the calendar year a fiscal year begins in, times are UTC in ISO 8601.\n",
    );
    for step in MIGRATIONS {
        let mut comment: Vec<&str> = Vec::new();
        let mut in_table = false;
        let mut table = "";
        for line in living_lines(step.sql) {
            let text = line.trim();
            if let Some(words) = text.strip_prefix("--") {
                comment.push(words.trim());
            } else if let Some(rest) = text.strip_prefix("create table ") {
                let name = rest.split([' ', '(']).next().unwrap_or(rest);
                let _ = write!(out, "\n## {name}\n\n{}\n\n", comment.join(" "));
                out.push_str("| column | type | meaning |\n|---|---|---|\n");
                (in_table, table) = (true, name);
                comment.clear();
            } else if in_table && text.starts_with(')') {
                in_table = false;
                comment.clear();
                for (column, kind, meaning) in added_columns(table) {
                    let _ = writeln!(out, "| `{column}` | {kind} | {meaning} |");
                }
            } else if in_table && !comment.is_empty() && !is_constraint(text) {
                let mut words = text.trim_end_matches(',').split(' ');
                let (column, kind) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
                let optional =
                    if text.contains("not null") || text.contains("primary key") { "" } else { ", may be null" };
                let _ = writeln!(out, "| `{column}` | {kind}{optional} | {} |", comment.join(" "));
                comment.clear();
            } else {
                comment.clear();
            }
        }
    }
    out
}

/// Whether a line of a table is a rule over its columns, not a column.
fn is_constraint(text: &str) -> bool {
    ["check ", "unique ", "primary key ", "foreign key "].iter().any(|start| text.starts_with(start))
}

/// The lines of a step without the tables that a later step drops.
fn living_lines(sql: &'static str) -> impl Iterator<Item = &'static str> {
    let is_dropped = |name: &str| MIGRATIONS.iter().any(|step| step.sql.contains(&format!("drop table {name};")));
    let mut in_dropped = false;
    sql.lines().filter(move |line| {
        if let Some(rest) = line.strip_prefix("create table ") {
            in_dropped = is_dropped(rest.split([' ', '(']).next().unwrap_or(rest));
        }
        let keep = !in_dropped;
        in_dropped &= !line.starts_with(')');
        keep
    })
}

/// The columns that later steps add to a table: name, type, and the line of comment above.
fn added_columns(table: &str) -> Vec<(&'static str, &'static str, &'static str)> {
    let mut added = Vec::new();
    for step in MIGRATIONS {
        let mut comment = "";
        for line in step.sql.lines() {
            let rest = line.strip_prefix("alter table ").and_then(|rest| rest.strip_prefix(table));
            if let Some(column) = rest.and_then(|rest| rest.strip_prefix(" add column ")) {
                let mut words = column.split(' ');
                added.push((words.next().unwrap_or(""), words.next().unwrap_or(""), comment));
            }
            comment = line.strip_prefix("--").map_or("", str::trim);
        }
    }
    added
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_is_described() {
        let markdown = schema_markdown();
        for table in ["inventory", "import", "program", "program_version", "money", "audit", "saved_address"] {
            assert!(markdown.contains(&format!("\n## {table}\n")), "{table}");
        }
        assert!(!markdown.contains("\n## saved_view\n"), "a table that was dropped");
        assert!(markdown.contains("| `general_yen` | bigint, may be null | 一般財源 |"));
        let columns = MIGRATIONS.iter().flat_map(|step| living_lines(step.sql)).filter(|line| {
            let mut words = line.trim().split(' ');
            line.starts_with("    ") && matches!(words.nth(1), Some("bigint" | "text" | "text," | "bigint," | "bytea"))
        });
        let described = markdown.lines().filter(|line| line.starts_with("| `")).count();
        assert!(markdown.contains("| `path` | text | The page a notice leads to"), "a column that was added later");
        let added = MIGRATIONS.iter().flat_map(|step| step.sql.lines()).filter(|line| line.starts_with("alter table "));
        assert_eq!(described, columns.count() + added.count());
    }
}
