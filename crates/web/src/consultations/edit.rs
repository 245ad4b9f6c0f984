//! `/consultations/new`, `/consultations/{id}/edit`: the form of a consultation.

use app::consultations::{ConsultationFault, ConsultationForm, FIELDS, default_classes};
use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::{FormRejection, PathRejection};
use axum::response::Response;

use super::form::{Entry, FormPage, fault_words, with_added};
use super::number_of;
use crate::cities::Pairs;
use crate::clusters::{Refused, fields_of, refused, to, value};
use crate::error::PageError;
use crate::page::{Frame, Section, Visit};
use crate::remarks;
use crate::subnav::{Part, SubNav};

/// The form of a new consultation.
pub async fn new(visit: Visit) -> Result<Response, PageError> {
    let form = visit.check(visit.app().new_consultation_form(&visit.actor))?;
    page(&visit, None, &form, &[], None).await
}

/// Makes a consultation.
pub async fn add(visit: Visit, form: Result<Form<Pairs>, FormRejection>) -> Result<Response, PageError> {
    let form = form_of(&fields_of(&visit, form)?);
    match visit.check(visit.app().add_consultation(&visit.actor, &form).await)? {
        Ok(id) => Ok(to(&visit, &format!("/consultations/{id}"))),
        Err(faults) => page(&visit, None, &form, &faults, None).await,
    }
}

/// The form of a consultation that is there.
pub async fn show(visit: Visit, id: Result<Path<i64>, PathRejection>) -> Result<Response, PageError> {
    let id = number_of(&visit, id)?;
    visit.check(app::permit(&visit.actor, app::Action::ManageConsultations))?;
    let view = visit.check(visit.app().consultation(&visit.actor, id).await)?;
    page(&visit, Some(id), &ConsultationForm::of(&view.row), &[], None).await
}

/// Changes a consultation.
pub async fn save(
    visit: Visit,
    id: Result<Path<i64>, PathRejection>,
    form: Result<Form<Pairs>, FormRejection>,
) -> Result<Response, PageError> {
    let id = number_of(&visit, id)?;
    let form = form_of(&fields_of(&visit, form)?);
    let done = visit.app().change_consultation(&visit.actor, id, &form).await;
    match refused(&visit, done)? {
        Ok(Ok(())) => Ok(to(&visit, &format!("/consultations/{id}"))),
        Ok(Err(faults)) => page(&visit, Some(id), &form, &faults, None).await,
        Err((kind, about)) => page(&visit, Some(id), &form, &[], Some(Refused::new(visit.lang, kind, about))).await,
    }
}

fn form_of(sent: &Pairs) -> ConsultationForm {
    let fields = FIELDS.iter().map(|(name, _)| ((*name).to_owned(), with_added(sent, name))).collect();
    ConsultationForm { fields, revision: value(sent, "revision").parse().unwrap_or(0) }
}

async fn page(
    visit: &Visit,
    id: Option<i64>,
    form: &ConsultationForm,
    faults: &[ConsultationFault],
    refused: Option<Refused>,
) -> Result<Response, PageError> {
    let title = match id {
        None => visit.lang.pick("意見公募を準備する", "Prepare a consultation"),
        Some(_) => visit.lang.pick("意見公募を変える", "Change a consultation"),
    };
    let f = visit.frame(Section::Talk, title).await?;
    let back = id.map_or_else(|| "/consultations".to_owned(), |id| format!("/consultations/{id}"));
    let action = id.map_or_else(|| "/consultations/new".to_owned(), |id| format!("/consultations/{id}/edit"));
    let choices = remarks::item_choices(visit, &f).await?;
    let entry = |(name, most): &(&'static str, usize)| {
        let fault = faults.iter().find(|fault| fault.field == *name);
        let (label, hint) = words(&f, name);
        Entry {
            name,
            label,
            hint: if *most > 100 {
                format!("{hint}{}", f.t("（{}文字まで）", " (at most {} characters)").replace("{}", &most.to_string()))
            } else {
                hint.to_owned()
            },
            value: form.text(name).to_owned(),
            input: match *name {
                "outline" | "items" | "questions" | "how_to_send" | "contact" | "class_words" => "area",
                "first" | "last" => "date",
                "asks_name" | "asks_address" | "asks_email" => "check",
                _ => "text",
            },
            choices: if *name == "items" { choices.clone() } else { Vec::new() },
            is_required: matches!(
                *name,
                "slug" | "title" | "outline" | "first" | "last" | "contact" | "most_chars" | "retain_days"
            ),
            fault: fault.map(|fault| fault_words(&f, fault.kind, &fault.detail)),
        }
    };
    let page = FormPage {
        subnav: SubNav::new(&f, Part::Consultations),
        lead: f.lang.pick(
            "案の説明、質問、期間、集める情報を決めます。氏名や住所は、本当に必要なときだけ集めてください。",
            "The draft, the questions, the period and what is asked for. Ask for names and addresses only where needed.",
        ),
        action: f.href(&action),
        back: f.href(&back),
        entries: FIELDS.iter().map(entry).collect(),
        revision: form.revision,
        refused,
        f,
    };
    Ok(page.render())
}

fn words(f: &Frame, name: &str) -> (&'static str, String) {
    let pick = |ja, en, hint_ja: &str, hint_en: &str| (f.lang.pick(ja, en), f.t(hint_ja, hint_en).to_owned());
    match name {
        "slug" => pick(
            "公開用アドレスの名前",
            "Public address",
            "半角の英小文字・数字・ハイフン。例：fees-2026。後から変えられません。",
            "Lower-case letters, digits, hyphens, such as fees-2026; cannot be changed later.",
        ),
        "title" => pick("題名", "Title", "案の名前が分かる題です。", "It tells which draft it is about."),
        "outline" => pick(
            "案の説明",
            "The draft",
            "何を、なぜ変えるのかを、市民に分かる言葉で書きます。",
            "What is to change and why, in words for citizens.",
        ),
        "items" => pick(
            "対象",
            "What it speaks about",
            "一行に一つ。例：cluster:fees-review、program:0101、outlook、plan:2-3",
            "One a line, such as cluster:fees-review, program:0101, outlook, plan:2-3",
        ),
        "edition" => {
            pick("案が載っている公表版の番号", "Edition with the draft", "ないときは空欄。", "Empty for none.")
        }
        "first" => pick(
            "募集の初日",
            "First day",
            "この日の0時から受け付けます。例：2026-11-01",
            "Comments are taken from its beginning, such as 2026-11-01.",
        ),
        "last" => {
            pick("募集の最終日", "Last day", "この日の24時まで受け付けます。", "Comments are taken until its end.")
        }
        "questions" => pick(
            "質問",
            "Questions",
            "一行に一問、10問まで。答えを必須にするときは行の初めに＊を付けます。",
            "One a line, at most 10; begin a line with * where an answer is needed.",
        ),
        "how_to_send" => pick(
            "電子メール・書面での出し方",
            "How to send by e-mail or on paper",
            "あて先と、持参できる場所と時間を書きます。",
            "The addresses, and where and when it can be handed in.",
        ),
        "contact" => {
            pick("問合せ先", "Contact", "課の名前と電話番号を書きます。", "Name and telephone of the section.")
        }
        "most_chars" => {
            pick("一つの文の文字数の上限", "Most characters of one text", "1から10000まで。", "From 1 to 10000.")
        }
        "asks_name" => pick(
            "氏名の欄を置く（任意の記入）",
            "Ask for the name (voluntary)",
            "印を付けないと、氏名を集めません。書かれた氏名は公表せず、下の日数で消します。",
            "Without a mark no name is collected. Names are never published, and deleted after the days below.",
        ),
        "asks_address" => pick(
            "住所の欄を置く（任意の記入）",
            "Ask for the postal address (voluntary)",
            "市内に住む人か通う人かを知りたいだけなら、住所ではなく質問で聞きます。",
            "To learn only whether somebody lives or works in the city, ask a question instead.",
        ),
        "asks_email" => pick(
            "メールアドレスの欄を置く（任意の記入）",
            "Ask for the e-mail address (voluntary)",
            "受付や結果のお知らせは送りません。提出した人は受付番号で確かめられます。",
            "No mail is sent about the comment or its answer; the sender looks both up by the receipt number.",
        ),
        "retain_days" => pick(
            "結果の公表から氏名などを消すまでの日数",
            "Days from publication until names are deleted",
            "0から3650まで。意見の文と件数は残ります。",
            "From 0 to 3650. Texts and counts stay.",
        ),
        _ => {
            let usual = default_classes().replace('\n', " ／ ");
            let hint = format!(
                "{}{usual}",
                f.t(
                    "空欄なら既定の言葉。変えるときはAからEまで5行。既定：",
                    "Empty for the usual words; otherwise five lines, A to E. Usual: "
                )
            );
            (f.lang.pick("反映の区分の言葉", "Words of the classes"), hint)
        }
    }
}
