//! Consultations of the demonstration (例示の意見公募): one that is open, one whose results are published.

use reform::consultation::{AnswerClass, Channel, ConsultationState};
use reform::plan::CalendarDate;
use store::consultation::{GroupText, NewComment, PersonGiven};

use super::ConsultationRow;
use super::public::text_hash;
use crate::App;
use crate::clock::day_in_japan;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

/// Opinions of the answered one: summary, answer, class, and how people put it.
const OPINIONS: [(&str, &str, AnswerClass, [&str; 3]); 6] = [
    (
        "使用料を上げる前に、施設の無駄を減らすべきだ。",
        "施設の運営費の見直しを先に行い、その結果を示したうえで使用料を検討することを案に加えました。",
        AnswerClass::A,
        [
            "使用料を上げる前に、施設の運営の無駄を減らしてください。",
            "使用料を上げる前に、まず施設の運営の無駄を減らすべきだと思います。",
            "使用料の値上げの前に、施設の運営の無駄を減らす努力をしてください。",
        ],
    ),
    (
        "子どもと高齢者の使用料は据え置いてほしい。",
        "子ども、高齢者、障害のある人の減免は続けることを案に書いています。",
        AnswerClass::B,
        [
            "子どもと高齢者の使用料は据え置いてください。",
            "子どもと高齢者の使用料は今のまま据え置いてほしいです。",
            "高齢者と子どもの使用料は据え置きにしてほしい。",
        ],
    ),
    (
        "予約の手続をインターネットでできるようにしてほしい。",
        "予約のオンライン化を進める際の参考とします。",
        AnswerClass::C,
        [
            "施設の予約をインターネットでできるようにしてほしい。",
            "施設の予約の手続をインターネットでできるようにしてください。",
            "インターネットで施設の予約ができるようになると助かります。",
        ],
    ),
    (
        "使用料の見直しそのものをやめてほしい。",
        "施設を使う人と使わない人の負担を公平にするため、案のとおり見直しを進めます。",
        AnswerClass::D,
        [
            "使用料の見直しに反対します。見直しをやめてください。",
            "使用料の見直しには反対です。見直しをやめてほしい。",
            "使用料の見直しをやめてほしい。見直しに反対です。",
        ],
    ),
    (
        "施設ごとの利用者数と費用を分かりやすく示してほしい。",
        "施設ごとの利用者数と費用の一覧を、案の資料に加えました。",
        AnswerClass::A,
        [
            "施設ごとの利用者数と費用を分かりやすく示してください。",
            "施設ごとの利用者の数と費用を、分かりやすい表で示してほしい。",
            "利用者数と費用を施設ごとに分かりやすく公表してください。",
        ],
    ),
    (
        "説明会の日程を早く知らせてほしい。",
        "ご意見として承りました。説明会の日程は、開催の1か月前までに市政だよりで知らせます。",
        AnswerClass::E,
        [
            "説明会の日程をもっと早く知らせてください。",
            "説明会の日程は早めに知らせてほしいです。",
            "説明会の日程をもっと早めに知らせてほしい。",
        ],
    ),
];

/// How people end what they write.
const ENDS: [&str; 4] = ["", "（例示）", " 例示の意見です。", "よろしくお願いします。（例示）"];

/// Letters with several points: which opinions they hold.
const LETTERS: [&[usize]; 3] = [&[0, 2], &[1, 4, 5], &[4, 2]];

/// What the open one holds so far.
const OPEN: [&str; 4] = [
    "公園の草刈りの回数を減らさないでください。",
    "古い団地の建替えを先に進めてほしい。",
    "公園の草刈りの回数は減らさないでほしい。子どもが遊べなくなります。",
    "将来の世代に借金を残さない計画に賛成です。",
];

impl App {
    /// Makes the examples of the demonstration, where there is no consultation yet.
    ///
    /// # Errors
    /// When the actor may not, or the database refuses.
    pub(crate) async fn load_demo_consultations(&self, actor: &Actor) -> Result<(), AppError> {
        permit(actor, Action::ManageConsultations)?;
        if !self.store.consultations().await?.is_empty() {
            return Ok(());
        }
        self.add_answered(actor).await?;
        self.add_open(actor).await
    }

    fn days_from_now(&self, days: i64) -> CalendarDate {
        day_in_japan(self.clock().now() + jiff::SignedDuration::from_hours(24 * days))
    }

    async fn add_answered(&self, actor: &Actor) -> Result<(), AppError> {
        let (first, last) = (self.days_from_now(-150), self.days_from_now(-120));
        let row = ConsultationRow {
            questions: vec![("この案を何で知りましたか。".to_owned(), false)],
            ..consultation("reiji-fees", "例示：公の施設の使用料の見直し（素案）", "cluster:fees-review", (first, last))
        };
        let Some(id) = self.store.add_consultation(&actor.name, &row).await? else { return Ok(()) };
        for round in 0..12usize {
            for (at, (.., words)) in OPINIONS.iter().enumerate() {
                // The larger the opinion's number, the fewer say it.
                if round >= 12 - at {
                    continue;
                }
                let text = format!("{}{}", words[round % 3], ENDS[(round / 3 + at) % 4]);
                let channel = Channel::ALL[(round + at) % 3];
                self.add_example_comment(actor, id, channel, &text, first).await?;
            }
        }
        for points in LETTERS {
            let points: Vec<String> = points.iter().map(|at| OPINIONS[*at].3[0].to_owned()).collect();
            let lines = (1..).zip(&points).map(|(number, point)| format!("{number} {point}"));
            let text = format!("例示：いくつか意見があります。\n{}", lines.collect::<Vec<_>>().join("\n"));
            self.add_example_comment(actor, id, Channel::Paper, &text, first).await?;
            let all = self.store.unplaced_comments(id).await?;
            let letter = all.into_iter().find(|(_, known)| *known == text);
            if let Some((comment, _)) = letter {
                self.store.divide_comment(&actor.name, (id, comment), &points).await?;
            }
        }
        for (summary, answer, class, words) in OPINIONS {
            let comments = self.store.unplaced_comments(id).await?;
            let members: Vec<i64> = comments
                .iter()
                .filter(|(_, text)| words.iter().any(|word| text.contains(word)))
                .map(|(comment, _)| *comment)
                .collect();
            let made = self.store.move_comments(&actor.name, id, &members, None).await?;
            let Ok(group) = made else { continue };
            let text = GroupText {
                summary: format!("例示：{summary}"),
                answer: format!("例示：{answer}"),
                class: Some(class),
            };
            // The group was made and filled just now, so nobody can have been quicker.
            let _ = self.store.answer_comment_group(&actor.name, (id, group, 2), &text).await?;
        }
        let published = Some(self.days_from_now(-60));
        self.settle(actor, ConsultationRow { state: ConsultationState::Published, published, id, ..row }).await
    }

    async fn add_open(&self, actor: &Actor) -> Result<(), AppError> {
        let period = (self.days_from_now(-10), self.days_from_now(20));
        let row = ConsultationRow {
            questions: vec![
                ("将来の世代に何を残したいと思いますか。".to_owned(), false),
                ("お住まいの区を教えてください。".to_owned(), false),
            ],
            ..consultation(
                "reiji-investment",
                "例示：公共投資の水準の考え方（素案）",
                "cluster:public-investment-level\noutlook",
                period,
            )
        };
        let Some(id) = self.store.add_consultation(&actor.name, &row).await? else { return Ok(()) };
        for (at, text) in OPEN.iter().enumerate() {
            self.add_example_comment(actor, id, Channel::ALL[at % 3], text, period.0).await?;
        }
        self.settle(actor, ConsultationRow { state: ConsultationState::Open, id, ..row }).await
    }

    async fn add_example_comment(
        &self,
        actor: &Actor,
        id: i64,
        channel: Channel,
        text: &str,
        day: CalendarDate,
    ) -> Result<(), AppError> {
        let new = NewComment {
            channel,
            body: text.to_owned(),
            replies: Vec::new(),
            text_sha256: text_hash(text, &[]),
            received_at: format!("{day}T03:00:00.000Z"),
            receipt_sha256: None,
            form_sha256: None,
            import_key: None,
            entered_by: actor.name.clone(),
            person: PersonGiven::default(),
        };
        self.store.add_comment(&actor.name, id, new).await?;
        Ok(())
    }

    async fn settle(&self, actor: &Actor, row: ConsultationRow) -> Result<(), AppError> {
        self.store.change_consultation(&actor.name, &row).await?;
        Ok(())
    }
}

fn consultation(slug: &str, title: &str, items: &str, (first, last): (CalendarDate, CalendarDate)) -> ConsultationRow {
    ConsultationRow {
        id: 0,
        slug: slug.to_owned(),
        title: title.to_owned(),
        outline: format!("{title}について、市民の意見を募ります。内容は実在しない例示です。"),
        items: items.to_owned(),
        edition: None,
        first,
        last,
        how_to_send: "例示：このサイトの入力フォームのほか、電子メールか書面（郵送・FAX・持参）でも出せます。"
            .to_owned(),
        contact: "例示：市政変革推進室（電話番号とアドレスは例示では示しません）".to_owned(),
        most_chars: 2_000,
        asks: [true, false, true],
        retain_days: 180,
        class_words: String::new(),
        state: ConsultationState::Draft,
        published: None,
        questions: Vec::new(),
        is_demo: true,
        revision: 1,
    }
}
