//! The small block of remarks on the page of what they are about (意見の小窓).

use reform::discussion::ItemRef;

use crate::error::PageError;
use crate::page::{Frame, Visit};
use crate::programs::encode;

/// The remarks about one thing, for its page.
pub struct RemarkBlock {
    /// How many there are, in words.
    pub count: String,
    /// All of them; empty where there are none.
    pub list_href: String,
    /// Where one is entered; empty for who may not.
    pub new_href: String,
    /// The latest few: page, text, state.
    pub lines: Vec<(String, String, &'static str)>,
}

/// The remarks about one thing; nothing for who may not see them.
pub async fn of_item(visit: &Visit, f: &Frame, item: Option<ItemRef>) -> Result<Option<RemarkBlock>, PageError> {
    let Some(item) = item else { return Ok(None) };
    let Some(remarks) = visit.check(visit.app().remarks_of_item(&visit.actor, &item).await)? else { return Ok(None) };
    let item = encode(&item.to_string());
    let may_write = f.actor.may(app::Action::WriteRemarks);
    let line = |line: &app::remarks::RemarkLine| {
        let state = line.remark.state;
        let text: String = line.remark.body.chars().take(80).collect();
        (f.href(&format!("/remarks/{}", line.remark.id)), text, f.lang.pick(state.label_ja(), state.label_en()))
    };
    let (all, open) = (remarks.all, remarks.open);
    Ok(Some(RemarkBlock {
        count: match f.lang {
            crate::lang::Lang::Ja => format!("{all}件（うち未回答 {open}件）"),
            crate::lang::Lang::En => format!("{all} in all, {open} not answered"),
        },
        list_href: if all > 0 { f.href(&format!("/remarks?item={item}")) } else { String::new() },
        new_href: if may_write { f.href(&format!("/remarks/new?item={item}")) } else { String::new() },
        lines: remarks.latest.iter().map(line).collect(),
    }))
}
