//! Where the data is (データの場所), the same for every command.

use std::path::PathBuf;

use anyhow::Context;
use app::App;
use clap::Args;

/// Options that say where the data is.
#[derive(Args, Clone)]
pub struct Database {
    /// データを置くフォルダー — folder of the SQLite file, created when absent
    #[arg(long, default_value = "data", value_name = "DIR", env = "HENKAKU_DATA")]
    pub data: PathBuf,
    /// SQLite の代わりに使うデータベース（postgres://…） — a database instead of the SQLite file
    #[arg(long, value_name = "URL", env = "HENKAKU_DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,
    /// プランのフォルダー（省略時は内蔵の北九州市） — plan folder; the built-in plan when absent
    #[arg(long, value_name = "DIR")]
    pub plan: Option<PathBuf>,
    /// 自分の都市の取込定義のフォルダー（省略時はデータのフォルダーの mappings） — folder of your own mappings;
    /// `mappings` in the data folder when absent
    #[arg(long, value_name = "DIR")]
    pub mappings: Option<PathBuf>,
}

impl Database {
    /// Opens the application on this data.
    pub async fn open(&self) -> anyhow::Result<App> {
        let url = match &self.database_url {
            Some(url) => url.clone(),
            None => {
                std::fs::create_dir_all(&self.data)
                    .with_context(|| format!("フォルダー {} を作れません", self.data.display()))?;
                format!("sqlite:{}", self.data.join("henkaku.sqlite").display())
            }
        };
        let mut app = App::open(&url, self.plan.as_deref()).await?;
        let usual = self.data.join("mappings");
        match &self.mappings {
            Some(folder) => app.add_mappings(folder)?,
            None if usual.is_dir() => app.add_mappings(&usual)?,
            None => {}
        }
        let parameters = self.data.join("parameters");
        if parameters.is_dir() {
            app.add_parameters(&parameters)?;
        }
        Ok(app)
    }
}

/// The name kept in the audit trail for what is done by command: the account's name on this machine.
pub fn operator_name() -> String {
    let account = std::env::var("USER").or_else(|_| std::env::var("LOGNAME")).unwrap_or_else(|_| "operator".into());
    format!("command:{account}")
}
