//! What every page has around its content (画面の枠): language, navigation, where it stands, what edition it is of.

use askama::Template;
use publish::edition::Words;

use crate::html::{Html, escape, is_japanese, mixed};
use crate::lang::Lang;
use crate::{File, Site, assets, links, shown};

/// The parts of the site (部).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// ホーム.
    Home,
    /// 変革のあらまし.
    Glance,
    /// 事業.
    Programs,
    /// 事業クラスター（ロジックモデルを含む）.
    Clusters,
    /// 工程表.
    Roadmap,
    /// 次世代投資枠.
    Frame,
    /// 財政見通し.
    Outlook,
    /// 都市比較.
    Cities,
    /// 公共施設.
    Facilities,
    /// 計画の数値と言葉.
    Plan,
    /// 挑戦する市役所.
    Initiatives,
    /// 会議と答え（説明の記録を含む）.
    Meetings,
    /// 意見公募.
    Consultations,
    /// 用語集.
    Glossary,
    /// ダウンロード.
    Downloads,
    /// 検索.
    Search,
    /// None of them.
    None,
}

/// An item of the navigation (案内の項目): a section, or several that belong together, the first of which it leads to.
#[derive(Debug)]
pub struct Part {
    /// What it is called in Japanese and English where more than one of its sections is there.
    names: (&'static str, &'static str),
    /// Its sections in their order.
    pub sections: &'static [Section],
}

/// The navigation, in its order. So many items stand in one row of a desk; the others of an item are one click further.
pub static NAVIGATION: [Part; 10] = [
    Part { names: ("ホーム", "Home"), sections: &[Section::Home] },
    Part { names: ("計画", "Plan"), sections: &[Section::Glance, Section::Plan] },
    Part { names: ("事業", "Programs"), sections: &[Section::Programs] },
    Part { names: ("クラスター", "Clusters"), sections: &[Section::Clusters] },
    Part { names: ("工程表", "Roadmap"), sections: &[Section::Roadmap] },
    Part { names: ("財政", "Finances"), sections: &[Section::Outlook, Section::Frame] },
    Part { names: ("都市と施設", "Cities and facilities"), sections: &[Section::Cities, Section::Facilities] },
    Part { names: ("挑戦する市役所", "City hall"), sections: &[Section::Initiatives] },
    Part { names: ("会議と答え", "Meetings and answers"), sections: &[Section::Meetings, Section::Consultations] },
    Part { names: ("データと用語", "Data and terms"), sections: &[Section::Downloads, Section::Glossary] },
];

impl Part {
    /// The part a section belongs to; nothing for one that is in no part.
    fn of(section: Section) -> Option<&'static Part> {
        NAVIGATION.iter().find(|part| part.sections.contains(&section))
    }

    /// Its sections that have a page in the language of this one.
    fn there(&self, f: &Frame<'_>) -> Vec<Section> {
        self.sections.iter().copied().filter(|section| f.has(*section)).collect()
    }
}

impl Section {
    /// The path of its first page, from the site's root.
    pub fn path(self) -> &'static str {
        match self {
            Section::Home | Section::None => "index.html",
            Section::Glance => "glance.html",
            Section::Programs => "programs/index.html",
            Section::Clusters => "clusters/index.html",
            Section::Roadmap => "roadmap/index.html",
            Section::Frame => "frame/index.html",
            Section::Outlook => "outlook/index.html",
            Section::Cities => "cities/index.html",
            Section::Facilities => "facilities/index.html",
            Section::Plan => "plan/index.html",
            Section::Initiatives => "initiatives/index.html",
            Section::Meetings => "meetings/index.html",
            Section::Consultations => "consultations/index.html",
            Section::Glossary => "glossary/index.html",
            Section::Downloads => "downloads/index.html",
            Section::Search => "search/index.html",
        }
    }

    /// Its name in Japanese and English.
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Section::Home | Section::None => ("ホーム", "Home"),
            Section::Glance => ("変革のあらまし", "At a glance"),
            Section::Programs => ("事業", "Programs"),
            Section::Clusters => ("クラスター", "Clusters"),
            Section::Roadmap => ("工程表", "Roadmap"),
            Section::Frame => ("投資枠", "Investment frame"),
            Section::Outlook => ("財政見通し", "Outlook"),
            Section::Cities => ("都市比較", "Cities"),
            Section::Facilities => ("公共施設", "Facilities"),
            Section::Plan => ("計画の言葉と数値", "Words and figures"),
            Section::Initiatives => ("挑戦する市役所", "City hall"),
            Section::Meetings => ("会議と答え", "Meetings"),
            Section::Consultations => ("意見公募", "Public comment"),
            Section::Glossary => ("用語集", "Glossary"),
            Section::Downloads => ("ダウンロード", "Downloads"),
            Section::Search => ("検索", "Search"),
        }
    }
}

/// A link of the navigation (ナビゲーションの項目).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its address from the page.
    pub href: String,
    /// Its label.
    pub label: &'static str,
    /// What `aria-current` says of it: `page` where it leads to the page shown, `true` where that belongs to it, else nothing.
    pub current: Option<&'static str>,
}

/// What the frame around a page shows (枠). Made by [`Site::frame`].
#[derive(Clone, Debug)]
pub struct Frame<'a> {
    /// The site it is a page of.
    pub site: &'a Site<'a>,
    /// The language.
    pub lang: Lang,
    /// The page's title without the site's name.
    pub title: String,
    /// What the page is about in a sentence, for search engines; may be empty.
    pub description: String,
    /// Which part it belongs to.
    pub section: Section,
    /// Its own path from the site's root: `programs/0123.html`, `en/index.html`.
    pub path: String,
    /// What stands before a path from the root to reach it from here: `../`.
    pub root: String,
}

impl Frame<'_> {
    /// The address from here of a path from the site's root as it is: data, assets, documents.
    pub fn to(&self, path: &str) -> String {
        match path.strip_prefix('#') {
            Some(_) => path.to_owned(),
            None => format!("{}{path}", self.root),
        }
    }

    /// The address from here of a page, in this page's language where there is one; `path` is the Japanese page's, with or
    /// without `#fragment`.
    pub fn href(&self, path: &str) -> String {
        let page = path.split('#').next().unwrap_or(path);
        match self.lang == Lang::En && self.site.has_english(page) {
            true => format!("{}en/{path}", self.root),
            false => format!("{}{path}", self.root),
        }
    }

    /// The attributes of a link to a page that may be in the other language only: `hreflang` says so.
    pub fn link(&self, path: &str) -> Html {
        let other = self.lang == Lang::En && !self.site.has_english(path.split('#').next().unwrap_or(path));
        Html(format!("href=\"{}\"{}", escape(&self.href(path)), if other { " hreflang=\"ja\"" } else { "" }))
    }

    /// The address of an asset: `f.asset("site.css")`.
    pub fn asset(&self, name: &str) -> String {
        self.to(assets::path(name))
    }

    /// The address of this very page in the other language, or of its home page; nothing where there is no other language.
    pub fn other_language_href(&self) -> Option<String> {
        let twin = match self.path.strip_prefix("en/") {
            Some(japanese) => japanese.to_owned(),
            None if self.site.has_english(&self.path) => format!("en/{}", self.path),
            None if self.site.has_english("index.html") => "en/index.html".to_owned(),
            None => return None,
        };
        Some(self.to(&twin))
    }

    /// One of two texts, by language: `f.t("事業", "Programs")`.
    pub fn t<'t>(&self, ja: &'t str, en: &'t str) -> &'t str {
        self.lang.pick(ja, en)
    }

    /// Words of the edition in this language, marked as Japanese where there is no English.
    pub fn words(&self, words: &Words) -> Html {
        match self.lang {
            Lang::Ja => Html(escape(&words.ja)),
            Lang::En => mixed(Lang::En, words.english()),
        }
    }

    /// The same as plain text.
    pub fn plain<'w>(&self, words: &'w Words) -> &'w str {
        match self.lang {
            Lang::Ja => &words.ja,
            Lang::En => words.english(),
        }
    }

    /// A text that may be Japanese in part, each such part marked on an English page.
    pub fn mixed(&self, text: &str) -> Html {
        mixed(self.lang, text)
    }

    /// The attribute that marks an element as Japanese on an English page, where its text is.
    pub fn ja_when(&self, text: &str) -> Html {
        let says = self.lang == Lang::En && text.chars().any(is_japanese);
        Html(if says { " lang=\"ja\"".to_owned() } else { String::new() })
    }

    /// An icon of the set; decoration only, the words beside it say the same.
    pub fn icon(&self, name: &str) -> Html {
        Html(format!(
            "<svg class=\"icon\" aria-hidden=\"true\"><use href=\"{}#{}\"></use></svg>",
            escape(&self.asset("icons.svg")),
            escape(name)
        ))
    }

    /// The chip of a direction: shape, colour and word. `word` is the stable word, empty where none was given.
    pub fn direction(&self, word: &str, name: &Words) -> Html {
        let known = reform::program::Direction::from_word(word);
        let class = known.map_or("none", |direction| direction.word());
        let label = match (name.ja.is_empty(), known) {
            (false, _) => self.words(name),
            (true, Some(direction)) => Html(self.t(direction.label_ja(), direction.label_en()).to_owned()),
            (true, None) => Html(self.t("方向性の記載なし", "no direction stated").to_owned()),
        };
        Html(format!("<span class=\"chip dir-{class}\">{}{label}</span>", self.icon(&format!("dir-{class}"))))
    }

    /// The entries of the navigation that have a page in this language. An item of which one section is there is called as
    /// that section is.
    pub fn navigation(&self) -> Vec<Entry> {
        let entry = |part: &Part| {
            let there = part.there(self);
            let first = *there.first()?;
            let names = if there.len() == 1 { first.names() } else { part.names };
            Some(self.entry(first, names, there.contains(&self.section)))
        };
        NAVIGATION.iter().filter_map(entry).collect()
    }

    /// The sections that share an item of the navigation with this page's; none where it stands alone. The pages of the
    /// discussion have ways of their own, which tell remarks and records apart as well.
    pub fn siblings(&self) -> Vec<Entry> {
        if matches!(self.section, Section::Meetings | Section::Consultations) {
            return Vec::new();
        }
        let there = Part::of(self.section).map(|part| part.there(self)).unwrap_or_default();
        if there.len() < 2 {
            return Vec::new();
        }
        there.into_iter().map(|section| self.entry(section, section.names(), section == self.section)).collect()
    }

    fn entry(&self, section: Section, (ja, en): (&'static str, &'static str), is_within: bool) -> Entry {
        let current = match self.is_at(section.path()) {
            true => Some("page"),
            false => is_within.then_some("true"),
        };
        Entry { href: self.href(section.path()), label: self.lang.pick(ja, en), current }
    }

    /// Whether this is the page at a path, in whichever language.
    pub fn is_at(&self, path: &str) -> bool {
        self.path.strip_prefix("en/").unwrap_or(&self.path) == path
    }

    /// Whether the site has this part in this page's language.
    pub fn has(&self, section: Section) -> bool {
        self.site.has(section, self.lang)
    }

    /// The name of the city and of the site: `例示市 市政変革`.
    pub fn site_name(&self) -> String {
        let city = self.plain(&self.site.edition.about.city);
        format!("{city} {}", self.t("市政変革", "City reform"))
    }

    /// The full address of this page, where the site's is known.
    pub fn canonical(&self) -> Option<String> {
        let base = &self.site.options.base_url;
        (!base.is_empty()).then(|| links::absolute(base, &self.path))
    }

    /// The edition in a line: `第2版（2026年11月22日公表）`.
    pub fn edition_line(&self) -> String {
        let about = &self.site.edition.about;
        let day = shown::day(self.lang, &about.published_on);
        match self.lang {
            Lang::Ja => format!("第{}版（{day}公表）", about.number),
            Lang::En => format!("Edition {}, published {day}", about.number),
        }
    }
}

/// A page as a file of the site: `path` from the root.
///
/// # Panics
/// Never in practice: a template that only writes text into memory cannot fail.
pub fn render(path: &str, template: &impl Template) -> File {
    let html = template.render().expect("a template writes into memory only");
    File { path: path.to_owned(), bytes: html.into_bytes() }
}
