//! `/bodies`, `/meetings`: who sits together, when, with what agenda, papers and minutes.

mod bodies;
mod edit;
mod files;
mod list;
mod show;

use app::meetings::MeetingLine;
use axum::Router;
use axum::routing::{get, post};

use crate::Site;
use crate::lang::Lang;
use crate::page::Frame;
use crate::reviews::day as day_words;

/// The addresses of this family.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/bodies", get(bodies::list))
        .route("/bodies/new", get(bodies::new).post(bodies::add))
        .route("/bodies/{id}", get(bodies::show))
        .route("/bodies/{id}/members", post(bodies::keep).get(bodies::back))
        .route("/bodies/{id}/meetings/new", get(edit::new).post(edit::add))
        .route("/meetings", get(list::show))
        .route("/meetings/calendar.ics", get(files::calendar))
        .route("/meetings/{id}", get(show::show))
        .route("/meetings/{id}/edit", get(edit::edit).post(edit::save))
        .route("/meetings/{id}/state", post(show::step).get(show::back))
        .route("/meetings/{id}/agenda", post(show::add_agenda).get(show::back))
        .route("/meetings/{id}/agenda/withdraw", post(show::withdraw_agenda).get(show::back))
        .route("/meetings/{id}/attendance", post(show::attend).get(show::back))
        .route("/meetings/{id}/papers", post(files::add_paper).get(show::back))
        .route("/meetings/{id}/papers/{paper}/{version}", get(files::paper))
        .route("/meetings/{id}/minutes", get(edit::minutes).post(edit::save_minutes))
        .route("/meetings/{id}/book", get(files::book))
        .route("/meetings/{id}/book.pdf", get(files::book_pdf))
        .route("/meetings/{id}/notice", get(files::notice))
        .route("/meetings/{id}/notice.txt", get(files::notice_text))
        .route("/meetings/{id}/calendar.ics", get(files::one_calendar))
}

/// A meeting as a row.
struct Line {
    href: String,
    title: String,
    when: String,
    place: String,
    state: &'static str,
    is_public: bool,
    is_demo: bool,
}

fn line(f: &Frame, one: &MeetingLine) -> Line {
    let meeting = &one.meeting;
    let body = f.text(&one.body);
    let number = meeting.number;
    let end = meeting.end.map(|end| end.to_string()).unwrap_or_default();
    Line {
        href: f.href(&format!("/meetings/{}", meeting.id)),
        title: match f.lang {
            Lang::Ja => format!("{body} 第{number}回"),
            Lang::En => format!("{body}, meeting {number}"),
        },
        when: format!("{} {}–{end}", day_words(f.lang, meeting.day), meeting.start),
        place: meeting.place.clone(),
        state: f.lang.pick(meeting.state.label_ja(), meeting.state.label_en()),
        is_public: meeting.is_public,
        is_demo: meeting.is_demo,
    }
}
