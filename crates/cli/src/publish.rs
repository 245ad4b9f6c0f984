//! `henkaku publish`: editions, and what is made of them — the public site, the documents, the open data.

mod data;
mod documents;
mod edition;
mod site;

use std::process::ExitCode;

use clap::Subcommand;

/// Editions and what is made of them.
#[derive(Subcommand)]
pub enum Publish {
    /// 公表版を用意・一覧・承認する — prepare, list and approve editions
    #[command(subcommand)]
    Edition(edition::Edition),
    /// 公表サイトを静的ファイルとして書き出す — write the public site as static files
    Site(site::Site),
    /// 文書（PDF・Excel）を作る — make the documents as PDF and Excel
    Documents(documents::Documents),
    /// オープンデータを書き出す — write the open data
    Data(data::Data),
}

impl Publish {
    /// Does it; fails when something could not be written.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Publish::Edition(edition) => edition.run(),
            Publish::Site(site) => site.run(),
            Publish::Documents(documents) => documents.run(),
            Publish::Data(data) => data.run(),
        }
    }
}
