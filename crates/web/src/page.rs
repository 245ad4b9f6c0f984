//! What every page has around its content (画面の枠): language, navigation, notices.

use app::settings::Settings;
use app::sign_in::{Origin, Token};
use app::{Action, Actor, App, AppError, Direction, InventoryKind, Severity};
use askama::Template;
use axum::extract::{Extension, FromRef, FromRequestParts, OriginalUri};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use reform::plan::{Basis, Text};

use crate::Site;
use crate::assets;
use crate::error::PageError;
use crate::html::{Html, icon, is_japanese, mixed};
use crate::lang::Lang;
use crate::programs::encode;
use crate::remarks::RemarkBlock;
use crate::session::Presence;

/// One visit: who asks for which page in which language.
#[derive(Clone)]
pub struct Visit {
    site: Site,
    /// The language of the address.
    pub lang: Lang,
    /// Who asks.
    pub actor: Actor,
    /// The address within the language, with its query: `/programs?q=防災`.
    pub address: String,
    presence: Presence,
    /// Whether the address is that of a page, and not where a form was sent.
    is_page: bool,
}

/// What the frame around a page shows.
pub struct Frame {
    /// The language.
    pub lang: Lang,
    /// The page's title without the site's name.
    pub title: String,
    /// The address within the language, for switching it.
    pub address: String,
    /// Which entry of the navigation is the current one.
    pub section: Section,
    /// Whether the inventory is illustrative.
    pub demo: bool,
    /// The name of the city.
    pub city: String,
    /// Who asks.
    pub actor: Actor,
    /// How many notices wait to be read by who is signed in.
    pub unread: i64,
    /// How the person likes pages.
    pub settings: Settings,
    /// The remarks about what the page shows, below it; none where it says so itself or nothing is spoken about.
    pub remarks: Option<RemarkBlock>,
    is_page: bool,
}

/// A link of the navigation.
pub struct NavigationEntry {
    /// The address within the language.
    pub path: &'static str,
    /// Its label.
    pub label: String,
    /// Whether the page shown belongs to it.
    pub is_current: bool,
}

/// The entries of the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// ホーム.
    Home,
    /// 事業一覧.
    Programs,
    /// プラン.
    Plan,
    /// 事業クラスター（重複、経営分析、ロジックモデル、取組を含む）.
    Clusters,
    /// 工程表.
    Roadmap,
    /// 投資枠（連鎖を含む）.
    Frame,
    /// 会議と意見.
    Discussion,
    /// 図表.
    Figures,
    /// 財政（試算）.
    Fiscal,
    /// 都市比較.
    Cities,
    /// 公共施設.
    Facilities,
    /// 意見公募と説明の記録.
    Talk,
    /// 用語集.
    Glossary,
    /// わたしの仕事.
    MyWork,
    /// 点検.
    Reviews,
    /// 利用者.
    People,
    /// 取込.
    Imports,
    /// 公表（版、サイト、文書、オープンデータ）.
    Editions,
    /// 監査証跡.
    Audit,
    /// API.
    Api,
    /// None of them.
    None,
}

impl<S: Send + Sync> FromRequestParts<S> for Visit
where
    Site: FromRef<S>,
{
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Visit, PageError> {
        let OriginalUri(uri) =
            OriginalUri::from_request_parts(parts, state).await.unwrap_or_else(|never| match never {});
        // An address that leads nowhere belongs to no language's pages; what it begins with tells.
        let Extension(lang) = Extension::<Lang>::from_request_parts(parts, state)
            .await
            .unwrap_or_else(|_| Extension(Lang::of_path(uri.path())));
        let path = uri.path().strip_prefix(lang.prefix()).filter(|path| !path.is_empty()).unwrap_or("/");
        let address = match uri.query() {
            Some(query) => format!("{path}?{query}"),
            None => path.to_owned(),
        };
        let site = Site::from_ref(state);
        let presence = parts.extensions.get::<Presence>().cloned().unwrap_or_default();
        let actor = presence.actor(site.trust, &parts.method);
        Ok(Visit { site, lang, actor, address, presence, is_page: parts.method.is_safe() })
    }
}

impl Visit {
    /// The application.
    pub fn app(&self) -> &App {
        &self.site.app
    }

    /// Where the request comes from, for the record of a sign-in.
    pub fn origin(&self) -> &Origin {
        &self.presence.origin
    }

    /// How whoever asks likes pages.
    pub fn settings(&self) -> Settings {
        self.presence.settings
    }

    /// The name of the session that is used, in the list of the person's own.
    pub fn session(&self) -> Option<&str> {
        self.presence.signed_in.as_ref().map(|signed_in| signed_in.session.as_str())
    }

    /// Whether the browser named a session that is over.
    pub fn is_session_over(&self) -> bool {
        self.presence.is_over
    }

    /// Whether the password must be changed before anything else.
    pub fn must_change_password(&self) -> bool {
        self.presence.signed_in.as_ref().is_some_and(|signed_in| signed_in.must_change)
    }

    /// Whether people reach the server by https.
    pub fn is_behind_https(&self) -> bool {
        self.site.behind_https
    }

    /// The same visit by who has just signed in.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn as_member(&self, token: &Token) -> Result<Visit, PageError> {
        let signed_in = self.check(self.app().signed_in(token, true).await)?;
        let mut visit = self.clone();
        if let Some(signed_in) = signed_in {
            visit.actor = signed_in.actor.clone();
            visit.presence.settings = signed_in.settings;
            visit.presence.signed_in = Some(signed_in);
        }
        Ok(visit)
    }

    /// The value, or the page that says why there is none.
    ///
    /// # Errors
    /// The page for the application's error.
    pub fn check<T>(&self, result: Result<T, AppError>) -> Result<T, PageError> {
        result.map_err(|error| PageError::new(self, error))
    }

    /// The frame of a page with this title.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn frame(&self, section: Section, title: impl Into<String>) -> Result<Frame, PageError> {
        let state = self.check(self.app().inventory_state(&self.actor).await)?;
        Ok(self.frame_with(section, title, state.kind == InventoryKind::Demo))
    }

    /// The frame of a page when it is already known whether the inventory is illustrative.
    pub fn frame_with(&self, section: Section, title: impl Into<String>, demo: bool) -> Frame {
        let city = self.app().city();
        Frame {
            lang: self.lang,
            title: title.into(),
            address: self.address.clone(),
            section,
            demo,
            city: self.lang.pick(&city.name.ja, city.name.en_or_ja()).to_owned(),
            actor: self.actor.clone(),
            unread: self.presence.signed_in.as_ref().map_or(0, |signed_in| signed_in.unread),
            settings: self.presence.settings,
            remarks: None,
            is_page: self.is_page,
        }
    }
}

impl Frame {
    /// The address of a path in this language.
    pub fn href(&self, path: &str) -> String {
        self.lang.href(path)
    }

    /// The address of this very page in the other language.
    pub fn other_language_href(&self) -> String {
        self.lang.other().href(&self.address)
    }

    /// The address where one signs in and comes back to this page.
    pub fn sign_in_href(&self) -> String {
        let here = self.href(&self.address);
        match self.is_page && !self.address.starts_with("/sign-in") {
            true => format!("{}?next={}", self.href("/sign-in"), encode(&here)),
            false => self.href("/sign-in"),
        }
    }

    /// One of two texts, by language: `f.t("事業一覧", "Programs")`.
    pub fn t<'a>(&self, ja: &'a str, en: &'a str) -> &'a str {
        self.lang.pick(ja, en)
    }

    /// A text of the plan in this language; Japanese where there is no English.
    pub fn text<'a>(&self, text: &'a Text) -> &'a str {
        match self.lang {
            Lang::Ja => &text.ja,
            Lang::En => text.en_or_ja(),
        }
    }

    /// The attribute that marks Japanese data on an English page, for screen readers and line breaking.
    pub fn ja(&self) -> Html {
        Html(self.lang.pick("", " lang=\"ja\"").to_owned())
    }

    /// A text that may be Japanese in part, each such part marked on an English page.
    pub fn mixed(&self, text: &str) -> Html {
        mixed(&self.lang, text)
    }

    /// The attribute of [`Frame::ja`] where the text holds Japanese; for elements that may hold no others, as `option`.
    pub fn ja_when(&self, text: &str) -> Html {
        if text.chars().any(is_japanese) { self.ja() } else { Html::default() }
    }

    /// An icon of the set; decoration only, the words beside it say the same.
    pub fn icon(&self, name: &str) -> Html {
        icon(name)
    }

    /// The chip of a direction: shape, colour and word.
    pub fn direction(&self, direction: &Option<Direction>) -> Html {
        let (word, label) = match direction {
            Some(direction) => (direction.word(), self.t(direction.label_ja(), direction.label_en())),
            None => ("none", self.t("未判定", "not given")),
        };
        Html(format!("<span class=\"chip dir-{word}\">{}{label}</span>", icon(&format!("dir-{word}"))))
    }

    /// The mark that says how a figure came to be: published, read, assumed or illustrative.
    pub fn basis(&self, basis: &Basis) -> Html {
        let class = match basis {
            Basis::Published => "badge-published",
            Basis::Read | Basis::Assumed => "badge-assumed",
            Basis::Illustrative => "badge-example",
        };
        Html(format!("<span class=\"badge {class}\">{}</span>", self.t(basis.japanese(), basis.english())))
    }

    /// A severity in icon and word.
    pub fn severity(&self, severity: &Severity) -> Html {
        let (word, label) = match severity {
            Severity::Warning => ("warning", self.t("注意", "warning")),
            Severity::Error => ("error", self.t("エラー", "error")),
            Severity::Fatal => ("fatal", self.t("取込不可", "unusable")),
        };
        Html(format!("<span class=\"sev sev-{word}\">{}{label}</span>", icon(word)))
    }

    /// Whether the visitor may import.
    pub fn may_import(&self) -> bool {
        self.actor.may(Action::ImportPrograms)
    }

    /// Whether the visitor may import published figures and the list of facilities.
    pub fn may_import_reference_data(&self) -> bool {
        self.actor.may(Action::ImportReferenceData)
    }

    /// Whether the visitor may keep lists under a name.
    pub fn may_save_views(&self) -> bool {
        self.actor.may(Action::SaveViews)
    }

    /// Whether the visitor may see the audit trail.
    pub fn may_audit(&self) -> bool {
        self.actor.may(Action::ReadAudit)
    }

    /// What the page's root says of how the person likes it; nothing where nothing was chosen.
    pub fn root_attributes(&self) -> Html {
        use app::settings::{Contrast, TextSize};
        let size = match self.settings.text_size {
            TextSize::Normal => String::new(),
            size => format!(" data-text-size=\"{}\"", size.word()),
        };
        let contrast = match self.settings.contrast {
            Contrast::System => "",
            Contrast::High => " data-contrast=\"high\"",
        };
        Html(format!("{size}{contrast}"))
    }

    /// The address of the style sheet, new when its content is.
    pub fn style_href(&self) -> String {
        assets::href("app.css")
    }

    /// The address of the print style sheet.
    pub fn print_style_href(&self) -> String {
        assets::href("print.css")
    }

    /// The navigation of this visitor: the work of the day first, then what one looks up, then operation. What would be
    /// refused is left out. Glossary and API stand at the foot of every page; public comment stands within the discussion for
    /// whoever may open that, and by itself for everybody else.
    pub fn navigation(&self) -> Vec<NavigationEntry> {
        let has_discussion = self.actor.may(Action::ReadDiscussion);
        let current = match self.section {
            Section::Talk if has_discussion => Section::Discussion,
            section => section,
        };
        let entries = [
            (Section::Home, "/", self.t("ホーム", "Home")),
            (Section::MyWork, "/my-work", self.t("わたしの仕事", "My work")),
            (Section::Reviews, "/reviews", self.t("点検", "Reviews")),
            (Section::Discussion, "/remarks", self.t("意見・会議", "Discussion")),
            (Section::Programs, "/programs", self.t("事業一覧", "Programs")),
            (Section::Plan, "/plan", self.t("プラン", "Plan")),
            (Section::Clusters, "/clusters", self.t("クラスター", "Clusters")),
            (Section::Roadmap, "/roadmap", self.t("工程表", "Roadmap")),
            (Section::Frame, "/frame", self.t("投資枠", "Frame")),
            (Section::Figures, "/figures", self.t("図表", "Figures")),
            (Section::Fiscal, "/fiscal", self.t("財政", "Finance")),
            (Section::Cities, "/cities", self.t("都市比較", "Cities")),
            (Section::Facilities, "/facilities", self.t("公共施設", "Facilities")),
            (Section::Talk, "/comment", self.t("意見公募", "Comment")),
            (Section::Editions, "/editions", self.t("公表", "Publishing")),
            (Section::People, "/people", self.t("利用者", "People")),
            (Section::Imports, "/imports/new", self.t("取込", "Import")),
        ];
        entries
            .into_iter()
            .filter(|(section, _, _)| match section {
                Section::MyWork => self.actor.signed_in().is_some(),
                Section::Reviews => self.actor.may(Action::ReadReviews),
                Section::Frame => self.actor.may(Action::ReadFrame),
                Section::Discussion => has_discussion,
                Section::Talk => !has_discussion,
                Section::Editions => self.actor.may(Action::ReadEditions),
                Section::People => self.actor.may(Action::ReadPeople),
                Section::Imports => self.may_import(),
                _ => true,
            })
            .map(|(section, path, label)| NavigationEntry {
                path,
                label: label.to_owned(),
                is_current: section == current,
            })
            .collect()
    }

    /// The version of this program.
    pub fn version(&self) -> &'static str {
        env!("CARGO_PKG_VERSION")
    }
}

/// Renders a page.
pub fn render(template: &impl Template) -> Response {
    render_with(StatusCode::OK, template)
}

/// Renders a page with a status of its own.
pub fn render_with(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => (status, axum::response::Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "a template could not be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
