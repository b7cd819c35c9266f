//! Which command line.
use std::fmt;
use std::path::PathBuf;

use crate::parts::{self, Error};

/// A command line that speaks the plugin protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    /// Terraform.
    Terraform,
    /// `OpenTofu`.
    OpenTofu,
}

impl Program {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Terraform, Self::OpenTofu];

    /// Where the program is; got first if it is not there yet.
    ///
    /// # Errors
    /// When it cannot be had.
    pub fn path(self) -> Result<PathBuf, Error> {
        match self {
            Self::Terraform => parts::terraform(),
            Self::OpenTofu => parts::opentofu(),
        }
    }
}

impl fmt::Display for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Terraform => "terraform",
            Self::OpenTofu => "tofu",
        })
    }
}
