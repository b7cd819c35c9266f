//! One HTTP request, and whether it writes.
use std::io::{self, BufRead, BufReader, Read};
use std::net::TcpStream;

use serde_json::Value;

/// A whole request.
#[derive(Debug, PartialEq)]
pub(super) struct Request {
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// Form parameters `Action` with these beginnings only look.
const LOOKS: [&str; 7] = ["Describe", "Get", "List", "AssumeRole", "Search", "Decode", "Simulate"];

impl Request {
    /// The next request; nothing when the client has closed.
    pub(super) fn read(client: &mut TcpStream) -> io::Result<Option<Self>> {
        let mut reader = BufReader::new(client);
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let mut words = line.split_whitespace().map(str::to_owned);
        let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let mut headers = Vec::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line)?;
            let Some((name, value)) = line.trim_end().split_once(':') else { break };
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let length = headers.iter().find(|(name, _)| name == "content-length").and_then(|(_, text)| text.parse().ok());
        let mut body = vec![0; length.unwrap_or(0)];
        reader.read_exact(&mut body)?;
        Ok(Some(Self { method, path, headers, body }))
    }

    /// As it came, but for the wish that the connection ends with the answer, which no signature covers.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut head = format!("{} {} HTTP/1.1\r\nconnection: close\r\n", self.method, self.path);
        for (name, value) in self.headers.iter().filter(|(name, _)| name != "connection") {
            head.extend([name, ": ", value, "\r\n"]);
        }
        let mut bytes = format!("{head}\r\n").into_bytes();
        bytes.extend(&self.body);
        bytes
    }

    /// A name for what the request changes; nothing when it only looks.
    pub(super) fn write(&self) -> Option<String> {
        let path = self.path.split('?').next().unwrap_or_default();
        let body = String::from_utf8_lossy(&self.body);
        let target = self.headers.iter().find(|(name, _)| name == "x-amz-target").map(|(_, target)| target.as_str());
        let operation = match target {
            Some(target) => target.rsplit('.').next(),
            None => body.split('&').find_map(|pair| pair.strip_prefix("Action=")),
        };
        match (self.method.as_str(), operation) {
            ("GET" | "HEAD", _) => None,
            (_, Some(operation)) if path == "/" => {
                (!LOOKS.iter().any(|look| operation.starts_with(look))).then(|| operation.to_owned())
            }
            ("POST", _) if path.ends_with("/insights") => None,
            (method, _) => Some(format!("{method} {path}")),
        }
    }

    /// The request apart from its tokens, which are new in every run: two that are equal ask for the same.
    pub(super) fn wish(&self) -> String {
        let body = String::from_utf8_lossy(&self.body);
        let body = match serde_json::from_str::<Value>(&body) {
            Ok(Value::Object(mut members)) => {
                members.remove("clientRequestToken");
                Value::Object(members).to_string()
            }
            _ => body.split('&').filter(|pair| !pair.starts_with("ClientToken=")).collect::<Vec<_>>().join("&"),
        };
        format!("{} {} {body}", self.method, self.path)
    }
}

#[cfg(test)]
fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Request {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Request { method: method.to_owned(), path: path.to_owned(), headers, body: body.into() }
}

#[test]
fn writes_have_names_and_looks_have_none() {
    let name =
        |method: &str, path: &str, headers: &[(&str, &str)], body: &str| request(method, path, headers, body).write();
    assert_eq!(name("POST", "/clusters", &[], "{}").as_deref(), Some("POST /clusters"));
    assert_eq!(name("DELETE", "/clusters/a?b=c", &[], "").as_deref(), Some("DELETE /clusters/a"));
    assert_eq!(name("POST", "/", &[], "Version=1&Action=CreateVpc&X=Y").as_deref(), Some("CreateVpc"));
    assert_eq!(name("POST", "/", &[], "Action=DescribeVpcs"), None);
    assert_eq!(name("POST", "/", &[("x-amz-target", "TrentService.DescribeKey")], "{}"), None);
    assert_eq!(name("GET", "/clusters/a", &[], ""), None);
    assert_eq!(name("POST", "/clusters/a/insights", &[], "{}"), None);
}

#[test]
fn tokens_are_no_part_of_a_wish() {
    let form = |token: &str, cidr: &str| {
        request("POST", "/", &[], &format!("Action=CreateVpc&ClientToken={token}&Cidr={cidr}")).wish()
    };
    assert_eq!(form("a", "1"), form("b", "1"));
    assert_ne!(form("a", "1"), form("a", "2"));
    let json = |token: &str, name: &str| {
        request("POST", "/clusters", &[], &format!(r#"{{"clientRequestToken":"{token}","name":"{name}"}}"#)).wish()
    };
    assert_eq!(json("a", "x"), json("b", "x"));
    assert_ne!(json("a", "x"), json("a", "y"));
}
