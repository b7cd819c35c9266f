//! Bytes out, bytes in.

mod http;
mod identity;
mod network;
mod proxy;
mod reqwest_http;
mod tls;

pub use self::http::{Http, HttpError};
pub use identity::Identity;
pub use network::{Network, NetworkError};
pub use proxy::Proxy;
pub use reqwest_http::ReqwestHttp;
pub use tls::Roots;
