//! One connection: TLS, then requests one after another.

use std::rc::Rc;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use jiff::Timestamp;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

use super::serve::Shared;
use crate::sandbox::{Answer, BODY_LIMIT, Fate, Method, Request};

/// How long a client may take for a handshake, for headers or for a body.
const PATIENCE: Duration = Duration::from_secs(30);

/// The connection is to be closed without an answer.
#[derive(Debug, thiserror::Error)]
#[error("the connection is closed without an answer")]
struct Closed;

/// Serves one connection until either side ends it.
pub(super) async fn serve(stream: TcpStream, tls: TlsAcceptor, shared: Rc<Shared>) {
    // Answers are short, so they must not wait to be joined with others.
    let _ = stream.set_nodelay(true);
    let Ok(Ok(stream)) = tokio::time::timeout(PATIENCE, tls.accept(stream)).await else {
        return;
    };
    let service = service_fn(move |request| respond(request, Rc::clone(&shared)));
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .serve_connection(TokioIo::new(stream), service);
    // What ends a connection early was ordered, or is the client's own doing.
    let _ = connection.await;
}

async fn respond(
    request: hyper::Request<Incoming>,
    shared: Rc<Shared>,
) -> Result<hyper::Response<Full<Bytes>>, Closed> {
    let Some(request) = read(request).await else {
        return Ok(plain(413));
    };
    if !is_loopback(&request.host) {
        return Ok(plain(421));
    }
    let answer = shared
        .tenant
        .borrow_mut()
        .answer(&request, Timestamp::now());
    shared.files.borrow_mut().note(&answer.log);
    let given = finish(&answer, &request, &shared).await;
    if let Some(held) = &answer.holds {
        shared.tenant.borrow_mut().release(held);
    }
    given
}

/// Waits until what changed is safe, then does with the answer what is ordered.
async fn finish(
    answer: &Answer,
    request: &Request,
    shared: &Shared,
) -> Result<hyper::Response<Full<Bytes>>, Closed> {
    if let Some(line) = &answer.kept {
        let heard = shared.files.borrow().keep(line.clone());
        if heard.await != Ok(true) {
            // What cannot be kept must not be believed to be done.
            shared.end.notify_one();
            return Err(Closed);
        }
    }
    match answer.fate {
        Fate::Send => {}
        Fate::Late(milliseconds) => tokio::time::sleep(Duration::from_millis(milliseconds)).await,
        Fate::Drop => return Err(Closed),
        Fate::Exit => {
            shared.end.notify_one();
            return Err(Closed);
        }
    }
    let mut response = plain(answer.response.status);
    let headers = response.headers_mut();
    for (name, value) in &answer.response.headers {
        if let Ok(value) = value.parse() {
            headers.append(*name, value);
        }
    }
    let body = &answer.response.body;
    if !body.is_empty() {
        headers.insert(
            hyper::header::CONTENT_TYPE,
            hyper::header::HeaderValue::from_static("application/json; charset=utf-8"),
        );
    }
    if request.method != Method::Head {
        *response.body_mut() = Full::new(Bytes::copy_from_slice(body));
    }
    Ok(response)
}

/// Reads a request whole; nothing for one whose body is too long or too slow.
async fn read(request: hyper::Request<Incoming>) -> Option<Request> {
    let (parts, body) = request.into_parts();
    let target = parts
        .uri
        .path_and_query()
        .map_or("/", |target| target.as_str());
    let header = |name: &str| {
        parts
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let mut read = Request::new(Method::read(parts.method.as_str()), target);
    read.host = header("host").unwrap_or_default().to_owned();
    let token = header("authorization").and_then(|value| value.split_once(' '));
    let token = token.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("Bearer"));
    read.bearer = token.map(|(_, token)| token.trim().to_owned());
    read.client_id = header("x-ms-client-request-id").map(str::to_owned);
    let body = Limited::new(body, BODY_LIMIT + 1).collect();
    let body = tokio::time::timeout(PATIENCE, body).await.ok()?.ok()?;
    read.body = body.to_bytes().to_vec();
    Some(read)
}

/// Tells whether a `Host` is this machine: another name would be a page that plays tricks with names.
fn is_loopback(host: &str) -> bool {
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    ["127.0.0.1", "localhost", "[::1]"].contains(&name.to_lowercase().as_str())
}

fn plain(status: u16) -> hyper::Response<Full<Bytes>> {
    let mut response = hyper::Response::new(Full::new(Bytes::new()));
    let status = hyper::StatusCode::from_u16(status);
    *response.status_mut() = status.unwrap_or(hyper::StatusCode::INTERNAL_SERVER_ERROR);
    response
}
