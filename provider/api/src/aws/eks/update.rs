//! An update as EKS shows it.

use jiff::Timestamp;
use serde::Deserialize;

use crate::aws::time;

/// A change that EKS is making, or has made, or could not make.
/// Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_Update.html>.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Update {
    /// Its id.
    pub id: String,
    /// How far it is.
    pub status: UpdateStatus,
    /// What kind of change, such as `VersionUpdate`.
    #[serde(default, rename = "type")]
    pub kind: Option<String>,
    /// What was asked for.
    #[serde(default)]
    pub params: Vec<UpdateParam>,
    /// When it was asked for.
    #[serde(default, deserialize_with = "time::read")]
    pub created_at: Option<Timestamp>,
    /// Why it failed.
    #[serde(default)]
    pub errors: Vec<UpdateError>,
    /// How far `CancelUpdate` is, if it was asked for.
    #[serde(default)]
    pub cancellation: Cancellation,
}

/// How far a cancellation is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Cancellation {
    /// `None` if none was asked for.
    pub status: Option<UpdateStatus>,
    /// Why it failed.
    pub reason: Option<String>,
}

open_enum! {
    /// How far an update is.
    UpdateStatus {
        InProgress = "InProgress",
        Failed = "Failed",
        Cancelled = "Cancelled",
        Successful = "Successful",
    }
}

/// One thing that was asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct UpdateParam {
    /// Of what, such as `Version`.
    #[serde(rename = "type")]
    pub kind: String,
    /// What, often JSON in text.
    pub value: String,
}

/// One reason of a failure.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct UpdateError {
    /// EKS's code, such as `PodEvictionFailure`.
    pub error_code: String,
    /// EKS's words.
    pub error_message: String,
    /// What it is about.
    pub resource_ids: Vec<String>,
}

/// An answer that holds an update.
#[derive(Deserialize)]
pub(super) struct Answer {
    pub(super) update: Update,
}
