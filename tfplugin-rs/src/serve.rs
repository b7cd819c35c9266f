//! From `main` to the end of the process.

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_rustls::TlsAcceptor;
use tracing::{debug, warn};

use crate::handshake::{Identity, Listening, Refusal, Terms, announcement, tls_config};
use crate::plugin::Plugin;
use crate::provider::Provider;
use crate::reattach::{self, Asked};
use crate::server::{Connections, Ending, Running, Services};
use crate::{log, panics};

/// How often to look whether the Terraform that started us still lives, while nobody is connected.
const LOOK_FOR_PARENT: Duration = Duration::from_millis(500);

/// How long to wait when the system cannot hand over a connection.
const TRY_AGAIN: Duration = Duration::from_millis(100);

/// Longest wait for what runs when the provider has to end: an operation that was asked to stop finishes its call.
const LAST_CALLS: Duration = Duration::from_secs(30);

/// Why the provider did not serve.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("{0}")]
    Usage(String),
    #[error(
        "The provider cannot listen for Terraform: {0}.\n\nSet TMPDIR to a directory this user can write to, and PLUGIN_UNIX_SOCKET_GROUP, if it is set, to a group of this user."
    )]
    Socket(io::Error),
    #[error("The provider cannot start: {0}.")]
    Start(String),
}

/// Serves `provider` to the Terraform that started this process: all that `main` of a provider has to do.
///
/// The provider is made after Terraform was told where to connect, so its making does not delay the start. Standard
/// output belongs to the protocol: never write there. With the argument `-debug ADDRESS`, where the address is the
/// provider's `source` in HCL, the process serves any Terraform that is given the setting it prints, until ^C.
///
/// ^C is Terraform's business, which asks the provider to stop by a call. When the last client has closed its connection, what
/// runs is asked to stop; when the provider is terminated, hung up on, or left alone by a Terraform that was killed, it is
/// waited for as well, and the process ends.
///
/// The exit code is 0 when Terraform ended the provider, and 1 when it did not serve; standard error then says why.
///
/// # Panics
/// In a panic, the message goes to standard error in the form that Terraform shows to its user.
#[must_use]
pub fn serve<P: Provider>(provider: impl FnOnce() -> P) -> ExitCode {
    let start = Instant::now();
    panics::install();
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    match run(&arguments, start, provider) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let _ = writeln!(io::stderr(), "{failure}");
            ExitCode::FAILURE
        }
    }
}

fn run<P: Provider>(arguments: &[OsString], start: Instant, provider: impl FnOnce() -> P) -> Result<(), Failure> {
    let asked = reattach::asked(arguments).map_err(Failure::Usage)?;
    let terms = match asked {
        Asked::ByTerraform => Some(Terms::from_env()?),
        Asked::Debug(_) => None,
    };
    log::start(match &asked {
        Asked::ByTerraform => P::ADDRESS,
        Asked::Debug(address) => address,
    });
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|err| Failure::Start(err.to_string()))?;
    let result = runtime.block_on(async {
        match (asked, terms) {
            (Asked::Debug(address), _) => for_debugger(&address, provider).await,
            (Asked::ByTerraform, Some(terms)) => by_terraform(terms, start, provider).await,
            (Asked::ByTerraform, None) => Err(Refusal::StartedByHand.into()),
        }
    });
    // What still runs has had its time.
    runtime.shutdown_background();
    result
}

/// Serves the client of `terms`, and nobody else.
async fn by_terraform<P: Provider>(terms: Terms, start: Instant, provider: impl FnOnce() -> P) -> Result<(), Failure> {
    // ^C reaches every process of the terminal. Terraform hears it too, and asks us to stop by a call.
    let _ignored = on(SignalKind::interrupt())?;
    let (terminated, hung_up) = (on(SignalKind::terminate())?, on(SignalKind::hangup())?);
    let parent = std::os::unix::process::parent_id();
    let failure = |what: &str, err: &dyn std::fmt::Display| Failure::Start(format!("{what}: {err}"));
    let identity = Identity::generate().map_err(|err| failure("no key can be made", &err))?;
    let listening = Listening::under(&terms.socket_parent, terms.socket_group.as_deref()).map_err(Failure::Socket)?;
    let line = announcement(listening.path(), Some(identity.certificate()), terms.asks_multiplex);
    print(&line).map_err(|err| failure("Terraform does not listen", &err))?;
    let microseconds = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
    debug!(microseconds, "told Terraform where to connect");

    let tls = tls_config(identity, terms.client).map_err(|err| failure("no TLS", &err))?;
    let ends = async move |connections: Connections| {
        tokio::select! {
            () = signalled(terminated) => {}
            () = signalled(hung_up) => {}
            () = orphaned(parent, &connections) => {}
        }
    };
    accept(&listening, Some(TlsAcceptor::from(Arc::new(tls))), provider, ends).await;
    Ok(())
}

/// Serves whoever can open the socket, which is this user, until ^C.
async fn for_debugger<P: Provider>(address: &str, provider: impl FnOnce() -> P) -> Result<(), Failure> {
    let (interrupted, terminated) = (on(SignalKind::interrupt())?, on(SignalKind::terminate())?);
    let listening = Listening::under(&std::env::temp_dir(), None).map_err(Failure::Socket)?;
    let hint = reattach::hint(address, listening.path(), std::process::id());
    print(&hint).map_err(|err| Failure::Start(err.to_string()))?;
    let ends = async move |_| {
        tokio::select! {
            () = signalled(interrupted) => {}
            () = signalled(terminated) => {}
        }
    };
    accept(&listening, None, provider, ends).await;
    Ok(())
}

/// Serves connections until Terraform ends the provider, or `ends` does: then what runs is asked to stop and waited for.
async fn accept<P: Provider>(
    listening: &Listening,
    tls: Option<TlsAcceptor>,
    provider: impl FnOnce() -> P,
    ends: impl AsyncFnOnce(Connections),
) {
    let plugin = Arc::new(Plugin::new(provider()));
    let (running, ending, connections) = (Running::default(), Ending::default(), Connections::default());
    let services = Services::new(plugin.clone(), running.clone(), &ending);
    let accepting = async {
        loop {
            match listening.accept().await {
                Ok(stream) => connections.serve(stream, tls.clone(), services.clone(), &ending),
                // Such as too many open files: it passes, or it does not.
                Err(error) => {
                    warn!(%error, "cannot take a connection");
                    tokio::time::sleep(TRY_AGAIN).await;
                }
            }
        }
    };
    // A client that hangs up gets no answer any more: the call in flight goes on to its end, and nothing new starts. A
    // Terraform that is killed is noticed by this at once, long before the process is seen to have lost its parent.
    let abandoned = async {
        loop {
            connections.some().await;
            connections.none().await;
            plugin.stopper.abandon();
        }
    };
    tokio::select! {
        () = ending.ended() => {}
        () = accepting => {}
        () = abandoned => {}
        () = ends(connections.clone()) => {
            plugin.stopper.abandon();
            let _ = tokio::time::timeout(LAST_CALLS, running.none()).await;
            ending.end();
        }
    }
    connections.none().await;
}

fn on(kind: SignalKind) -> Result<Signal, Failure> {
    signal(kind).map_err(|err| Failure::Start(format!("no signals: {err}")))
}

async fn signalled(mut signal: Signal) {
    // A signal that can never come again is as good as none.
    if signal.recv().await.is_none() {
        std::future::pending::<()>().await;
    }
}

/// Waits until nobody is connected and the process that started us is gone: killed, it asked for nothing.
async fn orphaned(parent: u32, connections: &Connections) {
    loop {
        connections.none().await;
        if std::os::unix::process::parent_id() != parent {
            return;
        }
        tokio::time::sleep(LOOK_FOR_PARENT).await;
    }
}

fn print(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes())?;
    stdout.flush()
}
