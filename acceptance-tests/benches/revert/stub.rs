//! A Prometheus whose answers are a script: good, until it is told to say that slot b is bad.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use jiff::Timestamp;

#[derive(Default)]
struct Script {
    is_bad: bool,
    /// When the first bad answer was written.
    shown: Option<Timestamp>,
}

/// It answers as long as this process lives.
pub(super) struct Stub {
    pub(super) url: String,
    script: Arc<Mutex<Script>>,
}

impl Stub {
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let script = Arc::new(Mutex::new(Script::default()));
        let shared = Arc::clone(&script);
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let script = Arc::clone(&shared);
                std::thread::spawn(move || drop(serve(client, &script)));
            }
        });
        Self { url, script }
    }

    /// From now on slot b is bad; when that is.
    pub(super) fn turn_bad(&self) -> Timestamp {
        let mut script = self.script.lock().unwrap();
        (script.is_bad, script.shown) = (true, None);
        Timestamp::now()
    }

    /// All is well again; when the first bad answer was given.
    pub(super) fn turn_good(&self) -> Option<Timestamp> {
        let mut script = self.script.lock().unwrap();
        script.is_bad = false;
        script.shown.take()
    }
}

/// Answers one connection's requests, one after another.
fn serve(client: TcpStream, script: &Mutex<Script>) -> std::io::Result<()> {
    client.set_nodelay(true)?;
    let mut to = client.try_clone()?;
    let mut from = BufReader::new(client);
    loop {
        let (mut head, mut length) = (String::new(), 0);
        loop {
            let mut line = String::new();
            if from.read_line(&mut line)? == 0 {
                return Ok(());
            }
            if let Some(size) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = size.trim().parse().unwrap_or(0);
            }
            if line == "\r\n" {
                break;
            }
            head.push_str(&line);
        }
        let mut body = vec![0; length];
        from.read_exact(&mut body)?;
        let asked = format!("{head}{}", String::from_utf8_lossy(&body));
        let mut script = script.lock().unwrap();
        // Both peers ask about slot b by a matcher, which arrives percent-encoded or not.
        let is_bad = script.is_bad && (asked.contains("slot%3D%22b%22") || asked.contains("slot=\"b\""));
        let value = if is_bad { "0.5" } else { "0.001" };
        let now = Timestamp::now();
        #[expect(clippy::cast_precision_loss, reason = "milliseconds are enough")]
        let seconds = now.as_millisecond() as f64 / 1_000.0;
        let answer = format!(
            r#"{{"status":"success","data":{{"resultType":"vector","result":[{{"metric":{{}},"value":[{seconds},"{value}"]}}]}}}}"#
        );
        write!(
            to,
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{answer}",
            answer.len()
        )?;
        if is_bad {
            script.shown.get_or_insert(now);
        }
    }
}
