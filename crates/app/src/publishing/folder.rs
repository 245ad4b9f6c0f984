//! The folder of the public site (公表サイトのフォルダー): made of an approved edition, checked link by link, written whole or not
//! at all.
//!
//! - [`App::publish_site`]: from the edition to the folder
//! - [`write`](write::write): the folder itself: what did not change is not written again, the old site stays until the new one is whole

mod lock;
mod papers;
pub mod write;

use std::path::Path;
use std::time::{Duration, Instant};

use site::{Document, File, Options};

use crate::App;
use crate::error::{AppError, Refusal};
use crate::permission::Actor;
pub use write::Written;

reform::declare_kinds! {
    NOT_OURS = "AP-320"
        "書き出し先に、公表サイトではないファイルがあります" "The folder holds something that is not a public site"
        "空のフォルダーか、前に書き出した公表サイトのフォルダーを指定してください"
        "Name an empty folder, or one that a public site was written to before";
    TWO_AT_ONCE = "AP-321"
        "同じ書き出し先に、別の書き出しが進んでいます" "Another command is writing this site"
        "終わるのを待ってから、もう一度実行してください" "Wait until it is done, then try again";
    NOT_WRITABLE = "AP-322"
        "書き出し先に書き込めません" "The folder cannot be written to"
        "フォルダーの場所と、書き込む権限を確かめてください。前のサイトはそのままです"
        "Look at the place and who may write there; the old site is as it was";
    NO_FOLDER = "AP-323"
        "書き出し先はフォルダーではありません" "The place is a file and not a folder"
        "フォルダーの名前を指定してください" "Name a folder";
    DISK_FULL = "AP-324"
        "書き出し先の空きが足りません" "There is no room left to write the site"
        "空きを増やして、もう一度実行してください。前のサイトはそのままです"
        "Make room and try again; the old site is as it was";
    UNSAFE_NAME = "AP-325"
        "サイトのファイル名に使えない文字があります" "A file of the site has a name that cannot be used"
        "何も書き出していません。文書の名前を英数字・ハイフン・ピリオドだけにしてください"
        "Nothing was written; name documents with letters, digits, hyphens and full stops only";
    BROKEN_LINKS = "AP-326"
        "サイトの中に、どこにも行かないリンクがあります" "The site has links that lead nowhere"
        "何も書き出していません。開発者に、この一覧を添えて知らせてください"
        "Nothing was written; tell the makers, with this list";
    FOLDER_FAILED = "AP-327"
        "サイトを書き出せませんでした" "The site could not be written"
        "かっこの中の理由を確かめてください。前のサイトはそのままです"
        "Look at the reason given; the old site is as it was";
    NO_RESULTS = "AP-328"
        "アクセシビリティの試験結果を読めません" "The results of the accessibility tests cannot be read"
        "JSON のファイルを指定してください" "Name a file of JSON";
    BAD_ADDRESS = "AP-329"
        "サイトのアドレスとして使えません" "This cannot be the address of a site"
        "https:// で始まり、空白・?・# を含まないアドレスを指定してください"
        "Give an address that begins with https:// and holds no space, ? or #";
    PAPER_GONE = "AP-330"
        "公表する会議や意見公募の資料が、版にあるものと違うか、なくなっています"
        "A public paper of a meeting or consultation is not what the edition names, or is gone"
        "何も書き出していません。バックアップから戻すか、会議の資料なら加え直して新しい版を公表してください"
        "Nothing was written; restore a backup, or add a meeting's paper again and publish a new edition";
}

/// How the site is written (書き出しの指定).
#[derive(Clone, Debug, Default)]
pub struct SiteOrder {
    /// The number of the edition; the latest for nothing.
    pub number: Option<i64>,
    /// The address it will be reached at; empty where it is not known.
    pub base_url: String,
    /// Results of the accessibility tests as JSON; empty where there are none.
    pub accessibility: String,
    /// Whether the documents kept with the edition go with it.
    pub with_documents: bool,
}

/// What came of it (書き出しの結果).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteWritten {
    /// The number of the edition.
    pub number: i64,
    /// Pages among the files.
    pub pages: usize,
    /// Documents that go with it.
    pub documents: usize,
    /// What became of the folder.
    pub folder: Written,
    /// How long it took to make the pages and to check their links.
    pub making: Duration,
    /// How long it took to write them.
    pub writing: Duration,
}

/// A public paper as it is kept now (公開資料の保管).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::publishing) enum Kept {
    /// Its bytes.
    Whole(Vec<u8>),
    /// It was hidden after the edition had been published: the edition names it, and nobody gives it out any more.
    Hidden,
    /// Nothing that is kept is what the edition names.
    Gone,
}

/// Links told of in an error; all of them help nobody.
const TOLD: usize = 10;

impl App {
    /// Writes the public site of an approved edition into a folder.
    ///
    /// # Errors
    /// When there is no such edition, the folder is not one the site may be written to, or there is no room; the old site is
    /// as it was then.
    pub async fn publish_site(&self, actor: &Actor, order: &SiteOrder, out: &Path) -> Result<SiteWritten, AppError> {
        let base_url = address(&order.base_url)?;
        if !order.accessibility.is_empty() {
            serde_json::from_str::<serde_json::Value>(&order.accessibility)
                .map_err(|error| Refusal::invalid(&NO_RESULTS, error.to_string()))?;
        }
        let edition = self.edition(actor, order.number).await?;
        let number = edition.about.number;
        let documents = if order.with_documents { self.documents_of(actor, number).await? } else { Vec::new() };
        let papers = if order.with_documents { self.papers_of(&edition).await? } else { Vec::new() };
        let options = Options {
            base_url,
            accessibility: order.accessibility.clone(),
            documents: documents.iter().map(|(document, _)| document.clone()).collect(),
            papers: papers.iter().map(|(path, _)| path.clone()).collect(),
        };
        let out = out.to_owned();
        // Minutes of one processor for a large city: not on a thread that answers others.
        let work = tokio::task::spawn_blocking(move || -> Result<SiteWritten, AppError> {
            let began = Instant::now();
            let mut files = site::files(&edition, &options);
            let documents_written = documents.len();
            files.extend(documents.into_iter().map(|(document, bytes)| File { path: document.path, bytes }));
            files.extend(papers.into_iter().map(|(path, bytes)| File { path, bytes }));
            check(&files, &options.base_url)?;
            let making = began.elapsed();
            let began = Instant::now();
            let folder = write::write(&out, number, &files)?;
            let pages = files.iter().filter(|file| file.path.ends_with(".html")).count();
            Ok(SiteWritten { number, pages, documents: documents_written, folder, making, writing: began.elapsed() })
        });
        work.await.map_err(|error| Refusal::conflict(&FOLDER_FAILED, error.to_string()))?
    }

    /// The documents kept with an edition that people read: PDF and workbooks.
    async fn documents_of(&self, actor: &Actor, number: i64) -> Result<Vec<(Document, Vec<u8>)>, AppError> {
        let mut documents = Vec::new();
        for (name, _, _) in self.edition_files(actor, number).await? {
            if !name.ends_with(".pdf") && !name.ends_with(".xlsx") {
                continue;
            }
            let bytes = self.edition_file(actor, number, &name).await?;
            let document =
                Document { path: format!("documents/{name}"), title: title(&name), bytes: bytes.len() as u64 };
            documents.push((document, bytes));
        }
        Ok(documents)
    }
}

/// The title of a document kept under this name; the name itself where it is none of ours.
fn title(name: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let known = [
        ("action-plan", "アクションプラン"),
        ("evaluation", "行政評価"),
        ("roadmap", "別冊1 工程表"),
        ("review-results", "別冊2 点検結果"),
        ("plan", "計画書"),
    ];
    let found = known.iter().find(|(word, _)| stem.starts_with(word));
    match found {
        Some((word, title)) => match stem[word.len()..].trim_matches('-') {
            "" => (*title).to_owned(),
            rest => format!("{title}（{rest}）"),
        },
        None => stem.to_owned(),
    }
}

/// The address without a slash at its end.
fn address(given: &str) -> Result<String, AppError> {
    let address = given.trim().trim_end_matches('/');
    if address.is_empty() {
        return Ok(String::new());
    }
    let host = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    let is_fine = host.is_some_and(|host| {
        !host.is_empty()
            && !host.starts_with('/')
            && host.split('/').all(|part| !matches!(part, "" | "." | ".."))
            && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~:/%[]".contains(&byte))
    });
    if !is_fine {
        return Err(Refusal::invalid(&BAD_ADDRESS, given).into());
    }
    Ok(address.to_owned())
}

/// Nothing is written of a site whose links lead nowhere.
fn check(files: &[File], base_url: &str) -> Result<(), AppError> {
    let faults = site::links::check(files, base_url);
    if faults.is_empty() {
        return Ok(());
    }
    let mut said: Vec<String> = faults.iter().take(TOLD).map(ToString::to_string).collect();
    if faults.len() > TOLD {
        said.push(format!("… {}", faults.len() - TOLD));
    }
    let is_name = faults.iter().any(|fault| fault.why == site::links::Why::UnsafePath);
    Err(Refusal::invalid(if is_name { &UNSAFE_NAME } else { &BROKEN_LINKS }, said.join("\n")).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_or_is_refused() {
        assert_eq!(address(" https://www.example.jp/henkaku/ ").unwrap(), "https://www.example.jp/henkaku");
        assert_eq!(address("").unwrap(), "");
        for bad in [
            "www.example.jp",
            "ftp://a.jp",
            "https://",
            "https://a.jp/?q",
            "https://a.jp/a b",
            "https://a.jp/../b",
            "javascript:x",
        ] {
            assert!(address(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn documents_have_titles_people_know() {
        assert_eq!(
            (title("action-plan.pdf"), title("evaluation-2.xlsx")),
            ("アクションプラン".into(), "行政評価（2）".into())
        );
        assert_eq!(title("other.pdf"), "other");
    }
}
