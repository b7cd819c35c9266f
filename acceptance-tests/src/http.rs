//! The little HTTP that is needed on loopback: one request a connection, whole bodies, TLS for whom we trust by name.
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

mod tls;

pub use tls::trusting;

/// No loopback server of ours takes longer for one answer.
const PATIENCE: Duration = Duration::from_mins(1);

/// A whole answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The body as text.
    pub body: String,
}

/// What is asked, and how.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// `GET`, `PATCH` and so on.
    pub method: &'a str,
    /// `http://host:port/path`, or with `https` when there is a `tls`.
    pub url: &'a str,
    /// Besides the host and the length.
    pub headers: &'a [(&'a str, &'a str)],
    /// The whole body; may be empty.
    pub body: &'a str,
}

/// `GET url`.
///
/// # Errors
/// When nobody listens, or what comes is not HTTP.
pub fn get(url: &str) -> io::Result<Answer> {
    send(Request { method: "GET", url, headers: &[], body: "" }, None)
}

/// `POST url` with a JSON body.
///
/// # Errors
/// As [`get`].
pub fn post(url: &str, json: &str) -> io::Result<Answer> {
    send(Request { method: "POST", url, headers: &[("Content-Type", "application/json")], body: json }, None)
}

/// Any request; `tls` is for an address that begins with `https`.
///
/// # Errors
/// As [`get`], and when the server is not one that `tls` trusts.
pub fn send(request: Request<'_>, tls: Option<&Arc<rustls::ClientConfig>>) -> io::Result<Answer> {
    let Request { method, url, headers, body } = request;
    let (secure, host, path) = split(url).ok_or_else(|| io::Error::other(format!("not a loopback address: {url}")))?;
    let mut stream = TcpStream::connect(host)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    // Else a record of TLS waits 40 ms for the one before it to be acknowledged.
    stream.set_nodelay(true)?;
    // HTTP/1.0: the answer comes in one piece and ends with the connection.
    let mut text = format!("{method} {path} HTTP/1.0\r\nHost: {host}\r\nContent-Length: {}\r\n", body.len());
    for (name, value) in headers {
        text.extend([name, ": ", value, "\r\n"]);
    }
    text.extend(["\r\n", body]);
    let bytes = match tls {
        Some(tls) if secure => exchange(tls::over(stream, host, tls)?, &text)?,
        None if !secure => exchange(&mut stream, &text)?,
        _ => return Err(io::Error::other(format!("{url} and what is said about TLS do not agree"))),
    };
    parse(&bytes).ok_or_else(|| io::Error::other(format!("{url} did not answer in HTTP, or not to the end")))
}

fn exchange(mut stream: impl Read + Write, request: &str) -> io::Result<Vec<u8>> {
    stream.write_all(request.as_bytes())?;
    stream.flush()?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// `http://host:port/path` as whether it is secure, host and path.
pub(crate) fn split(url: &str) -> Option<(bool, &str, &str)> {
    let secure = url.starts_with("https://");
    let rest = url.strip_prefix(if secure { "https://" } else { "http://" })?;
    let (host, path) = rest.find('/').map_or((rest, "/"), |at| rest.split_at(at));
    Some((secure, host, path))
}

fn parse(bytes: &[u8]) -> Option<Answer> {
    let at = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&bytes[..at]).ok()?;
    let body = &bytes[at + 4..];
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let lines = head.lines().filter_map(|line| line.split_once(':'));
    let mut length = lines.filter(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let is_whole = length.next().is_none_or(|(_, said)| said.trim().parse() == Ok(body.len()));
    is_whole.then(|| Answer { status, body: String::from_utf8_lossy(body).into_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers() {
        let answer = parse(b"HTTP/1.1 404 Not Found\r\nServer: x\r\n\r\nnothing\r\n\r\nhere").unwrap();
        assert_eq!(answer, Answer { status: 404, body: "nothing\r\n\r\nhere".to_owned() });
        assert_eq!(parse(b"SSH-2.0"), None);
    }

    #[test]
    fn an_answer_that_was_cut_off_is_none() {
        let of = |body: &str| parse(format!("HTTP/1.0 200 OK\r\ncontent-length: 5\r\n\r\n{body}").as_bytes());
        assert_eq!(of("whole").unwrap().body, "whole");
        assert_eq!(of("who"), None);
    }

    #[test]
    fn addresses() {
        assert_eq!(split("http://127.0.0.1:80/a/b"), Some((false, "127.0.0.1:80", "/a/b")));
        assert_eq!(split("https://127.0.0.1:80"), Some((true, "127.0.0.1:80", "/")));
        assert_eq!(split("ftp://example.com/"), None);
    }
}
