//! A line to a server on loopback, with something done to all that goes over it.
use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};

/// Puts a line before the server at `address`, for as long as this process lives; the line's own address.
///
/// * `there`, `back`: done with each piece before it goes on, given its length in bytes.
///
/// # Errors
/// When there is no port for it.
pub fn before(
    address: &str,
    there: impl Fn(usize) + Clone + Send + 'static,
    back: impl Fn(usize) + Clone + Send + 'static,
) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let (own, address) = (listener.local_addr()?, address.to_owned());
    std::thread::spawn(move || {
        for client in listener.incoming().flatten() {
            // Who is not reached closes on both sides.
            drop(connect(client, &address, there.clone(), back.clone()));
        }
    });
    Ok(own)
}

fn connect(
    client: TcpStream,
    address: &str,
    there: impl Fn(usize) + Send + 'static,
    back: impl Fn(usize) + Send + 'static,
) -> io::Result<()> {
    let server = TcpStream::connect(address)?;
    let (from, to) = (client.try_clone()?, server.try_clone()?);
    std::thread::spawn(move || drop(carry(from, to, there)));
    std::thread::spawn(move || drop(carry(server, client, back)));
    Ok(())
}

/// Carries what comes to where it goes.
fn carry(mut from: TcpStream, mut to: TcpStream, with: impl Fn(usize)) -> io::Result<()> {
    to.set_nodelay(true)?;
    let mut piece = vec![0; 65_536];
    loop {
        let length = from.read(&mut piece)?;
        if length == 0 {
            return to.shutdown(Shutdown::Write);
        }
        with(length);
        to.write_all(&piece[..length])?;
    }
}
