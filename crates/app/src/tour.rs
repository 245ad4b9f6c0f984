//! The guided tour (案内): ten pages of the demonstration in about ten minutes, with what to look at and what to try.

use std::collections::BTreeSet;

use store::InventoryKind;

use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

/// A page of the tour (案内の一歩).
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// The stable word.
    pub word: &'static str,
    /// The address to open.
    pub path: &'static str,
    /// What may be asked of whoever opens it.
    pub action: Action,
    /// About how long it takes.
    pub minutes: u8,
    /// Its title, in Japanese and English.
    pub title: (&'static str, &'static str),
    /// What to look at.
    pub look: (&'static str, &'static str),
    /// What to try.
    pub attempt: (&'static str, &'static str),
}

/// The pages of the tour, in order (案内の道順).
pub const STEPS: [Step; 10] = [
    Step {
        word: "plan",
        path: "/plan/targets",
        action: Action::ReadPlan,
        minutes: 1,
        title: ("プランの目標を見る", "The plan's targets"),
        look: (
            "どの数値にも、単位、時点、母集団、出典のページ、根拠の区分（公表・例示など）が付いています。",
            "Every figure has its unit, date, base, page of the source, and how it is known (published, illustrative …).",
        ),
        attempt: (
            "点線の下線がある言葉を押すと、用語の説明がその場で開きます。",
            "Press a word with a dotted line: its meaning opens in place.",
        ),
    },
    Step {
        word: "programs",
        path: "/programs?q=%E9%98%B2%E7%81%BD&sort=cost",
        action: Action::ReadInventory,
        minutes: 1,
        title: ("3,000の事業から探す", "Find among 3,000 programs"),
        look: (
            "検索した事業が、事業費の大きい順に並びます。上に件数と合計が出ます。",
            "The programs found, the most costly first, with their number and total above.",
        ),
        attempt: (
            "所管か方向性で絞り込み、1つの事業を開いて、財源の図を見てください。",
            "Narrow them by department or direction, open one, and look at where its money comes from.",
        ),
    },
    Step {
        word: "reviews",
        path: "/reviews",
        action: Action::ReadReviews,
        minutes: 1,
        title: ("点検の様子を見る", "How the review goes"),
        look: (
            "局ごとに、点検シートがどの段階まで進んだかが分かります。",
            "How far the sheets of each bureau have come.",
        ),
        attempt: (
            "年度を開き、差し戻されたシートを1つ選んで、直すところを読んでください。",
            "Open a year, choose a sheet that was returned, and read what is to be mended.",
        ),
    },
    Step {
        word: "cluster",
        path: "/clusters/public-investment-level/analysis",
        action: Action::ReadAnalyses,
        minutes: 1,
        title: ("クラスターを分析する", "Analyse a cluster"),
        look: (
            "現状、分析、課題、改革案、取組案の5つの段階と、段階を閉じたときの記録が並びます。",
            "Five stages from the present state to proposals, and what was kept when each was closed.",
        ),
        attempt: (
            "改革案の比較を開き、決まった案と、選ばれなかった案の違いを見てください。",
            "Open the comparison of options: what was decided, and how the others differ.",
        ),
    },
    Step {
        word: "roadmap",
        path: "/roadmap/progress",
        action: Action::ReadRoadmaps,
        minutes: 1,
        title: ("遅れから順に見る", "What is late comes first"),
        look: (
            "遅れと記録されたもの、期限を過ぎたものが先に出ます。",
            "What was reported as behind or is past its end stands first.",
        ),
        attempt: ("1本の帯を開き、これまでの記録を読んでください。", "Open a bar and read what was said about it."),
    },
    Step {
        word: "remark",
        path: "/remarks?state=accepted",
        action: Action::ReadDiscussion,
        minutes: 1,
        title: ("意見が工程を変える", "A remark changes the roadmap"),
        look: (
            "会議で出た意見に、担当の局、対応の期限、回答が付いています。回答がないうちは、対応済みにできません。",
            "Each remark of a meeting has its department, its due date and its response. None is closed without a response.",
        ),
        attempt: (
            "工程表への意見を1つ開き、回答と、その意見を受けて改めた工程表の版を見てください。",
            "Open the remark about a roadmap: read the response and see which version of the roadmap came of it.",
        ),
    },
    Step {
        word: "comment",
        path: "/comment",
        action: Action::SendComments,
        minutes: 1,
        title: ("市民の意見に答える", "Answer the citizens"),
        look: (
            "募集中の案と、結果を公表した案が並びます。だれでも、アカウントなしで意見を出せます。",
            "Drafts that are open to comment, and those whose results are published. Anybody may comment without an account.",
        ),
        attempt: (
            "「公の施設の使用料の見直し」を開き、似た意見をまとめた表で、件数と市の考え方を見てください。",
            "Open the one whose results are published: similar comments stand as one line with their number and the answer.",
        ),
    },
    Step {
        word: "initiatives",
        path: "/initiatives",
        action: Action::ReadInitiatives,
        minutes: 1,
        title: ("市役所そのものを変える", "Change the city hall itself"),
        look: (
            "7つのテーマの取組と指標が並び、実績と目標に根拠の区分が付いています。",
            "Seven themes with initiatives and indicators; each value says how it is known.",
        ),
        attempt: (
            "「紙を半分に」を開き、実績の線が目標に届きそうかを見てください。",
            "Open “Half the paper”: will the line reach its target?",
        ),
    },
    Step {
        word: "fiscal",
        path: "/fiscal/debt",
        action: Action::ReadFiscal,
        minutes: 1,
        title: ("前提を変えて試算する", "Try other assumptions"),
        look: (
            "市債残高が今の前提でどう動くかが、図と表で出ます。",
            "How the city's debt moves on the present assumptions, as a chart and as a table.",
        ),
        attempt: (
            "投資の額を少し減らして計算し、10年後の残高の差を見てください。",
            "Lower the investment a little and look at the difference after ten years.",
        ),
    },
    Step {
        word: "chain",
        path: "/chain",
        action: Action::ReadChain,
        minutes: 1,
        title: ("決定から基金までたどる", "From a decision to the fund"),
        look: (
            "決めたことの効果が、投資枠を通って基金の残高まで、円単位でつながります。",
            "What was decided moves the frame and the fund, to the yen.",
        ),
        attempt: (
            "基金の数字を1つ開き、計算の元になった決定までさかのぼってください。",
            "Open one figure of the fund and go back to the decisions behind it.",
        ),
    },
];

/// The tour for one person (その人の案内).
#[derive(Clone, Debug, Default)]
pub struct Tour {
    /// Whether the inventory is the demonstration's.
    pub is_demo: bool,
    /// The words of the steps done that the account keeps; none for who has no account.
    pub done: BTreeSet<String>,
    /// Whether an account keeps them.
    pub is_kept: bool,
}

impl Step {
    /// The step with this word (語から).
    pub fn from_word(word: &str) -> Option<&'static Step> {
        STEPS.iter().find(|step| step.word == word)
    }
}

impl App {
    /// The tour with what the person who acts has done of it.
    ///
    /// # Errors
    /// When the actor may not see the plan, or the database fails.
    pub async fn tour(&self, actor: &Actor) -> Result<Tour, AppError> {
        permit(actor, Action::ReadPlan)?;
        let is_demo = self.store.inventory_state().await?.kind == InventoryKind::Demo;
        let Some(account) = actor.account() else { return Ok(Tour { is_demo, ..Tour::default() }) };
        let done = self.store.tour_steps(account).await?.into_iter();
        let done = done.filter(|word| Step::from_word(word).is_some()).collect();
        Ok(Tour { is_demo, done, is_kept: true })
    }

    /// Notes that a step is done, or is not.
    ///
    /// # Errors
    /// When nobody is signed in, there is no such step, or the database fails.
    pub async fn mark_tour_step(&self, actor: &Actor, word: &str, is_done: bool) -> Result<(), AppError> {
        let account = own_account(actor)?;
        let missing = || AppError::NotFound { what: "tour step", name: word.chars().take(40).collect() };
        let step = Step::from_word(word).ok_or_else(missing)?;
        Ok(self.store.mark_tour_step(&actor.name, account, step.word, is_done).await?)
    }

    /// Begins the tour anew.
    ///
    /// # Errors
    /// When nobody is signed in, or the database fails.
    pub async fn reset_tour(&self, actor: &Actor) -> Result<(), AppError> {
        let account = own_account(actor)?;
        Ok(self.store.reset_tour(&actor.name, account).await?)
    }
}

fn own_account(actor: &Actor) -> Result<i64, AppError> {
    permit(actor, Action::UseOwnAccount)?;
    actor.account().ok_or(AppError::Denied(Action::UseOwnAccount.word()))
}
