//! Every kind of problem the system can report (指摘の種類), from all rooms, by code.

use reform::ProblemKind;

/// All kinds, in the order of their codes.
pub fn all() -> Vec<&'static ProblemKind> {
    let mut all: Vec<&ProblemKind> = [
        crate::analyses::KINDS,
        crate::chain::KINDS,
        crate::clusters::KINDS,
        crate::consultations::KINDS,
        crate::error::KINDS,
        crate::explanations::KINDS,
        crate::initiatives::KINDS,
        crate::investment_frame::KINDS,
        crate::logic_models::KINDS,
        crate::meetings::KINDS,
        crate::national::KINDS,
        crate::overlaps::KINDS,
        crate::publishing::collect::KINDS,
        crate::publishing::documents::KINDS,
        crate::publishing::documents::press::KINDS,
        crate::publishing::editions::KINDS,
        crate::publishing::folder::KINDS,
        crate::publishing::open_data::KINDS,
        crate::publishing::plain::KINDS,
        crate::remarks::KINDS,
        crate::roadmaps::KINDS,
        crate::tasks::KINDS,
        crate::mail::KINDS,
        crate::people::PEOPLE_KINDS,
        crate::outcomes::KINDS,
        crate::review::REVIEW_KINDS,
        crate::review::WORKBOOK_KINDS,
        intake::problems::KINDS,
        intake::review_workbook::KINDS,
        intake::cities::KINDS,
        intake::comments::KINDS,
        intake::plan::KINDS,
        publish::KINDS,
        publish::document::KINDS,
        publish::open_data::KINDS,
        publish::query::KINDS,
        publish::picture::KINDS,
        reform::KINDS,
        reform::analysis::KINDS,
        reform::chain::KINDS,
        reform::cluster::KINDS,
        reform::discussion::body::KINDS,
        reform::discussion::meeting::KINDS,
        reform::discussion::remark::KINDS,
        reform::consultation::KINDS,
        reform::explanation::KINDS,
        reform::frame::KINDS,
        reform::logic_model::KINDS,
        reform::overlap::KINDS,
        reform::roadmap::KINDS,
        reform::initiative::KINDS,
        reform::task::KINDS,
        store::KINDS,
        intake::facilities::KINDS,
        intake::logic_model::KINDS,
        intake::national::KINDS,
    ]
    .into_iter()
    .flatten()
    .copied()
    .collect();
    all.sort_by_key(|kind| kind.code);
    all
}

/// The kind with this code.
pub fn find(code: &str) -> Option<&'static ProblemKind> {
    all().into_iter().find(|kind| kind.code == code)
}

/// The reference of all problem codes in Markdown.
pub fn reference_markdown() -> String {
    let mut out =
        String::from("| code | severity | 内容 | すること | what | what to do |\n|---|---|---|---|---|---|\n");
    for kind in all() {
        out.push_str(&format!(
            "| `{}` | {} | {} | {} | {} | {} |\n",
            kind.code,
            kind.severity.word(),
            kind.title_ja,
            kind.hint_ja,
            kind.title_en,
            kind.hint_en,
        ));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_every_text_is_there() {
        let all = all();
        for pair in all.windows(2) {
            assert_ne!(pair[0].code, pair[1].code);
        }
        for kind in all {
            for text in [kind.title_ja, kind.hint_ja, kind.title_en, kind.hint_en] {
                assert!(!text.trim().is_empty(), "{} lacks a text", kind.code);
            }
        }
    }
}
