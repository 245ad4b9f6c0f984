//! What is said and attached beside a sheet: comments in threads, and files known by their content; on both databases.

use crate::reviewing_support;
use crate::support;

use app::review::{FILE_BYTES_MAX, FILES_MAX, FileKind, NewRemark, SheetAction};
use app::{Actor, AppError};
use reviewing_support::Hall;
use support::on_each_database;

fn remark(field: &str, text: &str) -> NewRemark {
    NewRemark { field: field.into(), answers: None, text: text.into() }
}

fn answer(to: i64, text: &str) -> NewRemark {
    NewRemark { field: String::new(), answers: Some(to), text: text.into() }
}

#[track_caller]
fn code<T: std::fmt::Debug>(result: Result<T, AppError>) -> &'static str {
    result.unwrap_err().kind().code
}

#[tokio::test]
async fn comments_make_threads_that_end_when_they_are_closed() {
    on_each_database(async |fresh| {
        let hall = Hall::open(fresh).await;
        let (app, year, program) = (&hall.app, hall.year, hall.drill);
        let say = async |actor: &Actor, new: NewRemark| app.add_comment(actor, year, program, &new).await;
        let text = "出典は？\r\n<script>alert(1)</script> 🏯";
        let first = say(&hall.office, remark("check.overlap.reason", text)).await.unwrap();
        say(&hall.hanako, answer(first, "令和5年度の調査です")).await.unwrap();
        let whole = say(&hall.section, remark("", "全体によい")).await.unwrap();
        let view = app.review_sheet(&hall.hanako, year, program).await.unwrap();
        assert_eq!(view.threads.len(), 2);
        let thread = view.threads_of("check.overlap.reason").next().unwrap();
        assert_eq!(thread.first.remark, text.replace("\r\n", "\n"), "kept as it was written");
        assert_eq!(thread.answers[0].field, "check.overlap.reason", "an answer is about the field of its thread");
        assert_eq!((thread.first.who.as_str(), thread.answers[0].who.as_str()), ("officeさん", "hanakoさん"));
        // The owner was told, nobody of their own words.
        let told = |actor: &Actor| hall.store.notices(actor.account().unwrap(), None, 10);
        assert_eq!(told(&hall.hanako).await.unwrap().len(), 2);
        assert_eq!(told(&hall.office).await.unwrap().len(), 0);

        for (new, wrong) in [
            (remark("", " \n "), "AP-097"),
            (remark("", &"長".repeat(4_001)), "AP-098"),
            (remark("", "鐘\u{7}"), "AP-098"),
            (remark("no.such.field", "?"), "AP-106"),
            (answer(999, "?"), "AP-099"),
        ] {
            assert_eq!(code(say(&hall.office, new).await), wrong);
        }
        assert_eq!(code(say(&hall.stranger, remark("", "?")).await), "RF-102");
        assert_eq!(code(say(&hall.auditor, remark("", "?")).await), "RF-101");
        // A thread of another sheet is none of this one.
        let elsewhere = app.add_comment(&hall.stranger, year, hall.park, &remark("", "公園のこと")).await.unwrap();
        assert_eq!(code(say(&hall.office, answer(elsewhere, "?")).await), "AP-099");
        assert_eq!(code(app.close_thread(&hall.office, year, program, elsewhere).await), "AP-099");

        app.close_thread(&hall.hanako, year, program, first).await.unwrap();
        let revision = app.review_sheet(&hall.hanako, year, program).await.unwrap().head.revision;
        app.close_thread(&hall.hanako, year, program, first).await.unwrap();
        let view = app.review_sheet(&hall.hanako, year, program).await.unwrap();
        assert_eq!(view.head.revision, revision, "closed once");
        let closed = view.threads.iter().find(|thread| thread.first.id == first).unwrap().first.closed.clone();
        assert_eq!(closed.map(|(who, _)| who).as_deref(), Some("hanakoさん"));
        assert_eq!(code(say(&hall.office, answer(first, "まだあります")).await), "AP-100");
        say(&hall.office, answer(whole, "ありがとうございます")).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn files_are_known_by_their_content_and_kept_for_the_record() {
    on_each_database(async |fresh| {
        let hall = Hall::open(fresh).await;
        let (app, year, program) = (&hall.app, hall.year, hall.drill);
        let attach =
            async |actor: &Actor, name: &str, bytes: &[u8]| app.attach_file(actor, year, program, name, bytes).await;
        let kept = attach(&hall.hanako, "C:\\資料\\調査🏯.pdf", b"%PDF-1.7 ...").await.unwrap();
        assert_eq!((kept.name.as_str(), kept.kind.as_str(), kept.size_bytes), ("調査🏯.pdf", "pdf", 12));
        let again = attach(&hall.jiro, "同じ中身.pdf", b"%PDF-1.7 ...").await.unwrap();
        assert_eq!(again.id, kept.id, "the same bytes are kept once");
        let renamed = attach(&hall.hanako, "setup.exe", "項目,値\n".as_bytes()).await;
        assert_eq!(code(renamed), "AP-102");
        for (name, bytes, wrong) in [
            ("a.html", b"<html></html>".to_vec(), "AP-102"),
            ("a.pdf", b"MZ\x90\x00\x03".to_vec(), "AP-102"),
            ("a.pdf", Vec::new(), "AP-104"),
            ("a.pdf", [b"%PDF-".as_slice(), &vec![b'x'; FILE_BYTES_MAX]].concat(), "AP-101"),
        ] {
            assert_eq!(code(attach(&hall.hanako, name, &bytes).await), wrong, "{name}");
        }
        assert_eq!(code(attach(&hall.stranger, "a.txt", b"x").await), "RF-102");
        assert_eq!(code(attach(&hall.section, "a.txt", b"x").await), "RF-108", "who does not hold the sheet");

        let (file, kind, bytes) = app.sheet_file(&hall.office, year, program, kept.id).await.unwrap();
        assert_eq!((file.sha256.len(), kind, bytes.as_slice()), (64, FileKind::Pdf, b"%PDF-1.7 ...".as_slice()));
        assert_eq!(code(app.sheet_file(&hall.stranger, year, program, kept.id).await), "RF-102");
        assert_eq!(code(app.sheet_file(&Actor::visitor(), year, program, kept.id).await), "AP-001");
        assert_eq!(code(app.sheet_file(&hall.stranger, year, hall.park, kept.id).await), "AP-002", "of another sheet");
        assert_eq!(code(app.remove_file(&hall.stranger, year, hall.park, kept.id).await), "AP-002");

        app.remove_file(&hall.jiro, year, program, kept.id).await.unwrap();
        assert_eq!(code(app.remove_file(&hall.jiro, year, program, kept.id).await), "AP-002");
        assert!(app.review_sheet(&hall.hanako, year, program).await.unwrap().files.is_empty());
        let (removed, _, bytes) = app.sheet_file(&hall.auditor, year, program, kept.id).await.unwrap();
        assert!(removed.removed_at.is_some() && !bytes.is_empty(), "taken off, and kept");
        for number in 0..FILES_MAX {
            attach(&hall.hanako, "a.txt", format!("{number}").as_bytes()).await.unwrap();
        }
        assert_eq!(code(attach(&hall.hanako, "a.txt", b"one too many").await), "AP-103");
        hall.complete(&hall.hanako, program).await;
        hall.step(&hall.hanako, program, SheetAction::Submit).await.unwrap();
        assert_eq!(code(attach(&hall.hanako, "late.txt", b"late").await), "RF-108", "handed in");
    })
    .await;
}
