//! Meetings of the demonstration (例示の会議): made-up members, and three meetings of which two have minutes.

use reform::discussion::body::{BodyKind, MemberRole};
use reform::discussion::meeting::{ClockTime, MeetingState, Presence};
use reform::discussion::{ItemKind, ItemRef};
use reform::plan::CalendarDate;
use store::meeting::{BodyRow, MeetingWrite};

use super::{MeetingRow, MemberRow};
use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

/// Name, affiliation, role, first and last day.
type DemoMember = (&'static str, &'static str, MemberRole, &'static str, &'static str);

const COUNCIL: [DemoMember; 6] = [
    ("例示 一子", "例示大学 行政学", MemberRole::Chair, "2025-04-01", "2027-03-31"),
    ("見本 二郎", "例示総合研究所", MemberRole::Deputy, "2025-04-01", "2027-03-31"),
    ("仮名 三枝", "例示会計事務所", MemberRole::Member, "2025-04-01", "2027-03-31"),
    ("例示 四郎", "例示商工団体", MemberRole::Member, "2025-04-01", "2027-03-31"),
    ("見本 五月", "公募による市民", MemberRole::Member, "2025-04-01", "2027-03-31"),
    ("仮名 六助", "例示新聞", MemberRole::Member, "2023-04-01", "2025-03-31"),
];

const WORKING: [DemoMember; 3] = [
    ("見本 二郎", "例示総合研究所", MemberRole::Chair, "2026-04-01", ""),
    ("例示 七海", "例示設計事務所", MemberRole::Member, "2026-04-01", ""),
    ("仮名 八重", "例示大学 土木工学", MemberRole::Adviser, "2026-04-01", ""),
];

const FIRST_MINUTES: &str = "例示の議事録です。実在の会議、発言ではありません。\n\n\
○座長　ただいまから会議を始めます。本日の議題は、公共投資の水準と使用料の見直しです。\n\n\
○事務局　資料1により、公共投資の水準の分析を説明します。\n\n\
○例示委員　工程表の帯が長すぎます。点検の結果を待たずに、橋の修繕を先に始める工程にできませんか。\n\n\
○見本委員　使用料は、減免の条件を市民にわかる言葉で示してください。\n\n\
○座長　意見は事務局で整理し、次回に回答してください。";

const SECOND_MINUTES: &str = "例示の議事録です。実在の会議、発言ではありません。\n\n\
○座長　前回の意見への回答を確かめます。\n\n\
○事務局　橋の修繕を先に始める工程に改めました。\n\n\
○仮名委員　財政見通しの前提となる金利を、もう一段高く置いた場合も示してください。";

impl App {
    /// Makes the examples of the demonstration (例示), where the inventory is illustrative and nothing is there yet.
    ///
    /// # Errors
    /// When the actor may not, or the database refuses.
    pub(crate) async fn load_demo_meetings(&self, actor: &Actor) -> Result<(), AppError> {
        permit(actor, Action::ManageMeetings)?;
        let has_council = self.plan.council.bodies.iter().any(|body| body.id == "promotion-council");
        if !has_council || !self.store.meetings().await?.is_empty() || !self.store.own_bodies().await?.is_empty() {
            return Ok(());
        }
        let working = BodyRow {
            id: String::new(),
            kind: BodyKind::Working,
            name: "公共投資ワーキング（例示）".to_owned(),
            name_en: "Working group on public investment (illustrative)".to_owned(),
            purpose: "公共投資の水準を、点検の結果から検討する例示のワーキング。".to_owned(),
            is_demo: true,
        };
        let working = self.store.add_body(&actor.name, &working).await?;
        let council = self.demo_members(actor, "promotion-council", &COUNCIL).await?;
        let group = self.demo_members(actor, &working, &WORKING).await?;

        let (year, ..) = self.today().parts();
        let day = |year: i32, month: u8, day: u8| CalendarDate::new(year, month, day).unwrap_or(self.today());
        let investment = item(ItemKind::Roadmap, "public-investment-level");
        let agenda = |title: &'static str, item: Option<ItemRef>| (title, item);
        let first = [agenda("公共投資の水準の分析と工程", investment.clone()), agenda("使用料・手数料の見直し", None)];
        let second =
            [agenda("前回の意見への回答", investment.clone()), agenda("財政見通し", item(ItemKind::Outlook, ""))];
        let third = [agenda("点検結果から選ぶ修繕の順番（例示）", item(ItemKind::Cluster, "public-investment-level"))];
        self.demo_meeting(actor, ("promotion-council", 1), day(year - 1, 11, 14), &first, (&council, FIRST_MINUTES))
            .await?;
        self.demo_meeting(actor, ("promotion-council", 2), day(year, 5, 15), &second, (&council, SECOND_MINUTES))
            .await?;
        self.demo_meeting(actor, (&working, 1), day(year + 1, 1, 22), &third, (&group, "")).await
    }

    async fn demo_members(&self, actor: &Actor, body: &str, members: &[DemoMember]) -> Result<Vec<i64>, AppError> {
        let mut made = Vec::new();
        for (name, affiliation, role, from, until) in members {
            let row = MemberRow {
                id: 0,
                body: body.to_owned(),
                name: (*name).to_owned(),
                affiliation: (*affiliation).to_owned(),
                role: *role,
                from: from.parse().ok(),
                until: until.parse().ok(),
                is_demo: true,
                revision: 0,
            };
            made.push(self.store.add_member(&actor.name, &row).await?);
        }
        Ok(made)
    }

    /// A meeting; with minutes it is published, without it is planned.
    async fn demo_meeting(
        &self,
        actor: &Actor,
        (body, number): (&str, i64),
        day: CalendarDate,
        agenda: &[(&str, Option<ItemRef>)],
        (members, minutes): (&[i64], &str),
    ) -> Result<(), AppError> {
        let row = MeetingRow {
            id: 0,
            body: body.to_owned(),
            number,
            day,
            start: ClockTime::new(13, 30).unwrap_or_else(|| unreachable!("it is a time of day")),
            end: ClockTime::new(15, 30),
            place: "例示の会議室".to_owned(),
            online_link: "https://example.com/meeting".to_owned(),
            is_public: true,
            state: MeetingState::Planned,
            is_demo: true,
            revision: 0,
        };
        let MeetingWrite::Done(id) = self.store.add_meeting(&actor.name, &row).await? else { return Ok(()) };
        for (title, item) in agenda {
            self.store.add_agenda(&actor.name, id, title, item.as_ref()).await?;
        }
        if minutes.is_empty() {
            return Ok(());
        }
        let presence = |at: usize| match at {
            1 => Presence::Online,
            3 => Presence::Absent,
            _ => Presence::Present,
        };
        // The last member's term had ended.
        let sat = members.iter().take(5).enumerate().map(|(at, member)| (*member, presence(at)));
        self.store.set_attendance(&actor.name, id, &sat.collect::<Vec<_>>()).await?;
        self.store.write_minutes(&actor.name, (id, true), 0, minutes, "").await?;
        let mut row = MeetingRow { id, revision: 1, ..row };
        while let Some(next) = row.state.next() {
            row.state = next;
            self.store.change_meeting(&actor.name, &row).await?;
            row.revision += 1;
        }
        Ok(())
    }
}

fn item(kind: ItemKind, id: &str) -> Option<ItemRef> {
    ItemRef::new(kind, id)
}
