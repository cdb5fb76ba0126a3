//! A server on this machine that answers as a test wants, over HTTPS with a certificate authority
//! of its own, and remembers what it was asked.

use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::mpsc;
use std::sync::{Arc, Mutex, OnceLock};
use std::task::{Context, Poll};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use http_body_util::BodyExt as _;
use hyper::body::{Body, Bytes, Frame, Incoming};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// What the server was asked.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) method: String,
    /// The path and the query, as they came.
    pub(crate) path: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
    pub(crate) at: Instant,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

/// What the server answers.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
    /// The body is sent so many times.
    pub(crate) times: usize,
    /// So many bytes of the body come at once; none for all of it.
    pub(crate) at_once: Option<usize>,
    /// The connection breaks where the body should end.
    pub(crate) broken: bool,
    pub(crate) delay: Duration,
    /// The connection is closed in place of an answer.
    pub(crate) dropped: bool,
}

impl Answer {
    pub(crate) fn json(status: u16, body: impl Into<String>) -> Self {
        Self {
            status,
            headers: vec![("content-type", "application/json; charset=utf-8".into())],
            body: body.into().into_bytes(),
            times: 1,
            at_once: None,
            broken: false,
            delay: Duration::ZERO,
            dropped: false,
        }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value.into()));
        self
    }
}

/// A server; it ends when it is dropped.
pub(crate) struct Server {
    pub(crate) port: u16,
    asked: Arc<Mutex<Vec<Asked>>>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts a server that speaks HTTPS.
    pub(crate) fn start(answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Self {
        Self::over(Some(acceptor()), answer)
    }

    /// Starts a server that speaks plain HTTP.
    pub(crate) fn plain(answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Self {
        Self::over(None, answer)
    }

    fn over(
        tls: Option<TlsAcceptor>,
        answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let asked = Arc::<Mutex<Vec<Asked>>>::default();
        let (told, heard) = mpsc::channel();
        let (stop, stopped) = oneshot::channel();
        let (log, answer) = (Arc::clone(&asked), Arc::new(answer));
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async move {
                let address = SocketAddr::from(([127, 0, 0, 1], 0));
                let listener = tokio::net::TcpListener::bind(address).await.unwrap();
                told.send(listener.local_addr().unwrap().port()).unwrap();
                let serve = async {
                    loop {
                        let (stream, _) = listener.accept().await.unwrap();
                        stream.set_nodelay(true).unwrap();
                        let (tls, log, answer) = (tls.clone(), log.clone(), answer.clone());
                        tokio::spawn(async move {
                            match tls {
                                Some(tls) => {
                                    if let Ok(stream) = tls.accept(stream).await {
                                        connection(TokioIo::new(stream), log, answer).await;
                                    }
                                }
                                None => connection(TokioIo::new(stream), log, answer).await,
                            }
                        });
                    }
                };
                tokio::select! { () = serve => {}, _ = stopped => {} }
            });
        });
        Self {
            port: heard.recv().unwrap(),
            asked,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    /// Returns where it is.
    pub(crate) fn origin(&self) -> String {
        format!("https://127.0.0.1:{}", self.port)
    }

    /// Lists what it was asked so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.stop.take().unwrap().send(());
        let _ = self.thread.take().unwrap().join();
    }
}

async fn connection<S, F>(stream: TokioIo<S>, log: Arc<Mutex<Vec<Asked>>>, answer: Arc<F>)
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static,
    F: Fn(&Asked) -> Answer + Send + Sync + 'static,
{
    let service = hyper::service::service_fn(move |request: Request<Incoming>| {
        let (log, answer) = (log.clone(), answer.clone());
        async move {
            let asked = read(request).await;
            let answer = answer(&asked);
            log.lock().unwrap().push(asked);
            tokio::time::sleep(answer.delay).await;
            if answer.dropped {
                return Err(std::io::Error::other("dropped"));
            }
            Ok(response(answer))
        }
    });
    let _ = hyper::server::conn::http1::Builder::new()
        .serve_connection(stream, service)
        .await;
}

async fn read(request: Request<Incoming>) -> Asked {
    let (parts, body) = request.into_parts();
    let headers = parts.headers.iter().map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        (name.as_str().to_owned(), value)
    });
    let body = body.collect().await.unwrap().to_bytes();
    Asked {
        method: parts.method.to_string(),
        path: parts.uri.path_and_query().unwrap().to_string(),
        headers: headers.collect(),
        body: String::from_utf8_lossy(&body).into_owned(),
        at: Instant::now(),
    }
}

fn response(answer: Answer) -> Response<Pieces> {
    let mut response = Response::builder().status(answer.status);
    for (name, value) in &answer.headers {
        response = response.header(*name, value);
    }
    let body = Bytes::from(answer.body);
    let at_once = answer.at_once.unwrap_or(body.len()).max(1);
    let pieces = (0..body.len()).step_by(at_once);
    let body = Pieces {
        pieces: pieces
            .map(|from| body.slice(from..body.len().min(from + at_once)))
            .collect(),
        next: 0,
        left: answer.times,
        broken: answer.broken,
        waited: false,
    };
    response.body(body).unwrap()
}

/// A body that is the same pieces again and again. Its client gets each by itself.
struct Pieces {
    pieces: Vec<Bytes>,
    next: usize,
    left: usize,
    broken: bool,
    waited: bool,
}

impl Body for Pieces {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<std::io::Result<Frame<Bytes>>>> {
        if self.next == self.pieces.len() {
            self.next = 0;
            self.left -= 1;
        }
        if self.left == 0 || self.pieces.is_empty() {
            if self.broken && !self.waited {
                // What came before is sent while there is nothing more.
                self.waited = true;
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
            let broken = self.broken.then(|| Err(std::io::Error::other("broken")));
            return Poll::Ready(broken);
        }
        self.next += 1;
        let piece = self.pieces[self.next - 1].clone();
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }
}

/// The certificate authority of all servers here, and a certificate of it.
struct Certificates {
    authority: String,
    leaf: CertificateDer<'static>,
    key: Vec<u8>,
}

fn certificates() -> &'static Certificates {
    static MADE: OnceLock<Certificates> = OnceLock::new();
    MADE.get_or_init(|| {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let authority = params.self_signed(&key).unwrap().pem();
        let issuer = Issuer::new(params, key);
        let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
        let key = KeyPair::generate().unwrap();
        let leaf = CertificateParams::new(names).unwrap();
        let leaf = leaf.signed_by(&key, &issuer).unwrap();
        Certificates {
            authority,
            leaf: leaf.der().clone(),
            key: key.serialize_der(),
        }
    })
}

/// Returns the certificate authority of all servers here, in PEM.
pub(crate) fn authority() -> Vec<u8> {
    certificates().authority.clone().into_bytes()
}

/// Returns a certificate authority that vouches for nobody.
pub(crate) fn stranger() -> Vec<u8> {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params
        .distinguished_name
        .push(DnType::CommonName, "stranger");
    let key = KeyPair::generate().unwrap();
    params.self_signed(&key).unwrap().pem().into_bytes()
}

fn acceptor() -> TlsAcceptor {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let made = certificates();
    let key = PrivateKeyDer::try_from(made.key.clone()).unwrap();
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![made.leaf.clone()], key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}
