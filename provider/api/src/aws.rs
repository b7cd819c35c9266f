//! Amazon Web Services.

pub mod ec2;
pub mod eks;
pub mod elb;
pub mod elbv2;
pub mod iam;
pub mod kms;
pub mod logs;
pub mod sts;

mod concealed;
mod json;
mod query;
mod refusal;
mod xml;

pub use concealed::Concealed;
pub use page::{Page, PageToken};

use crate::{encoding, page, time};
