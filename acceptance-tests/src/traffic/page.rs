//! One page over HTTP, for whoever asks for anything.
use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// What is answered: the page, or that there is none now.
type Answer = dyn Fn() -> Option<String> + Send + Sync;

/// A server on loopback for as long as the value lives.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) address: SocketAddr,
    ended: Arc<AtomicBool>,
}

impl Page {
    /// Serves what `answer` says, or 503.
    ///
    /// # Errors
    /// When there is no free port.
    pub(super) fn serve(answer: impl Fn() -> Option<String> + Send + Sync + 'static) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let ended = Arc::new(AtomicBool::new(false));
        let (answer, is_ended): (Arc<Answer>, _) = (Arc::new(answer), Arc::clone(&ended));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if is_ended.load(Ordering::Relaxed) {
                    return;
                }
                let answer = Arc::clone(&answer);
                // Whoever does not read on harms nobody else.
                std::thread::spawn(move || stream.and_then(|stream| one(&stream, &*answer)));
            }
        });
        Ok(Self { address, ended })
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        // Wakes the listener.
        drop(TcpStream::connect(self.address));
    }
}

fn one(mut stream: &TcpStream, answer: &Answer) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut lines = BufReader::new(stream).lines();
    while lines.next().transpose()?.is_some_and(|line| !line.is_empty()) {}
    let (status, body) = answer().map_or(("503 Service Unavailable", String::new()), |page| ("200 OK", page));
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\nContent-Type: text/plain; version=0.0.4\r\nContent-Length: {length}\r\n");
    stream.write_all(format!("{head}Connection: close\r\n\r\n{body}").as_bytes())
}
