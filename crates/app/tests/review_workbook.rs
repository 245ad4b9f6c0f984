//! A workbook of the review there and back: unchanged, changed, in conflict, of others, of another year, damaged.
#![allow(clippy::print_stdout)]

use crate::reviewing_support;
use crate::support;

use std::collections::BTreeMap;

use app::review::{
    NewCycle, SheetAction, SheetQuery, Side, WorkbookDecisions, WorkbookOutcome, WorkbookPreview, WorkbookState,
};
use app::{Actor, AppError};
use intake::review_workbook::read_review_workbook;
use publish::review_workbook::write_review_workbook;
use reform::review::Fields;
use reform::review_workbook::{BookRow, Page, ReviewBook};
use reform::workflow::{Level, Rules, State};
use reviewing_support::{Hall, year};
use support::on_each_database;

/// The downloaded workbook with its fields changed: by program number.
fn changed(bytes: &[u8], change: impl Fn(&str, &mut Fields)) -> Vec<u8> {
    let book = book_of(bytes, change);
    write_review_workbook(&book, &read_review_workbook("x", bytes).checksum).unwrap()
}

fn book_of(bytes: &[u8], change: impl Fn(&str, &mut Fields)) -> ReviewBook {
    let reading = read_review_workbook("x.xlsx", bytes);
    assert_eq!(reading.problems, []);
    let manifest = reading.manifest.unwrap();
    let mut fields: Vec<Fields> = vec![Fields::default(); manifest.sheets.len()];
    for row in &reading.rows {
        for cell in &row.cells {
            fields[row.sheet].set(cell.field.replace('*', &row.item), &cell.text);
        }
    }
    let rows = manifest.sheets.iter().zip(fields).map(|(sheet, mut fields)| {
        change(&sheet.number, &mut fields);
        BookRow {
            number: sheet.number.clone(),
            name: sheet.name.clone(),
            department: String::new(),
            state: State::Draft,
            revision: sheet.revision,
            level: Some(Level::Owner),
            fields,
            money: Vec::new(),
        }
    });
    let of_checks = manifest.columns.iter().filter(|column| column.page == Page::Checks);
    let viewpoints = of_checks
        .filter_map(|column| column.content.word().strip_prefix("check.")?.strip_suffix(".judgement"))
        .map(|id| (id.to_owned(), reform::plan::Text::japanese(id)))
        .collect();
    ReviewBook {
        city: String::new(),
        made_for: String::new(),
        made_at: String::new(),
        due: String::new(),
        is_demo: false,
        viewpoints,
        rows: rows.collect(),
        manifest,
    }
}

async fn download(hall: &Hall, actor: &Actor) -> Vec<u8> {
    let query = SheetQuery { only_mine: true, ..SheetQuery::default() };
    hall.app.download_workbook(actor, hall.year, &query).await.unwrap().1
}

async fn preview(hall: &Hall, actor: &Actor, bytes: &[u8]) -> WorkbookPreview {
    hall.app.preview_workbook(actor, hall.year, "点検.xlsx", bytes.to_vec()).await.unwrap()
}

fn decisions(preview: &WorkbookPreview, side: Option<Side>) -> WorkbookDecisions {
    let mut sides = BTreeMap::new();
    for sheet in &preview.sheets {
        for conflict in &sheet.conflicts {
            sides.extend(side.map(|side| ((sheet.sheet, conflict.key.clone()), side)));
        }
    }
    WorkbookDecisions { fingerprint: preview.fingerprint.clone(), sides }
}

async fn confirm(hall: &Hall, actor: &Actor, preview: &WorkbookPreview, side: Option<Side>) -> WorkbookOutcome {
    let id = preview.workbook.as_ref().unwrap().id;
    hall.app.confirm_workbook(actor, id, &decisions(preview, side)).await.unwrap()
}

async fn field(hall: &Hall, program: i64, name: &str) -> String {
    let view = hall.app.review_sheet(&hall.office, hall.year, program).await.unwrap();
    view.fields.get(name).unwrap_or_default().to_owned()
}

fn codes(preview: &WorkbookPreview) -> Vec<&'static str> {
    preview.problems.iter().map(|problem| problem.kind.code).collect()
}

#[tokio::test]
async fn a_workbook_sent_back_as_it_was_changes_nothing() {
    on_each_database(async |fresh| {
        let hall = Hall::open(fresh).await;
        hall.complete(&hall.hanako, hall.drill).await;
        let odd = "=1+1\n＝cmd\n\t_x000D_ '\u{2003}😀 髙﨑 <b>&amp;</b>\n終わり";
        hall.write(&hall.hanako, hall.drill, &[("direction-reason", odd), ("kpi.k9.target", "30.50")]).await;
        let preview = preview(&hall, &hall.hanako, &download(&hall, &hall.hanako).await).await;
        assert_eq!((preview.change_count(), preview.conflict_count(), preview.unchanged), (0, 0, 1), "{preview:?}");
        assert_eq!(codes(&preview), Vec::<&str>::new());
        let WorkbookOutcome::Applied { fields: 0, .. } = confirm(&hall, &hall.hanako, &preview, None).await else {
            panic!("nothing to take in")
        };
    })
    .await;
}

#[tokio::test]
async fn what_was_written_off_line_is_shown_then_taken_in_at_once_and_only_once() {
    on_each_database(async |fresh| {
        let hall = Hall::open(fresh).await;
        hall.complete(&hall.hanako, hall.drill).await;
        hall.write(&hall.hanako, hall.drill, &[("measure.m1.text", "印刷をやめる"), ("measure.m1.effect-yen", "5")])
            .await;
        let bytes = changed(&download(&hall, &hall.hanako).await, |_, fields| {
            fields.set("direction", "improve");
            fields.set("measure.m1.effect-yen", "-1200");
            fields.set("measure.m7.text", "受付を一つにする");
            fields.set("measure.m7.recurring", "yes");
        });
        let shown = preview(&hall, &hall.hanako, &bytes).await;
        let changes: Vec<(&str, &str, &str)> = shown.sheets[0]
            .changes
            .iter()
            .map(|change| (change.field.as_str(), change.before.as_str(), change.after.as_str()))
            .collect();
        assert_eq!(
            changes,
            [
                ("direction", "continue", "improve"),
                ("measure.m1.effect-yen", "5", "-1200"),
                ("measure.m7.recurring", "", "yes"),
                ("measure.m7.text", "", "受付を一つにする"),
            ]
        );
        assert_eq!(shown.sheets[0].changes[0].label.ja, "来年度の方向性");
        assert_eq!(field(&hall, hall.drill, "direction").await, "continue", "a preview changes nothing");
        // The same file sent twice waits once.
        assert_eq!(preview(&hall, &hall.hanako, &bytes).await.workbook, shown.workbook);
        let outcome = confirm(&hall, &hall.hanako, &shown, None).await;
        assert!(matches!(outcome, WorkbookOutcome::Applied { fields: 4, sheets: 1 }), "{outcome:?}");
        assert_eq!(field(&hall, hall.drill, "measure.m7.text").await, "受付を一つにする");
        let own = hall.app.own_workbooks(&hall.hanako, hall.year).await.unwrap();
        assert_eq!((own.len(), own[0].state, own[0].changed_count), (1, WorkbookState::Applied, 4));
        // Once taken in it cannot be taken in again, and sent again it changes nothing.
        let again = hall.app.confirm_workbook(&hall.hanako, own[0].id, &decisions(&shown, None)).await.unwrap_err();
        assert_eq!(again.kind().code, "AP-147");
        let second = preview(&hall, &hall.hanako, &bytes).await;
        assert_eq!((second.change_count(), second.applied_before.is_some()), (0, true));
        let verdict = hall.app.verify_audit(&hall.office).await.unwrap();
        assert!(matches!(verdict, app::AuditVerdict::Intact { .. }));
    })
    .await;
}

#[tokio::test]
async fn a_field_somebody_else_changed_meanwhile_is_decided_by_a_person() {
    on_each_database(async |fresh| {
        let hall = Hall::open(fresh).await;
        hall.write(&hall.hanako, hall.drill, &[("direction-reason", "はじめ"), ("direction", "continue")]).await;
        let bytes = changed(&download(&hall, &hall.hanako).await, |_, fields| {
            fields.set("direction-reason", "エクセルの文");
            fields.set("direction", "improve");
        });
        hall.write(&hall.jiro, hall.drill, &[("direction-reason", "画面の文")]).await;
        for (side, kept) in [(Side::Theirs, "画面の文"), (Side::Mine, "エクセルの文")] {
            let shown = preview(&hall, &hall.hanako, &bytes).await;
            let conflict = &shown.sheets[0].conflicts[0];
            assert_eq!((conflict.key.as_str(), conflict.who.as_str()), ("direction-reason", "jiroさん"));
            assert_eq!(conflict.conflict.base.as_deref(), Some("はじめ"));
            assert_eq!(conflict.conflict.theirs.as_deref(), Some("画面の文"));
            let undecided = confirm(&hall, &hall.hanako, &shown, None).await;
            let WorkbookOutcome::Again { why, preview } = undecided else { panic!("{undecided:?}") };
            assert_eq!((why.code, preview.conflict_count()), ("AP-148", 1));
            let outcome = confirm(&hall, &hall.hanako, &shown, Some(side)).await;
            assert!(matches!(outcome, WorkbookOutcome::Applied { sheets: 1, .. }), "{outcome:?}");
            assert_eq!(field(&hall, hall.drill, "direction-reason").await, kept);
            assert_eq!(field(&hall, hall.drill, "direction").await, "improve");
        }
    })
    .await;
}

#[tokio::test]
async fn a_conflict_that_comes_up_while_one_looks_goes_back_to_the_preview() {
    on_each_database(async |fresh| {
        let hall = Hall::open(fresh).await;
        hall.write(&hall.hanako, hall.drill, &[("direction-reason", "はじめ")]).await;
        let bytes = changed(&download(&hall, &hall.hanako).await, |_, fields| {
            fields.set("direction-reason", "エクセルの文");
            fields.set("direction", "improve");
        });
        let shown = preview(&hall, &hall.hanako, &bytes).await;
        assert_eq!(shown.conflict_count(), 0);
        hall.write(&hall.jiro, hall.drill, &[("direction-reason", "画面の文")]).await;
        let outcome = confirm(&hall, &hall.hanako, &shown, None).await;
        let WorkbookOutcome::Again { why, preview } = outcome else { panic!("{outcome:?}") };
        assert_eq!((why.code, preview.conflict_count()), ("AP-149", 1));
        assert_eq!(field(&hall, hall.drill, "direction").await, "", "nothing of it was taken in");
        // Somebody's change of another field disturbs nobody.
        hall.write(&hall.jiro, hall.drill, &[("last-year", "2027")]).await;
        let outcome = confirm(&hall, &hall.hanako, &preview, Some(Side::Mine)).await;
        assert!(matches!(outcome, WorkbookOutcome::Applied { fields: 2, .. }), "{outcome:?}");
        assert_eq!(field(&hall, hall.drill, "last-year").await, "2027");
    })
    .await;
}

#[tokio::test]
async fn a_row_that_is_gone_drops_nothing_and_is_told() {
    on_each_database(async |fresh| {
        let hall = Hall::open(fresh).await;
        hall.write(&hall.hanako, hall.drill, &[("measure.m1.text", "一"), ("measure.m1.effect-yen", "5")]).await;
        let bytes = download(&hall, &hall.hanako).await;
        // A measure without texts has no row.
        let mut book = book_of(&bytes, |_, _| {});
        book.rows[0].fields.set("measure.m1.text", "");
        book.rows[0].fields.set("measure.m1.effect-yen", "");
        let without = write_review_workbook(&book, &read_review_workbook("x", &bytes).checksum).unwrap();
        let told = preview(&hall, &hall.hanako, &without).await;
        assert_eq!((codes(&told), told.change_count()), (vec!["AP-145"], 0));
    })
    .await;
}

#[tokio::test]
async fn workbooks_of_others_and_of_other_years_are_refused_and_say_why() {
    on_each_database(async |fresh| {
        let hall = Hall::open(fresh).await;
        hall.write(&hall.stranger, hall.park, &[("direction", "reduce")]).await;
        let of_park = changed(&download(&hall, &hall.stranger).await, |_, fields| fields.set("direction", "abolish"));
        let shown = preview(&hall, &hall.hanako, &of_park).await;
        assert_eq!(shown.sheets[0].refused.unwrap().code, "RF-102");
        assert!(shown.sheets[0].changes.is_empty() && shown.sheets[0].refused_changes == 0, "nothing is told of it");
        let outcome = confirm(&hall, &hall.hanako, &shown, None).await;
        assert!(matches!(outcome, WorkbookOutcome::Applied { fields: 0, sheets: 0 }), "{outcome:?}");
        assert_eq!(field(&hall, hall.park, "direction").await, "reduce");

        let last_year = download(&hall, &hall.hanako).await;
        let new = NewCycle {
            year: year(2026),
            source_year: year(2024),
            calendar: app::review::CalendarDays::usual(year(2026)),
            rules: Rules::default(),
        };
        hall.app.open_review_cycle(&support::operator(), new).await.unwrap();
        let refused = hall.app.preview_workbook(&hall.hanako, year(2026), "古い.xlsx", last_year).await.unwrap();
        assert_eq!((codes(&refused), refused.workbook.is_none()), (vec!["AP-142"], true));
    })
    .await;
}

#[tokio::test]
async fn a_sheet_that_went_on_meanwhile_is_refused_only_if_the_workbook_changes_it() {
    on_each_database(async |fresh| {
        let hall = Hall::open(fresh).await;
        hall.complete(&hall.hanako, hall.drill).await;
        let bytes = download(&hall, &hall.hanako).await;
        hall.step(&hall.hanako, hall.drill, SheetAction::Submit).await.unwrap();
        let same = preview(&hall, &hall.hanako, &bytes).await;
        assert_eq!((same.sheets.len(), same.unchanged), (0, 1));
        let edited = changed(&bytes, |_, fields| fields.set("direction", "improve"));
        let shown = preview(&hall, &hall.hanako, &edited).await;
        assert_eq!((shown.sheets[0].refused.unwrap().code, shown.sheets[0].refused_changes), ("RF-108", 1));
        let outcome = confirm(&hall, &hall.hanako, &shown, None).await;
        assert!(matches!(outcome, WorkbookOutcome::Applied { fields: 0, .. }));
        assert_eq!(field(&hall, hall.drill, "direction").await, "continue");
        // The section head is offered an opinion, and nothing else may be written under that role.
        let of_head = download(&hall, &hall.section).await;
        let edited = changed(&of_head, |_, fields| {
            fields.set("opinion.section-head", "よい案");
            fields.set("direction", "improve");
        });
        let shown = preview(&hall, &hall.section, &edited).await;
        assert_eq!(codes(&shown), ["RF-226"]);
        assert_eq!(shown.problems[0].place.sheet.as_deref(), Some("点検"));
        assert_eq!(shown.problems[0].place.row, Some(4));
        confirm(&hall, &hall.section, &shown, None).await;
        assert_eq!(field(&hall, hall.drill, "opinion.section-head").await, "よい案");
        assert_eq!(field(&hall, hall.drill, "direction").await, "continue");
    })
    .await;
}

#[tokio::test]
async fn a_changed_hidden_page_is_noticed_and_others_never_see_ones_file() {
    on_each_database(async |fresh| {
        let hall = Hall::open(fresh).await;
        let bytes = download(&hall, &hall.hanako).await;
        let mut book = book_of(&bytes, |_, _| {});
        book.manifest.sheets[0].revision += 1;
        let tampered = write_review_workbook(&book, &read_review_workbook("x", &bytes).checksum).unwrap();
        assert_eq!(codes(&preview(&hall, &hall.hanako, &tampered).await), ["IN-702"]);
        assert_eq!(codes(&preview(&hall, &hall.hanako, b"PK not a workbook").await), ["IN-004"]);
        assert_eq!(codes(&preview(&hall, &hall.hanako, b"").await), ["IN-002"]);

        let edited = changed(&bytes, |_, fields| fields.set("direction", "improve"));
        let shown = preview(&hall, &hall.hanako, &edited).await;
        let id = shown.workbook.as_ref().unwrap().id;
        for other in [&hall.jiro, &hall.office] {
            assert!(matches!(hall.app.sent_workbook(other, id).await, Err(AppError::NotFound { .. })));
            assert!(matches!(hall.app.discard_workbook(other, id).await, Err(AppError::NotFound { .. })));
        }
        assert_eq!(hall.app.sent_workbook(&hall.hanako, id).await.unwrap().1, edited);
        assert!(hall.app.download_workbook(&hall.auditor, hall.year, &SheetQuery::default()).await.is_err());
        hall.app.discard_workbook(&hall.hanako, id).await.unwrap();
        assert_eq!(hall.app.show_workbook(&hall.hanako, id).await.unwrap_err().kind().code, "AP-147");
        assert_eq!(field(&hall, hall.drill, "direction").await, "");
        assert_eq!(hall.app.sent_workbook(&hall.hanako, id).await.unwrap().1, edited, "the file is kept");
    })
    .await;
}

#[tokio::test]
async fn values_that_are_none_of_their_field_are_told_by_cell_and_the_rest_goes_on() {
    on_each_database(async |fresh| {
        let hall = Hall::open(fresh).await;
        let bytes = changed(&download(&hall, &hall.hanako).await, |_, fields| {
            fields.set("direction", "ほどほど");
            fields.set("last-year", "来年");
            fields.set("measure.m1.text", "一");
            fields.set("measure.m1.effect-yen", "5千円");
            fields.set("direction-reason", &"長".repeat(4_001));
        });
        let shown = preview(&hall, &hall.hanako, &bytes).await;
        let mut found = codes(&shown);
        found.sort_unstable();
        assert_eq!(found, ["IN-720", "IN-721", "IN-722", "RF-220"]);
        assert!(shown.problems.iter().all(|problem| problem.place.row.is_some() && problem.place.column.is_some()));
        let choice = shown.problems.iter().find(|problem| problem.kind.code == "IN-720").unwrap();
        assert!(choice.excerpt.contains("拡充") && choice.excerpt.contains("休止"), "{}", choice.excerpt);
        confirm(&hall, &hall.hanako, &shown, None).await;
        assert_eq!(field(&hall, hall.drill, "measure.m1.text").await, "一");
        assert_eq!(field(&hall, hall.drill, "direction").await, "");
    })
    .await;
}
