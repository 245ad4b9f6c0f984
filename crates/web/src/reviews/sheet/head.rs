//! What stands above and around the form (シートの見出し): state, due day, course, and the steps that may be taken.

use app::review::{SheetHead, SheetView};
use reform::workflow::{ActionKind, Level, State};

use super::{Address, words};
use crate::html::{Html, paragraphs};
use crate::lang::Lang;

/// What stands above the form.
pub struct HeadView {
    pub chip: Html,
    pub lies_with: &'static str,
    pub due: String,
    pub late: String,
    pub is_late: bool,
    pub steps: Vec<StepView>,
    pub submitted: String,
    pub returned: Option<(String, Html)>,
}

/// A level of the workflow.
pub struct StepView {
    pub label: &'static str,
    pub is_done: bool,
    pub is_current: bool,
}

/// What happened to the sheet.
pub struct CourseEvent {
    pub at: String,
    pub what: String,
    pub who: String,
    pub remark: Html,
}

/// A step that may be taken.
pub struct ActionView {
    pub word: &'static str,
    pub label: &'static str,
    pub href: String,
    pub is_primary: bool,
}

/// What stands above the form, and above the printed sheet.
pub fn head_view(lang: Lang, view: &SheetView) -> HeadView {
    let head = &view.head;
    let cycle = reform::workflow::Cycle { calendar: view.cycle.calendar.clone(), rules: view.cycle.rules };
    let due = cycle.due(head.state, head.returned_day);
    let holder = head.state.holder();
    let returned = view.threads.iter().rfind(|thread| thread.first.is_return);
    HeadView {
        chip: state_chip(lang, head),
        lies_with: words::lies_with(lang, holder),
        due: due.map(|due| format!("{}{}", lang.pick("期限 ", "due "), words::day(lang, due))).unwrap_or_default(),
        late: head.days_late.map(|days| words::lateness(lang, days)).unwrap_or_default(),
        is_late: head.days_late.is_some_and(|days| days > 0),
        steps: Level::ALL
            .iter()
            .map(|level| StepView {
                label: lang.pick(level.label_ja(), level.label_en()),
                is_done: holder.is_none_or(|holder| *level < holder),
                is_current: holder == Some(*level),
            })
            .collect(),
        submitted: head
            .submitted_by
            .as_ref()
            .map(|(_, name)| format!("{}{name}", lang.pick("提出：", "Handed in by ")))
            .unwrap_or_default(),
        returned: returned.filter(|_| head.state == State::Returned).map(|thread| {
            let title = match lang {
                Lang::Ja => format!(
                    "{}から差し戻されました（{}）",
                    thread.first.role.label_ja(),
                    words::by(lang, &thread.first.who, &thread.first.at)
                ),
                Lang::En => format!(
                    "Returned by {} ({})",
                    thread.first.role.label_en(),
                    words::by(lang, &thread.first.who, &thread.first.at)
                ),
            };
            (title, paragraphs(&thread.first.remark))
        }),
    }
}

fn state_chip(lang: Lang, head: &SheetHead) -> Html {
    let (word, label) = (head.state.word(), lang.pick(head.state.label_ja(), head.state.label_en()));
    let frozen = match head.is_frozen {
        true => format!(" <span class=\"badge\">{}</span>", lang.pick("凍結中", "frozen")),
        false => String::new(),
    };
    Html(format!("<span class=\"chip chip-large state-{word}\">{label}</span>{frozen}"))
}

/// What was just done, to a sheet that stands where it does now.
pub fn done_words(lang: Lang, done: &str, state: State) -> &'static str {
    match done {
        "save" => lang.pick("保存しました。", "Saved."),
        "submit" => {
            lang.pick("提出しました。課長の確認に回りました。", "Handed in: it now waits for the section head.")
        }
        "approve" if state == State::Decided => lang.pick("決定しました。", "Decided."),
        "approve" => lang.pick("承認しました。次の段階に回りました。", "Approved: it went on to the next level."),
        "return" => lang.pick("差し戻しました。", "Returned."),
        "withdraw" => lang.pick("引き戻しました。", "Taken back."),
        "reassign" => lang.pick("担当を替えました。", "Given to another department."),
        "publish" => lang.pick("公表しました。", "Made public."),
        "freeze" => lang.pick("凍結しました。", "Frozen."),
        "unfreeze" => lang.pick("凍結を解きました。", "Released."),
        "attach" => lang.pick("ファイルを添えました。", "The file is attached."),
        "detach" => {
            lang.pick("ファイルを外しました。記録には残ります。", "The file was taken off; it stays in the record.")
        }
        _ => "",
    }
}

/// What happened to the sheet, the newest first.
pub fn course(lang: Lang, view: &SheetView) -> Vec<CourseEvent> {
    let event = |step: &app::review::StepRow| CourseEvent {
        at: words::moment(lang, &step.at),
        what: format!(
            "{}（{}）",
            lang.pick(step.action.label_ja(), step.action.label_en()),
            lang.pick(step.after.label_ja(), step.after.label_en())
        ),
        who: match (step.on_behalf_of.as_str(), lang) {
            ("", _) => step.who.clone(),
            (whom, Lang::Ja) => format!("{}（{whom} の代理）", step.who),
            (whom, Lang::En) => format!("{} for {whom}", step.who),
        },
        remark: paragraphs(&step.remark),
    };
    view.steps.iter().rev().map(event).collect()
}

/// The steps of the bar, and the rarer ones at the end of the page.
pub fn actions(lang: Lang, address: &Address, view: &SheetView) -> (Vec<ActionView>, Vec<ActionView>) {
    let action = |kind: ActionKind| ActionView {
        word: kind.word(),
        label: match kind {
            ActionKind::Submit => lang.pick("提出へ進む", "Hand it in …"),
            ActionKind::Approve => match view.head.state.holder() {
                Some(Level::Headquarters) => lang.pick("決定へ進む", "Decide …"),
                _ => lang.pick("承認へ進む", "Approve …"),
            },
            ActionKind::Return => lang.pick("差し戻す", "Return …"),
            ActionKind::Withdraw => lang.pick("引き戻す", "Take back …"),
            ActionKind::Reassign => lang.pick("担当を替える", "Give to another department …"),
            ActionKind::Publish => lang.pick("公表する", "Publish …"),
            ActionKind::Freeze => lang.pick("凍結する", "Freeze …"),
            ActionKind::Unfreeze => lang.pick("凍結を解く", "Release …"),
            ActionKind::Save | ActionKind::Comment => lang.pick("保存", "Save"),
        },
        href: format!("{}/act?action={}", address.href(lang), kind.word()),
        is_primary: matches!(kind, ActionKind::Submit | ActionKind::Approve | ActionKind::Publish),
    };
    // The first text typed begins the sheet without a load of the page: the way on stands there from the beginning.
    let will_submit = view.head.state == State::NotStarted && view.writes_as == Some(Level::Owner);
    let may = |kind: ActionKind| view.may(kind) || (kind == ActionKind::Submit && will_submit);
    let of = |kinds: &[ActionKind]| -> Vec<ActionView> {
        kinds.iter().copied().filter(|kind| may(*kind)).map(action).collect()
    };
    use ActionKind::{Approve, Freeze, Publish, Reassign, Return, Submit, Unfreeze, Withdraw};
    (of(&[Return, Withdraw, Submit, Approve, Publish]), of(&[Reassign, Freeze, Unfreeze]))
}
