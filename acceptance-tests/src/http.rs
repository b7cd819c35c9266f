//! The little HTTP that is needed on loopback: one request a connection, whole bodies, no TLS.
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

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

/// `GET url`.
///
/// # Errors
/// When nobody listens, or what comes is not HTTP.
pub fn get(url: &str) -> io::Result<Answer> {
    send("GET", url, "")
}

/// `POST url` with a JSON body.
///
/// # Errors
/// As [`get`].
pub fn post(url: &str, json: &str) -> io::Result<Answer> {
    send("POST", url, json)
}

fn send(method: &str, url: &str, body: &str) -> io::Result<Answer> {
    let (host, path) = split(url).ok_or_else(|| io::Error::other(format!("not a loopback address: {url}")))?;
    let mut stream = TcpStream::connect(host)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    // HTTP/1.0: the answer comes in one piece and ends with the connection.
    let length = body.len();
    let head = format!("{method} {path} HTTP/1.0\r\nHost: {host}\r\nContent-Type: application/json\r\n");
    stream.write_all(format!("{head}Content-Length: {length}\r\n\r\n{body}").as_bytes())?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    parse(&bytes).ok_or_else(|| io::Error::other(format!("{url} did not answer in HTTP")))
}

/// `http://host:port/path` as host and path.
pub(crate) fn split(url: &str) -> Option<(&str, &str)> {
    let rest = url.strip_prefix("http://")?;
    Some(rest.find('/').map_or((rest, "/"), |at| rest.split_at(at)))
}

fn parse(bytes: &[u8]) -> Option<Answer> {
    let at = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&bytes[..at]).ok()?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some(Answer { status, body: String::from_utf8_lossy(&bytes[at + 4..]).into_owned() })
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
    fn addresses() {
        assert_eq!(split("http://127.0.0.1:80/a/b"), Some(("127.0.0.1:80", "/a/b")));
        assert_eq!(split("http://127.0.0.1:80"), Some(("127.0.0.1:80", "/")));
        assert_eq!(split("https://example.com/"), None);
    }
}
