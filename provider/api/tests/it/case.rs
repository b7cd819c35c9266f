//! One operation with every field of its request filled.

use std::fmt::Debug;

use bytes::Bytes;
use http::{Request, Response};
use kgas_api::{ApiError, Call, Repeat, Service};

type Read = Box<dyn Fn(&Response<Bytes>) -> Result<String, ApiError>>;

pub(crate) struct Case {
    pub(crate) operation: &'static str,
    pub(crate) service: Service,
    pub(crate) repeat: Repeat,
    pub(crate) request: Request<Bytes>,
    /// Reads an answer and shows what was read.
    pub(crate) read: Read,
}

pub(crate) fn case<T: Debug + 'static>(call: Call<T>) -> Case {
    let Call { operation, service, repeat, request, response } = call;
    Case {
        operation,
        service,
        repeat,
        request,
        read: Box::new(move |answer| response(answer).map(|it| format!("{it:?}"))),
    }
}

/// Method, path and query; then the body with a field a line.
pub(crate) fn text(case: &Case) -> String {
    let Case { repeat, request, .. } = case;
    let headers = request.headers().iter().map(|(name, value)| format!("\n{name}: {}", value.to_str().unwrap()));
    let headers = headers.collect::<String>();
    let head = format!("{} {}{headers}\n{repeat:?} to repeat", request.method(), request.uri());
    let body = match serde_json::from_slice(request.body()) {
        Ok(serde_json::Value::Object(fields)) => {
            fields.iter().map(|(name, value)| format!("{name} = {value}")).collect::<Vec<_>>().join("\n")
        }
        _ => std::str::from_utf8(request.body()).unwrap().replace('&', "\n"),
    };
    format!("{head}\n{body}").trim_end().to_owned()
}

pub(crate) fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Response<Bytes> {
    let builder = Response::builder().status(status);
    let builder = headers.iter().fold(builder, |builder, (name, value)| builder.header(*name, *value));
    builder.body(Bytes::copy_from_slice(body.as_bytes())).unwrap()
}
