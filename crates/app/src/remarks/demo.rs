//! Remarks of the demonstration (例示の意見): a dozen in every state, of made-up people.

use reform::discussion::remark::{RemarkOutcome, RemarkSource, RemarkState};
use reform::discussion::{ItemKind, ItemRef};
use store::remark::RemarkChange;

use super::RemarkRow;
use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

/// What is said, by whom as what, whether that is confidential, about what and where, its theme.
struct Demo {
    body: &'static str,
    speaker: (&'static str, &'static str),
    is_confidential: bool,
    item: (ItemKind, &'static str, &'static str),
    theme: &'static str,
    /// Which meeting of the council; 0 for none.
    meeting: i64,
    department: &'static str,
    /// Days from the first of this month on which the response is due, by month.
    due: &'static str,
    /// State, response, reason.
    answer: (RemarkState, &'static str, &'static str),
}

const CLUSTER: &str = "public-investment-level";

const fn demo(
    body: &'static str,
    speaker: (&'static str, &'static str),
    item: (ItemKind, &'static str, &'static str),
    theme: &'static str,
    answer: (RemarkState, &'static str, &'static str),
) -> Demo {
    Demo {
        body, speaker, is_confidential: false, item, theme, meeting: 1, department: "都市整備局", due: "", answer
    }
}

const OPEN: (RemarkState, &str, &str) = (RemarkState::Open, "", "");
const CHAIR: (&str, &str) = ("例示 一子", "座長");
const EXPERT: (&str, &str) = ("見本 二郎", "副座長");
const ACCOUNTANT: (&str, &str) = ("仮名 三枝", "委員");

const REMARKS: [Demo; 12] = [
    demo(
        "例示：工程表の帯が長すぎる。橋の修繕を先に始める工程にできないか。",
        EXPERT,
        (ItemKind::Roadmap, CLUSTER, "修繕の順番"),
        "工程",
        (RemarkState::Accepted, "例示：橋の修繕を先に始める工程に改めました。", ""),
    ),
    demo(
        "例示：使用料の減免の条件を、市民にわかる言葉で示してほしい。",
        ("見本 五月", "委員（公募）"),
        (ItemKind::Plan, "2-3", "受益者負担"),
        "市民への説明",
        (RemarkState::Answered, "例示：やさしい日本語の説明を加えます。", ""),
    ),
    demo(
        "例示：金利をもう一段高く置いた場合の見通しも示してほしい。",
        ACCOUNTANT,
        (ItemKind::Outlook, "", "金利の前提"),
        "財政",
        (RemarkState::Done, "例示：財政の試算の画面で金利を変えて試せます。", ""),
    ),
    demo(
        "例示：投資枠の財源から基金の取崩しを外してほしい。",
        CHAIR,
        (ItemKind::Frame, "", ""),
        "財政",
        (RemarkState::Declined, "例示：基金は枠の財源に残します。", "例示：年度の間の平準化に要るため。"),
    ),
    Demo {
        due: "past",
        ..demo(
            "例示：点検の結果の一覧を公表してほしい。",
            EXPERT,
            (ItemKind::Cluster, CLUSTER, "課題"),
            "市民への説明",
            OPEN,
        )
    },
    Demo {
        due: "past",
        meeting: 2,
        ..demo("例示：対象の橋の数を数え直してほしい。", ACCOUNTANT, (ItemKind::Cluster, CLUSTER, "現状"), "工程", OPEN)
    },
    Demo {
        due: "future",
        meeting: 2,
        ..demo(
            "例示：環境工場を枠に含める案も比べてほしい。",
            CHAIR,
            (ItemKind::Cluster, CLUSTER, "改革案"),
            "財政",
            OPEN,
        )
    },
    Demo {
        is_confidential: true,
        due: "future",
        meeting: 2,
        ..demo(
            "例示：関係団体の負担が増えることを先に説明してほしい。",
            ("例示 四郎", "例示商工団体"),
            (ItemKind::Cluster, CLUSTER, "影響"),
            "関係者",
            OPEN,
        )
    },
    Demo {
        is_confidential: true,
        meeting: 2,
        ..demo(
            "例示：公開の場では言いにくいが、費用の内訳が足りない。",
            ACCOUNTANT,
            (ItemKind::Roadmap, CLUSTER, "費用"),
            "財政",
            (RemarkState::Answered, "例示：内訳を資料に加えました。", ""),
        )
    },
    Demo {
        meeting: 2,
        ..demo(
            "例示：職員の研修の効果を数で示してほしい。",
            EXPERT,
            (ItemKind::Plan, "3-2", "人材"),
            "人材",
            (RemarkState::Accepted, "例示：研修の前後の調査を始めます。", ""),
        )
    },
    Demo {
        meeting: 0,
        department: "",
        ..demo(
            "例示：図の目盛りが読みにくい。",
            ("見本 五月", "市民"),
            (ItemKind::Plan, "1-1", "図"),
            "市民への説明",
            OPEN,
        )
    },
    Demo {
        meeting: 0,
        ..demo(
            "例示：工程表を事業ごとにも見られるようにしてほしい。",
            CHAIR,
            (ItemKind::Roadmap, CLUSTER, ""),
            "工程",
            (RemarkState::Answered, "例示：クラスターの画面から見られます。", ""),
        )
    },
];

impl App {
    /// Makes the examples of the demonstration (例示), where the inventory is illustrative and nothing is there yet.
    ///
    /// # Errors
    /// When the actor may not, or the database refuses.
    pub(crate) async fn load_demo_remarks(&self, actor: &Actor) -> Result<(), AppError> {
        permit(actor, Action::ManageRemarks)?;
        let is_known = self.plan.clusters.iter().any(|cluster| cluster.id == CLUSTER);
        if !is_known || !self.store.remarks(None).await?.is_empty() {
            return Ok(());
        }
        let departments = self.store.departments().await?;
        let meetings = self.store.meetings().await?;
        let (year, ..) = self.today().parts();
        let has_versions = !self.store.roadmap_versions().await?.is_empty();
        for one in &REMARKS {
            let (kind, id, place) = one.item;
            let Some(item) = ItemRef::new(kind, id).and_then(|item| item.at(place)) else { continue };
            let of_council = |number: i64| {
                meetings.iter().find(|row| row.body == "promotion-council" && row.number == number).map(|row| row.id)
            };
            let meeting = of_council(one.meeting);
            let due = match one.due {
                "past" => reform::plan::CalendarDate::new(year, 1, 31),
                "future" => reform::plan::CalendarDate::new(year + 1, 12, 20),
                _ => None,
            };
            let row = RemarkRow {
                id: 0,
                body: one.body.to_owned(),
                speaker: one.speaker.0.to_owned(),
                speaker_role: one.speaker.1.to_owned(),
                source: if one.is_confidential { RemarkSource::Confidential } else { RemarkSource::Public },
                body_id: if meeting.is_some() { "promotion-council".to_owned() } else { String::new() },
                meeting,
                item,
                theme: one.theme.to_owned(),
                department_id: departments.find(&[one.department]).first().copied(),
                due,
                state: RemarkState::Open,
                response: String::new(),
                reason: String::new(),
                outcome: None,
                hidden_reason: String::new(),
                is_demo: true,
                revision: 1,
                created_account: None,
                created_at: String::new(),
            };
            let id = self.store.add_remark(&actor.name, &row, &[]).await?;
            let (state, response, reason) = one.answer;
            if state == RemarkState::Open {
                continue;
            }
            let answered = |state, revision| RemarkRow {
                id,
                state,
                response: response.to_owned(),
                reason: reason.to_owned(),
                revision,
                ..row.clone()
            };
            let change = RemarkChange { what: "answered", reason };
            let first = if state == RemarkState::Done { RemarkState::Answered } else { state };
            self.store.change_remark(&actor.name, &answered(first, 1), change, &[]).await?;
            if state == RemarkState::Done {
                self.store.change_remark(&actor.name, &answered(state, 2), change, &[]).await?;
            }
            if kind == ItemKind::Roadmap && state == RemarkState::Accepted && has_versions {
                let outcome = Some(RemarkOutcome::Roadmap(1));
                let named = RemarkRow { outcome, ..answered(state, 2) };
                let change = RemarkChange { what: "outcome", reason: "" };
                self.store.change_remark(&actor.name, &named, change, &[]).await?;
            }
        }
        Ok(())
    }
}
