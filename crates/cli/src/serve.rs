//! `henkaku serve`: the pages and the API.

use std::net::SocketAddr;
use std::process::ExitCode;

use anyhow::{Context, bail};
use app::Actor;
use clap::Args;
use tokio::net::TcpListener;

use crate::database::Database;
use crate::demo_password;

/// Start the web server.
#[derive(Args)]
pub struct Serve {
    #[command(flatten)]
    database: Database,
    /// 待ち受けるアドレス — address to listen on
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS", env = "HENKAKU_LISTEN")]
    listen: SocketAddr,
    /// この端末から開く人を運用者とみなし、取込を許す（127.0.0.1 で待ち受けるときだけ） —
    /// trust whoever opens the pages on this machine as the operator; only when listening on 127.0.0.1
    #[arg(long)]
    local_operator: bool,
    /// https で公開するプロキシの後ろで動かす（Cookie を https だけにし、X-Forwarded-For の最後を相手のアドレスとする） —
    /// behind a proxy that speaks https: cookies by https only, the last X-Forwarded-For is where people come from
    #[arg(long, conflicts_with = "local_operator")]
    behind_https: bool,
    /// 空のときに例示データを入れる — fill an empty inventory with illustrative programs
    #[arg(long)]
    demo: bool,
    /// 例示データの公表版を作らない（試験用） — make no edition of the illustrative programs; for tests that need none
    #[arg(long, hide = true, requires = "demo")]
    without_demo_edition: bool,
    /// 月曜から金曜の7時30分（日本時間）に、お知らせのメールを一人一通まで送る（データのフォルダーの mail.toml） —
    /// send the digests of the day at 07:30 in Japan, Monday to Friday, as mail.toml in the data folder says
    #[arg(long)]
    send_mail: bool,
}

impl Serve {
    /// Serves until the process is told to stop.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        if self.local_operator && !self.listen.ip().is_loopback() {
            bail!(
                "--local-operator は 127.0.0.1 で待ち受けるときだけ使えます (needs a loopback address, not {})",
                self.listen.ip()
            );
        }
        crate::block_on(self.serve())
    }

    async fn serve(self) -> anyhow::Result<ExitCode> {
        let listener = TcpListener::bind(self.listen).await.with_context(|| {
            format!(
                "{} では待ち受けられません。別のアドレスを --listen で指定してください (cannot listen there)",
                self.listen
            )
        })?;
        let address = listener.local_addr()?;
        let stop = stop_signal()?;
        let app = self.database.open().await?;
        if self.demo && app.load_demo_when_empty(&Actor::operator("system")).await? {
            tracing::info!("例示データを入れました (filled the empty inventory with illustrative programs)");
        }
        if self.demo && app.load_demo_facilities_when_empty(&Actor::operator("system")).await? {
            tracing::info!("例示の公共施設を入れました (filled the empty list with illustrative facilities)");
        }
        if self.demo && app.load_demo_review_when_empty(&Actor::operator("system")).await? {
            tracing::info!("例示の点検を入れました (opened an illustrative review of this year)");
        }
        let trust = if self.local_operator { web::Trust::LocalOperator } else { web::Trust::Nobody };
        // The inventory is read while the address is still being typed; a request that comes sooner waits for the rest.
        let early = app.clone();
        tokio::spawn(async move {
            if let Err(error) = early.overview(&Actor::visitor()).await {
                tracing::warn!(%error, "the inventory could not be read ahead");
            }
        });
        if self.send_mail {
            // Faults of the settings are told now, not in the morning when nobody looks.
            let settings = crate::mail::settings_of(&self.database)?;
            tracing::info!(
                host = settings.host,
                "お知らせのメールを毎朝送ります (the digests go out every working day)"
            );
            tokio::spawn(crate::mail::send_daily(app.clone(), self.database.data.clone()));
        }
        announce(address);
        if self.demo {
            demo_password::prepare(&app, &self.database.data).await?;
            // After the people, as tasks and analyses are theirs.
            app.load_demo_reform_when_empty(&Actor::operator("system")).await?;
            if !self.without_demo_edition {
                // Last, as it is made of all of them; nobody waits for it.
                tokio::spawn(publish_demo(app.clone()));
            }
        }
        let serving = web::Serving { trust, behind_https: self.behind_https };
        web::serve(listener, web::router(app, serving), stop).await?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Publishes the examples as edition 1, once the pages are served.
async fn publish_demo(app: app::App) {
    match app.load_demo_edition_when_empty(&Actor::operator("system")).await {
        Ok(true) => tracing::info!("例示の公表版を作りました (published the illustrative data as edition 1)"),
        Ok(false) => {}
        Err(error) => tracing::warn!(%error, "the illustrative edition could not be made"),
    }
}

#[expect(clippy::print_stdout, reason = "the address is what the person who started the server waits for")]
fn announce(address: SocketAddr) {
    println!("変革 Henkaku  http://{address}/   (Ctrl+C で終了 / to stop)");
}

/// Resolves when the process is told to stop. It listens from now on, not only when it is first waited for: a server told
/// to stop in its first moment ends as well as any other.
#[cfg(unix)]
fn stop_signal() -> anyhow::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
    })
}

/// Resolves when the process is told to stop.
#[cfg(not(unix))]
fn stop_signal() -> anyhow::Result<impl Future<Output = ()> + Send + 'static> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
