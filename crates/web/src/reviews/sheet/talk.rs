//! Comments (コメント): threads at a field, one more remark, a thread closed.

use app::review::{CommentRow, NewRemark};
use axum::response::{IntoResponse, Redirect, Response};
use reform::workflow::ActionKind;

use super::field::{FieldMaker, Typed};
use super::form::Posted;
use super::{Address, page, save, words};
use crate::error::PageError;
use crate::html::{Html, paragraphs};
use crate::lang::Lang;
use crate::page::Visit;

/// The threads of one field as the template takes them.
pub struct ThreadView {
    pub id: String,
    pub field: String,
    pub label: String,
    pub count: String,
    pub waiting: usize,
    pub talks: Vec<TalkView>,
    pub may_comment: bool,
    pub is_open: bool,
    pub typed: String,
}

/// One thread.
pub struct TalkView {
    pub id: i64,
    pub remarks: Vec<RemarkView>,
    pub is_closed: bool,
    pub closed: String,
}

/// One remark.
pub struct RemarkView {
    pub id: i64,
    pub by: String,
    pub role: &'static str,
    pub at: String,
    pub text: Html,
    pub is_return: bool,
}

/// The threads about a field; about the whole sheet for an empty name.
pub fn thread_view(maker: &FieldMaker<'_>, field: &str, label: &str) -> ThreadView {
    let lang = maker.f.lang;
    let threads: Vec<_> = maker.view.threads_of(field).collect();
    let waiting = threads.iter().filter(|thread| thread.first.closed.is_none()).count();
    let typed = maker.typed.remarks.get(field).cloned().unwrap_or_default();
    let all = threads.iter().map(|thread| 1 + thread.answers.len()).sum::<usize>();
    let talks = threads.iter().map(|thread| TalkView {
        id: thread.first.id,
        remarks: std::iter::once(&thread.first).chain(&thread.answers).map(|row| remark(lang, row)).collect(),
        is_closed: thread.first.closed.is_some(),
        closed: match &thread.first.closed {
            Some((who, at)) => format!("{}（{}）", lang.pick("解決済み", "closed"), words::by(lang, who, at)),
            None => String::new(),
        },
    });
    ThreadView {
        id: thread_id(field),
        field: field.to_owned(),
        label: label.to_owned(),
        count: count_words(lang, all, waiting),
        waiting,
        talks: talks.collect(),
        may_comment: maker.view.may(ActionKind::Comment),
        is_open: field.is_empty() && waiting > 0 || !typed.is_empty(),
        typed,
    }
}

/// How many comments there are, and how many threads wait.
pub fn count_words(lang: Lang, all: usize, waiting: usize) -> String {
    match (lang, all, waiting) {
        (Lang::Ja, 0, _) => "コメント".to_owned(),
        (Lang::Ja, _, 0) => format!("コメント {all}（解決済み）"),
        (Lang::Ja, ..) => format!("コメント {all}"),
        (Lang::En, 0, _) => "Comments".to_owned(),
        (Lang::En, _, 0) => format!("{all} comments, closed"),
        (Lang::En, ..) => format!("{all} comments"),
    }
}

fn thread_id(field: &str) -> String {
    if field.is_empty() { "t-sheet".to_owned() } else { format!("t-{}", field.replace('.', "-")) }
}

fn remark(lang: Lang, row: &CommentRow) -> RemarkView {
    RemarkView {
        id: row.id,
        by: row.who.clone(),
        role: lang.pick(row.role.label_ja(), row.role.label_en()),
        at: words::moment(lang, &row.at),
        text: paragraphs(&row.remark),
        is_return: row.is_return,
    }
}

/// Adds a comment or an answer; what else the form holds is saved first, so that nothing typed is lost on the way.
pub async fn add(visit: Visit, address: Address, posted: Posted) -> Result<Response, PageError> {
    let outcome = save::keep(&visit, &address, &posted).await?;
    let (field, answers) = match (posted.first("comment"), posted.number("reply")) {
        (_, Some(thread)) => (String::new(), Some(thread)),
        (Some(field), None) => (field.to_owned(), None),
        (None, None) => return Err(PageError::bad_request(&visit, "comment")),
    };
    let key = answers.map_or_else(|| format!("remark.{field}"), |thread| format!("remark.reply-{thread}"));
    let text = posted.first(&key).unwrap_or_default().to_owned();
    let new = NewRemark { field: field.clone(), answers, text: text.clone() };
    let mut typed = outcome.into_typed();
    match visit.app().add_comment(&visit.actor, address.year, address.program, &new).await {
        Ok(id) if typed.is_settled() => Ok(address.back(&visit, &format!("#comment-{id}"))),
        Ok(_) => page::show_again(&visit, &address, typed, Vec::new()).await,
        Err(error @ (app::AppError::Refused(_) | app::AppError::Denied(_))) => {
            typed.remarks.insert(field, text);
            page::show_again(&visit, &address, typed, vec![error]).await
        }
        Err(error) => Err(PageError::new(&visit, error)),
    }
}

/// Closes a thread.
pub async fn close(visit: Visit, address: Address, posted: Posted) -> Result<Response, PageError> {
    let typed = save::keep(&visit, &address, &posted).await?.into_typed();
    let thread = posted.number("close").ok_or_else(|| PageError::bad_request(&visit, "close"))?;
    visit.check(visit.app().close_thread(&visit.actor, address.year, address.program, thread).await)?;
    if !typed.is_settled() {
        return page::show_again(&visit, &address, typed, Vec::new()).await;
    }
    Ok(Redirect::to(&format!("{}#comment-{thread}", address.href(visit.lang))).into_response())
}

impl Typed {
    /// Whether everything that was sent is kept.
    pub fn is_settled(&self) -> bool {
        self.faults.is_empty() && self.conflicts.is_empty()
    }
}
