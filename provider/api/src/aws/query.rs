//! Requests as forms, of IAM, STS, EC2 and Elastic Load Balancing.
//!
//! Sources: <https://smithy.io/2.0/aws/protocols/aws-query-protocol.html>,
//! <https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html>.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Method, Request, Response};

use super::encoding::encode;
use crate::{ApiError, Call, Repeat, Service};

/// A form for an operation, parameter by parameter, in the order they were given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Form {
    service: Service,
    operation: &'static str,
    body: String,
}

type Read<T> = fn(&Response<Bytes>) -> Result<T, ApiError>;

impl Form {
    /// A form that asks for an operation of a version of a service.
    pub(super) fn new(service: Service, operation: &'static str, version: &str) -> Self {
        Self { service, operation, body: format!("Action={operation}&Version={version}") }
    }

    /// With a parameter.
    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        self.body.extend(["&", name, "="]);
        self.body.extend(encode(value));
        self
    }

    /// With a parameter, if it has a value.
    pub(super) fn maybe(self, name: &str, value: Option<impl AsRef<str>>) -> Self {
        match value {
            Some(value) => self.with(name, value.as_ref()),
            None => self,
        }
    }

    /// With a number or a boolean, if it has a value.
    pub(super) fn maybe_shown(self, name: &str, value: Option<impl ToString>) -> Self {
        self.maybe(name, value.map(|value| value.to_string()))
    }

    /// With a list: `name.1`, `name.2` and so on.
    pub(super) fn list(self, name: &str, values: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let numbered = values.into_iter().zip(1_usize..);
        numbered.fold(self, |form, (value, n)| form.with(&format!("{name}.{n}"), value.as_ref()))
    }

    /// With tags: `name.1.Key`, `name.1.Value` and so on.
    pub(super) fn tags(self, name: &str, tags: &BTreeMap<String, String>) -> Self {
        tags.iter().zip(1_usize..).fold(self, |form, ((key, value), n)| {
            form.with(&format!("{name}.{n}.Key"), key).with(&format!("{name}.{n}.Value"), value)
        })
    }

    /// With the tags something is created with, so that it is never there without them. None is none.
    pub(super) fn created_with(self, resource_type: &str, tags: &BTreeMap<String, String>) -> Self {
        if tags.is_empty() {
            return self;
        }
        self.with("TagSpecification.1.ResourceType", resource_type).tags("TagSpecification.1.Tag", tags)
    }

    /// With the keys of tags: `name.1.Key` and so on.
    pub(super) fn keys(self, name: &str, keys: &[&str]) -> Self {
        keys.iter().zip(1_usize..).fold(self, |form, (key, n)| form.with(&format!("{name}.{n}.Key"), key))
    }

    /// The call that sends it and may be repeated.
    pub(super) fn safe<T>(self, response: Read<T>) -> Call<T> {
        self.call(Repeat::Safe, response)
    }

    /// The call that sends it and must not be repeated without a look.
    pub(super) fn look_first<T>(self, response: Read<T>) -> Call<T> {
        self.call(Repeat::LookFirst, response)
    }

    fn call<T>(self, repeat: Repeat, response: Read<T>) -> Call<T> {
        let Self { service, operation, body } = self;
        let mut request = Request::new(Bytes::from(body));
        *request.method_mut() = Method::POST;
        let kind = HeaderValue::from_static("application/x-www-form-urlencoded; charset=utf-8");
        request.headers_mut().insert(CONTENT_TYPE, kind);
        Call { operation, service, repeat, request, response }
    }
}
