//! What to look for.

use crate::aws::PageToken;
use crate::aws::query::Form;

/// What to look for: by id, by filters, or both. Nothing at all means everything of the account in the region.
///
/// An id that does not exist makes EC2 refuse the whole request, which reads as "nothing fits": several things are
/// looked
/// for better with a filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Ids.
    pub ids: Vec<String>,
    /// All of these must hold.
    pub filters: Vec<Filter>,
}

/// A property and the values that will do. `*` and `?` stand for any text and any character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    name: String,
    values: Vec<String>,
}

impl Filter {
    /// By one of the operation's own filters, such as `vpc-id`.
    pub fn new(name: &str, values: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { name: name.to_owned(), values: values.into_iter().map(Into::into).collect() }
    }

    /// By a tag's value.
    #[must_use]
    pub fn tag(key: &str, value: &str) -> Self {
        Self::new(&format!("tag:{key}"), [value])
    }

    /// By there being a tag of that key.
    #[must_use]
    pub fn tag_key(key: &str) -> Self {
        Self::new("tag-key", [key])
    }
}

/// How much to ask for at once: all operations take it.
const PAGE_SIZE: &str = "100";

impl Selection {
    /// One thing, by its id.
    #[must_use]
    pub fn id(id: &str) -> Self {
        Self { ids: vec![id.to_owned()], filters: Vec::new() }
    }

    /// Whatever has these properties.
    #[must_use]
    pub fn of(filters: impl IntoIterator<Item = Filter>) -> Self {
        Self { ids: Vec::new(), filters: filters.into_iter().collect() }
    }

    /// The form of an operation that does not know pages.
    pub(super) fn whole(&self, operation: &'static str, id: &str) -> Form {
        let form = super::form(operation).list(id, &self.ids);
        self.filters.iter().zip(1_usize..).fold(form, |form, (filter, n)| {
            form.with(&format!("Filter.{n}.Name"), &filter.name).list(&format!("Filter.{n}.Value"), &filter.values)
        })
    }

    /// The form of an operation with pages. With ids there are none, and EC2 refuses a page size.
    pub(super) fn form(&self, operation: &'static str, id: &str, page: Option<&PageToken>) -> Form {
        self.whole(operation, id)
            .maybe("MaxResults", self.ids.is_empty().then_some(PAGE_SIZE))
            .maybe("NextToken", page.map(PageToken::as_str))
    }
}
