//! Which cluster: `aws/REGION/NAME`.

use std::fmt;
use std::str::FromStr;

/// A cluster anywhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ClusterId {
    /// Whose cloud.
    pub(crate) cloud: Cloud,
    /// Where, in the cloud's own words.
    pub(crate) location: String,
    /// Its name.
    pub(crate) name: String,
}

/// Whose cloud.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Cloud {
    /// Amazon EKS.
    Aws,
}

impl fmt::Display for ClusterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cloud = match self.cloud {
            Cloud::Aws => "aws",
        };
        write!(f, "{cloud}/{}/{}", self.location, self.name)
    }
}

impl FromStr for ClusterId {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts: Vec<&str> = text.split('/').collect();
        match parts[..] {
            ["aws", location, name] if is_word(location) && is_word(name) => {
                Ok(Self { cloud: Cloud::Aws, location: location.to_owned(), name: name.to_owned() })
            }
            _ => Err(format!(
                "{text:?} does not name a cluster. Write it as `aws/REGION/NAME`, such as `aws/eu-west-1/prod`."
            )),
        }
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_as_it_is_written() {
        let id: Result<ClusterId, _> = "aws/eu-west-1/prod".parse();
        assert_eq!(id.as_ref().map(ToString::to_string), Ok("aws/eu-west-1/prod".to_owned()));
        for wrong in
            ["", "prod", "aws/prod", "aws//prod", "aws/eu-west-1/", "gcp/x/y", "aws/eu-west-1/a/b", "aws/../x y"]
        {
            assert!(wrong.parse::<ClusterId>().is_err(), "{wrong:?}");
        }
    }
}
