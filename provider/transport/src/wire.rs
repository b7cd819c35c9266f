//! Bytes out, bytes in.

mod http;
mod identity;
mod network;
mod proxy;
mod reqwest_http;
mod tls;
mod words;

pub use self::http::{Http, HttpError};
pub use identity::Identity;
pub use network::{Network, NetworkError};
pub use proxy::Proxy;
pub(crate) use reqwest_http::IDLE;
pub use reqwest_http::ReqwestHttp;
pub use tls::Roots;
pub(crate) use words::{is_untrusted, sources, words};
