//! Illustrative summaries (例示の説明) for the demonstration: some hundred programs, told by what their names say, and each cluster.

use store::plain_summary::SummaryKind;

use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

/// What a program does, by the end of its name; `{s}` is what stands before it.
const PROGRAMS: [(&str, &str); 16] = [
    (
        "相談事業",
        "「{s}」のことで困ったとき、話を聞きます。電話でも、市役所でも話せます。必要なときは、手伝う人や場所を教えます。",
    ),
    ("普及啓発事業", "「{s}」について、分かりやすく知らせます。話を聞く会を開いたり、動画を作ったりします。"),
    (
        "担い手育成事業",
        "「{s}」を手伝う人を増やします。やり方を教える集まりをひらいて、そのあと、どこで手伝えるかを知らせます。",
    ),
    ("助成事業", "「{s}」にかかるお金の一部を、市が出します。使うには、申し込みが必要です。"),
    ("助成制度周知事業", "「{s}」のお金の手伝いがあることを、使える人に手紙などで知らせます。"),
    ("管理運営事業", "「{s}」を、みんなが安心して使えるようにします。そうじや点検をして、毎日の受付もします。"),
    ("バリアフリー化事業", "「{s}」を、だれでも使いやすくします。段差をなくし、手すりや広いトイレを作ります。"),
    ("維持補修事業", "「{s}」を見て回り、こわれた所を直します。市民からの知らせを受けて直すこともあります。"),
    ("安全対策事業", "「{s}」で、事故が起きやすい所を直します。警察や学校と一緒に、あぶない所をさがします。"),
    ("子ども体験事業", "子どもが「{s}」をやってみる日を作ります。学校や近くの施設で行います。"),
    ("子育て交流事業", "{s}で、小さい子どもと親が集まって話せる場所を作ります。保健師に相談することもできます。"),
    ("地域防災力強化事業", "{s}で、災害のときに助け合う準備をします。逃げる練習をして、あぶない所を地図に書きます。"),
    ("健康づくり事業", "{s}で、歩く会や体そうの教室を開きます。元気に長く暮らすためです。"),
    ("窓口サービス向上事業", "{s}の区役所で、待つ時間を短くします。紙に何度も名前を書かなくてよいようにします。"),
    ("外部人材活用事業", "学校の「{s}」の時間に、くわしい人を呼びます。本物を見て、話を聞いて学びます。"),
    ("高齢者ふれあい事業", "{s}で、お年よりが集まって、お茶を飲んだり食事をしたりします。車で送ることもあります。"),
];

/// What a cluster bundles, by words of its name.
const CLUSTERS: [(&str, &str); 24] = [
    ("港", "船が着く場所などを、これからどう直して使うかを考えます。"),
    ("インフラ", "道路、橋、川を、長く安全に使う方法を考えます。こわれる前に直すほうが、安くすむからです。"),
    (
        "施設マネジメント",
        "市の建物を、どれだけ残すかを考えます。古い建物を全部建て直すと、お金が足りなくなるからです。",
    ),
    (
        "公共投資",
        "道路や建物を、1年にどれだけ作ったり直したりするかを考えます。多すぎると、あとの世代が借金を返すことになります。",
    ),
    ("水道", "水道と下水道に、市がどれだけお金を出すかを考えます。"),
    ("バス", "市のバスを、これからも走らせる方法を考えます。乗る人が減って、お金が足りないからです。"),
    ("競技", "市が開くレースの仕事を見直します。もうけたお金は、市民のために使います。"),
    ("外郭団体", "市が作った会社や団体が、今も必要かを調べます。"),
    ("補助", "市が会社や団体に出しているお金が、役に立っているかを調べます。"),
    ("使用料", "市の施設を使うときに払うお金を見直します。使う人と、使わない人の、どちらにも納得できるようにします。"),
    ("歳入", "市に入るお金を増やす方法を考えます。使わない土地を売ることなどです。"),
    ("契約", "市が物を買うときや、工事をたのむときの、やり方を見直します。"),
    ("指定管理者", "市の施設の仕事を会社などにたのむ、やり方を見直します。"),
    ("業務", "市役所の仕事のやり方を見直します。むだな時間を減らして、市民のために使います。"),
    ("人事", "市役所で働く人を、どう集めて、どう育てるかを考えます。"),
    ("区役所", "区役所に行かなくてもできる手続きを増やします。待つ時間も短くします。"),
    ("防災", "地震や大雨のときに、みんなで助かるための事業を集めました。"),
    ("子育て", "子どもが生まれる前から学校に入るまでの、相談と手伝いの事業を集めました。"),
    ("介護", "お年よりが、元気に暮らす時間を長くするための事業を集めました。"),
    ("健康", "病気を早く見つけて、重くならないようにする事業を集めました。"),
    ("脱炭素", "地球を暖める「二酸化炭素」を減らす事業を集めました。"),
    ("観光", "市の外から遊びに来る人を増やす事業を集めました。"),
    ("就業", "市の中で働く人を増やし、できる仕事を広げる事業を集めました。"),
    ("空き家", "だれも住んでいない家を減らし、安全な家を増やす事業を集めました。"),
];

impl App {
    /// Writes the illustrative summaries where nobody wrote any; how many.
    ///
    /// # Errors
    /// When the actor may not, or the database refuses.
    pub(crate) async fn load_demo_summaries(&self, actor: &Actor) -> Result<i64, AppError> {
        permit(actor, Action::ManageClusters)?;
        let mut texts = Vec::new();
        for sheet in crate::demo::inventory() {
            let fits = |(end, text): &(&str, &str)| {
                let subject = sheet.name.strip_suffix(end).filter(|subject| !subject.is_empty())?;
                Some(format!("{}（例示）", text.replace("{s}", subject)))
            };
            if let Some(text) = PROGRAMS.iter().find_map(fits) {
                texts.push((SummaryKind::Program, sheet.external_id, text));
            }
        }
        for head in self.cluster_heads(actor).await? {
            let known = CLUSTERS.iter().find(|(word, _)| head.name.ja.contains(word)).map(|(_, text)| *text);
            let text = known.unwrap_or("同じ目的の事業を並べて、役に立っているか、重なりがないかを調べます。");
            texts.push((SummaryKind::Cluster, head.id, format!("{text}（例示）")));
        }
        Ok(self.store.add_demo_summaries(&actor.name, "例示", &texts).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publishing::plain::{MAX_CHARS, advice};

    #[test]
    fn the_examples_follow_the_advice_they_are_examples_of() {
        let glossary = crate::plan::load(None).unwrap().glossary;
        for (word, text) in PROGRAMS.iter().chain(&CLUSTERS) {
            let text = text.replace("{s}", "区");
            assert!(text.chars().count() < MAX_CHARS);
            assert_eq!(advice::advice(&text, &glossary), [], "{word}");
        }
    }
}
