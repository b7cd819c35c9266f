//! One query: read, bound, and written for a slot.

use std::time::Duration;

use promql_parser::label::Matcher;
use promql_parser::parser::value::ValueType;
use promql_parser::parser::{Expr, VectorSelector};

use super::template::{Template, VARIABLES, Variable};
use super::tokens::Position;
use super::warning::{Warning, duration};
use super::{bind, shape, syntax, tree};

/// A range that holds two samples even if one scrape is missed and another is late.
const SCRAPES_A_RANGE: u32 = 4;

/// What a query is bound to. All but the window go into the text as they are, and so are names of Kubernetes or of labels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The label that tells the slots apart in the metrics.
    pub slot_label: String,
    /// Its value on the canary's.
    pub canary: String,
    /// Its value on the stable slot's.
    pub stable: String,
    /// The workload's namespace.
    pub namespace: String,
    /// The workload's name.
    pub name: String,
    /// A usual time since the step began, in milliseconds, to check a query with `$window` with.
    pub window_millis: u64,
}

/// A query that can be asked, and is bound to a slot in every selector or has a [`Warning::Unbound`] for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    template: Template,
    binding: Binding,
    tree: Expr,
    unbound: Vec<String>,
}

impl Query {
    /// Reads and checks a query.
    ///
    /// * `text`: of the user. Without `$slot`, a matcher is put into every selector.
    ///
    /// # Errors
    /// [`QueryError`]; each is to be shown at the attribute that has the query.
    ///
    /// ```
    /// use kgas_engine::promql::{Binding, Query};
    /// # let name = |name: &str| name.to_owned();
    /// let binding = Binding {
    ///     slot_label: name("slot"),
    ///     canary: name("b"),
    ///     stable: name("a"),
    ///     namespace: name("shop"),
    ///     name: name("api"),
    ///     window_millis: 60_000,
    /// };
    /// let query = Query::parse("sum(rate(errors_total{code=~\"5..\"}[1m])) / sum(rate(requests_total[1m]))", &binding)?;
    /// assert_eq!(
    ///     query.canary(60_000),
    ///     "sum(rate(errors_total{slot=\"b\", code=~\"5..\"}[1m])) / sum(rate(requests_total{slot=\"b\"}[1m]))"
    /// );
    /// assert!(query.warnings(15_000).is_empty());
    /// # Ok::<(), kgas_engine::promql::QueryError>(())
    /// ```
    pub fn parse(text: &str, binding: &Binding) -> Result<Self, QueryError> {
        binding.check()?;
        syntax::short(text).map_err(|(at, why)| QueryError::Syntax { at: Position::of(text, at), why })?;
        let template =
            Template::parse(text).map_err(|(at, name)| QueryError::Variable { at: Position::of(text, at), name })?;
        let tree = checked(text, &template, binding)?;
        let (template, tree, unbound) = if template.uses(Variable::Slot) {
            let unbound = unbound(&template, &tree, binding)?;
            (template, tree, unbound)
        } else if template.uses(Variable::Baseline) {
            return Err(QueryError::OnlyBaseline);
        } else {
            let (template, tree) = bind_all(text, &tree, binding)?;
            (template, tree, Vec::new())
        };
        Ok(Self { template, binding: binding.clone(), tree, unbound })
    }

    /// The text that asks for the canary.
    ///
    /// * `window_millis`: the time since the step began, for `$window`; a millisecond at least.
    #[must_use]
    pub fn canary(&self, window_millis: u64) -> String {
        self.template.render(|variable| self.binding.value(variable, &self.binding.canary, window_millis))
    }

    /// The text that asks for the stable slot.
    ///
    /// * `window_millis`: as for [`Self::canary`]; the same for both, or they are not to be compared.
    #[must_use]
    pub fn stable(&self, window_millis: u64) -> String {
        self.template.render(|variable| self.binding.value(variable, &self.binding.stable, window_millis))
    }

    /// Whether it looks back to the start of the step, by `$window`.
    #[must_use]
    pub fn uses_window(&self) -> bool {
        self.template.uses(Variable::Window)
    }

    /// How far back the samples lie that one answer is made of, in milliseconds. 0: the newest ones only.
    #[must_use]
    pub fn reach_millis(&self) -> u64 {
        millis(tree::reach(&self.tree))
    }

    /// Every selector, as it asks for the canary, in the order of the text.
    #[must_use]
    pub fn selectors(&self) -> Vec<String> {
        tree::selectors(&self.tree).into_iter().map(|(selector, _)| selector.to_string()).collect()
    }

    /// What may be wrong with it.
    ///
    /// * `scrape_millis`: how often its counters are scraped.
    #[must_use]
    pub fn warnings(&self, scrape_millis: u64) -> Vec<Warning> {
        let mut warnings: Vec<_> =
            self.unbound.iter().map(|selector| Warning::Unbound { selector: selector.clone() }).collect();
        let least_millis = scrape_millis.saturating_mul(u64::from(SCRAPES_A_RANGE));
        for (selector, range) in tree::selectors(&self.tree) {
            if let Some(range_millis) = range.map(millis).filter(|range| *range < least_millis) {
                warnings.push(Warning::ShortRange { selector: selector.to_string(), range_millis, least_millis });
            }
        }
        match shape::labels(&self.tree) {
            Some(labels) if labels.is_empty() => (),
            labels => warnings.push(Warning::ManySeries { labels: labels.map(Vec::from_iter) }),
        }
        if shape::filters(&self.tree) {
            warnings.push(Warning::Filters);
        }
        warnings
    }
}

/// The tree of the canary's query. Errors are in places of `text`.
fn checked(text: &str, template: &Template, binding: &Binding) -> Result<Expr, QueryError> {
    let value = |variable| binding.value(variable, &binding.canary, binding.window_millis);
    let tree = syntax::tree(&template.render(value))
        .map_err(|(at, why)| QueryError::Syntax { at: Position::of(text, template.source(value, at)), why })?;
    match tree.value_type() {
        ValueType::Scalar | ValueType::Vector => (),
        ValueType::Matrix => return Err(QueryError::NotAValue { is: "a range of samples" }),
        ValueType::String => return Err(QueryError::NotAValue { is: "a text" }),
    }
    if tree::selectors(&tree).is_empty() {
        return Err(QueryError::NoSelector);
    }
    Ok(tree)
}

/// The selectors that are of no slot.
fn unbound(template: &Template, canary: &Expr, binding: &Binding) -> Result<Vec<String>, QueryError> {
    let as_for_canary = |slot: &str, baseline: &str| {
        let text = template.render(|variable| match variable {
            Variable::Baseline => baseline.to_owned(),
            other => binding.value(other, slot, binding.window_millis),
        });
        let tree = syntax::tree(&text).map_err(|(at, why)| QueryError::Syntax { at: Position::of(&text, at), why })?;
        let same = |(one, other): &((&VectorSelector, _), (&VectorSelector, _))| one.0 == other.0;
        let pairs = tree::selectors(canary).into_iter().zip(tree::selectors(&tree)).filter(same);
        Ok(pairs.map(|(one, _)| one.0.to_string()).collect::<Vec<_>>())
    };
    if as_for_canary(&binding.stable, &binding.stable)?.len() == tree::selectors(canary).len() {
        return Err(QueryError::SlotUnused);
    }
    as_for_canary(&binding.stable, &binding.canary)
}

/// The template and the tree with a matcher in every selector.
fn bind_all(text: &str, free: &Expr, binding: &Binding) -> Result<(Template, Expr), QueryError> {
    let label = &binding.slot_label;
    let has_own = |selector: &VectorSelector| {
        let of_slot = |matcher: &Matcher| matcher.name == *label;
        selector.matchers.matchers.iter().chain(selector.matchers.or_matchers.iter().flatten()).any(of_slot)
    };
    if let Some((selector, _)) = tree::selectors(free).into_iter().find(|(selector, _)| has_own(selector)) {
        return Err(QueryError::OwnMatcher { selector: selector.to_string(), label: label.clone() });
    }
    let not_found = || QueryError::NotBound { label: label.clone() };
    let text = bind::bound(text, label);
    let template = Template::parse(&text).map_err(|_| not_found())?;
    let tree = checked(&text, &template, binding).map_err(|_| not_found())?;
    if bind::is_bound(&tree, free, label, &binding.canary) { Ok((template, tree)) } else { Err(not_found()) }
}

impl Binding {
    fn value(&self, variable: Variable, slot: &str, window_millis: u64) -> String {
        match variable {
            Variable::Slot => slot.to_owned(),
            Variable::Baseline => self.stable.clone(),
            Variable::Namespace => self.namespace.clone(),
            Variable::Name => self.name.clone(),
            Variable::Window => duration(window_millis.max(1)),
        }
    }

    fn check(&self) -> Result<(), QueryError> {
        let label = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let plain = |c: char| label(c) || matches!(c, '-' | '.' | ':' | '/');
        if self.slot_label.is_empty()
            || self.slot_label.starts_with(|c: char| c.is_ascii_digit())
            || !self.slot_label.chars().all(label)
        {
            return Err(QueryError::Label(self.slot_label.clone()));
        }
        for value in [&self.canary, &self.stable, &self.namespace, &self.name] {
            if value.is_empty() || !value.chars().all(plain) {
                return Err(QueryError::Value(value.clone()));
            }
        }
        if self.canary == self.stable { Err(QueryError::SameSlots(self.canary.clone())) } else { Ok(()) }
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// Why a query cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// It is no `PromQL`.
    #[error("{at}: {why}")]
    Syntax {
        /// Where it goes wrong.
        at: Position,
        /// What is wrong.
        why: String,
    },
    /// A dollar sign before a name that is no variable.
    #[error("{at}: there is no variable ${name}; there are {}, and $$ for a dollar sign", known())]
    Variable {
        /// Where it stands.
        at: Position,
        /// Its name.
        name: String,
    },
    /// Its answer is no number.
    #[error("the query answers {is}, not a value")]
    NotAValue {
        /// What it answers.
        is: &'static str,
    },
    /// It asks for no metric.
    #[error("the query has no selector: it measures nothing")]
    NoSelector,
    /// `$slot` stands where it selects nothing.
    #[error("no selector depends on $slot, so that both slots measure the same")]
    SlotUnused,
    /// `$baseline` without `$slot`.
    #[error("the query has $baseline, but not $slot: say which selectors are of the slot that is measured")]
    OnlyBaseline,
    /// A matcher on the slot's label stands where one of ours would.
    #[error("{selector} has a matcher on {label} of its own: write {label}=\"$slot\"")]
    OwnMatcher {
        /// The selector.
        selector: String,
        /// The slot's label.
        label: String,
    },
    /// Not every selector was found in the text.
    #[error("no matcher on {label} can be put into every selector of this query: write {label}=\"$slot\" into each")]
    NotBound {
        /// The slot's label.
        label: String,
    },
    /// No name of a label.
    #[error("{0:?} is no name of a Prometheus label")]
    Label(String),
    /// A name that would not stay one inside of quotes.
    #[error("{0:?} cannot be put into a query: letters, digits and - _ . : / can")]
    Value(String),
    /// Nothing tells the slots apart.
    #[error("both slots have {0:?} in their label")]
    SameSlots(String),
}

fn known() -> String {
    VARIABLES.map(|(name, _)| format!("${name}")).join(", ")
}
