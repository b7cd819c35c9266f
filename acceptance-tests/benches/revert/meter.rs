//! A line to the API server that counts what goes over it.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// It carries as long as this process lives.
pub(super) struct Meter {
    /// `https://127.0.0.1:PORT`, in place of the API server's own address.
    pub(super) url: String,
    bytes: Arc<AtomicU64>,
}

impl Meter {
    /// * `to`: `https://127.0.0.1:PORT`.
    pub(super) fn before(to: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("https://{}", listener.local_addr().unwrap());
        let (to, bytes) = (to.strip_prefix("https://").unwrap().to_owned(), Arc::new(AtomicU64::new(0)));
        let counted = Arc::clone(&bytes);
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let server = TcpStream::connect(&to).unwrap();
                for (from, to) in [(&client, &server), (&server, &client)] {
                    let (from, to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
                    let counted = Arc::clone(&counted);
                    std::thread::spawn(move || drop(carry(from, to, &counted)));
                }
            }
        });
        Self { url, bytes }
    }

    /// How many bytes went either way so far, as they are on the wire.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }
}

fn carry(mut from: TcpStream, mut to: TcpStream, counted: &AtomicU64) -> std::io::Result<()> {
    to.set_nodelay(true)?;
    let mut piece = vec![0; 65_536];
    loop {
        let length = from.read(&mut piece)?;
        if length == 0 {
            return to.shutdown(Shutdown::Write);
        }
        counted.fetch_add(length as u64, Ordering::Relaxed);
        to.write_all(&piece[..length])?;
    }
}
