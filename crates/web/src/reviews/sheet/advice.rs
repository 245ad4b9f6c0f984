//! Advice (見直しの手がかり) as a list: worth another look, and no error.

use app::review::SheetAdvice;
use askama::Template;

use crate::html::Html;
use crate::lang::Lang;

struct AdviceItem {
    key: usize,
    code: &'static str,
    name: &'static str,
    about: String,
    trigger: String,
    advice: &'static str,
}

#[derive(Template)]
#[template(path = "reviews/sheet/advice.html")]
struct AdviceBlock {
    lang: Lang,
    ja: Html,
    items: Vec<AdviceItem>,
}

/// Advice as a list.
pub fn advice_block(lang: Lang, advice: &[SheetAdvice]) -> Html {
    let item = |(key, one): (usize, &SheetAdvice)| AdviceItem {
        key,
        code: one.check.code(),
        name: lang.pick(one.check.name_ja(), one.check.name_en()),
        about: one.about.clone(),
        trigger: lang.pick(&one.trigger.ja, one.trigger.en_or_ja()).to_owned(),
        advice: lang.pick(one.check.advice_ja(), one.check.advice_en()),
    };
    let ja = Html(lang.pick("", " lang=\"ja\"").to_owned());
    let block = AdviceBlock { lang, ja, items: advice.iter().enumerate().map(item).collect() };
    Html(block.render().unwrap_or_else(|error| {
        tracing::error!(%error, "advice could not be rendered");
        String::new()
    }))
}
