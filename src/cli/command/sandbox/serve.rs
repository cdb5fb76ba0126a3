//! The server: takes connections on loopback and hands their requests to the tenant.

use std::cell::RefCell;
use std::net::{Ipv4Addr, SocketAddr};
use std::rc::Rc;
use std::sync::Arc;

use rustls::ServerConfig;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, LocalOptions};
use tokio::sync::{Notify, Semaphore};
use tokio_rustls::TlsAcceptor;

use super::connection;
use super::folder::Folder;
use super::storage::Files;
use crate::cli::{Context, Error, Exit};
use crate::sandbox::Tenant;

/// How many connections there may be at once.
const CONNECTIONS: usize = 512;

/// What all connections share; one thread serves them all.
pub(super) struct Shared {
    /// The tenant.
    pub(super) tenant: RefCell<Tenant>,
    /// The files.
    pub(super) files: RefCell<Files>,
    /// Told when the sandbox is ordered to end.
    pub(super) end: Notify,
}

/// Serves until it is stopped or ordered to end.
pub(super) fn run(
    folder: &Folder,
    port: Option<u16>,
    tls: Arc<ServerConfig>,
    tenant: Tenant,
    files: Files,
    context: &mut Context<'_, '_>,
) -> Result<Exit, Error> {
    let runtime = Builder::new_current_thread()
        .enable_all()
        .build_local(LocalOptions::default());
    let runtime = runtime.map_err(|cause| no_server(&cause))?;
    let shared = Rc::new(Shared {
        tenant: RefCell::new(tenant),
        files: RefCell::new(files),
        end: Notify::new(),
    });
    runtime.block_on(async {
        let listener = listen(folder, port).await?;
        let port = listener
            .local_addr()
            .map_err(|cause| no_server(&cause))?
            .port();
        folder.write("port", port.to_string().as_bytes())?;
        writeln!(
            context.console.out(),
            "listening on https://127.0.0.1:{port}"
        )?;
        context.console.finish()?;
        let accept = accept(&listener, TlsAcceptor::from(tls), &shared);
        tokio::select! {
            () = accept => Ok(Exit::Clean),
            () = shared.end.notified() => Ok(Exit::Trouble),
            () = stopped() => Ok(Exit::Clean),
        }
    })
}

/// Listens on the port that is asked for, else on that of last time, else on a free one.
async fn listen(folder: &Folder, asked: Option<u16>) -> Result<TcpListener, Error> {
    let known = folder
        .read("port")?
        .and_then(|bytes| String::from_utf8(bytes).ok());
    let known = known.and_then(|text| text.trim().parse::<u16>().ok());
    let at = |port| TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    if let Some(port) = asked {
        return at(port).await.map_err(|cause| no_server(&cause));
    }
    match at(known.unwrap_or_default()).await {
        Ok(listener) => Ok(listener),
        Err(_) => at(0).await.map_err(|cause| no_server(&cause)),
    }
}

async fn accept(listener: &TcpListener, tls: TlsAcceptor, shared: &Rc<Shared>) {
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(place) = Arc::clone(&room).acquire_owned().await else {
            return;
        };
        // A connection that is gone before it is taken is no trouble of the server.
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        let (tls, shared) = (tls.clone(), Rc::clone(shared));
        tokio::task::spawn_local(async move {
            connection::serve(stream, tls, shared).await;
            drop(place);
        });
    }
}

/// Waits until the user or the system stops the process.
async fn stopped() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => return,
                _ = tokio::signal::ctrl_c() => return,
            }
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

fn no_server(cause: &std::io::Error) -> Error {
    Error::Usage {
        message: format!("the sandbox cannot listen on 127.0.0.1: {cause}"),
        help: "name another port with `--port`, or leave it out for a free one".to_owned(),
    }
}
