//! How many series a query can have, as far as its text tells.

use std::collections::BTreeSet;

use promql_parser::label::MatchOp;
use promql_parser::parser::value::ValueType;
use promql_parser::parser::{
    AggregateExpr, BinaryExpr, Call, Expr, LabelModifier, NumberLiteral, VectorMatchCardinality, VectorSelector,
};

use super::tree::{below, selectors};

/// The labels by which a query's series differ. Empty: it has one at most. `None`: those of the metric, which are not known.
pub(super) type Labels = Option<BTreeSet<String>>;

pub(super) fn labels(expr: &Expr) -> Labels {
    match expr {
        Expr::NumberLiteral(_) | Expr::StringLiteral(_) => ONE,
        Expr::VectorSelector(_) | Expr::MatrixSelector(_) | Expr::Extension(_) => None,
        Expr::Unary(_) | Expr::Paren(_) | Expr::Subquery(_) => below(expr).first().and_then(|inner| labels(inner)),
        Expr::Aggregate(aggregate) => aggregated(aggregate),
        Expr::Binary(binary) => joined(binary),
        Expr::Call(call) => called(call),
    }
}

const ONE: Labels = Some(BTreeSet::new());

fn aggregated(of: &AggregateExpr) -> Labels {
    let op = of.op.to_string();
    if matches!(op.as_str(), "topk" | "bottomk" | "limitk" | "limit_ratio") {
        let first = matches!(of.param.as_deref(), Some(Expr::NumberLiteral(NumberLiteral { val })) if *val <= 1.0);
        return if first && op != "limit_ratio" { grouped(of) } else { labels(&of.expr) };
    }
    let mut labels = grouped(of);
    if let ("count_values", Some(Expr::StringLiteral(label))) = (op.as_str(), of.param.as_deref()) {
        labels = labels.map(|labels| labels.into_iter().chain([label.val.clone()]).collect());
    }
    labels
}

fn grouped(of: &AggregateExpr) -> Labels {
    let by = match &of.modifier {
        None => return ONE,
        Some(LabelModifier::Exclude(_)) => return None,
        Some(LabelModifier::Include(by)) => by,
    };
    Some(by.labels.iter().filter(|label| !pinned(&of.expr, label)).cloned().collect())
}

/// Whether every selector below asks for the same value of `label`.
fn pinned(expr: &Expr, label: &str) -> bool {
    let asked = |selector: &VectorSelector| {
        let mut matchers = selector.matchers.matchers.iter();
        matchers
            .find(|matcher| matcher.name == label && matcher.op == MatchOp::Equal)
            .map(|matcher| matcher.value.clone())
    };
    let values: BTreeSet<_> = selectors(expr).into_iter().map(|(selector, _)| asked(selector)).collect();
    values.len() == 1 && !values.contains(&None)
}

fn called(of: &Call) -> Labels {
    match of.func.name {
        "scalar" | "vector" | "absent" | "absent_over_time" | "time" | "pi" => ONE,
        "histogram_quantiles" => None,
        name => {
            let args =
                of.args.args.iter().filter(|arg| matches!(arg.value_type(), ValueType::Vector | ValueType::Matrix));
            let mut labels = args.map(|arg| labels(arg)).fold(ONE, union);
            if name == "histogram_quantile" {
                labels = labels.map(|labels| labels.into_iter().filter(|label| label != "le").collect());
            }
            labels
        }
    }
}

fn union(a: Labels, b: Labels) -> Labels {
    Some(a?.into_iter().chain(b?).collect())
}

fn joined(of: &BinaryExpr) -> Labels {
    let (left, right) = (labels(&of.lhs), labels(&of.rhs));
    if of.lhs.value_type() == ValueType::Scalar {
        return right;
    }
    if of.rhs.value_type() == ValueType::Scalar {
        return left;
    }
    let card = of.modifier.as_ref().map_or(&VectorMatchCardinality::OneToOne, |modifier| &modifier.card);
    match (card, of.op.to_string().as_str()) {
        (VectorMatchCardinality::ManyToMany, "or") => union(left, right),
        (VectorMatchCardinality::ManyToMany | VectorMatchCardinality::ManyToOne(_), _) => left,
        (VectorMatchCardinality::OneToMany(_), _) => right,
        // Each result is of one series on either side.
        (VectorMatchCardinality::OneToOne, _) => {
            let on = of.modifier.as_ref().and_then(|modifier| match &modifier.matching {
                Some(LabelModifier::Include(on)) => Some(on.labels.iter().cloned().collect()),
                _ => None,
            });
            [left, right, on].into_iter().flatten().min_by_key(BTreeSet::len)
        }
    }
}

/// Whether the query answers only while it is true: a comparison that filters.
pub(super) fn filters(expr: &Expr) -> bool {
    match expr {
        Expr::Paren(of) => filters(&of.expr),
        Expr::Binary(of) => of.op.is_comparison_operator() && !of.return_bool(),
        _ => false,
    }
}
