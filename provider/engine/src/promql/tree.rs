//! What a syntax tree has: its selectors, and how far it looks back.

use std::time::Duration;

use promql_parser::parser::{Expr, VectorSelector};

/// The expressions directly below. The parser's own visitor leaves out the parameter of an aggregation.
pub(super) fn below(expr: &Expr) -> Vec<&Expr> {
    match expr {
        Expr::Aggregate(of) => of.param.iter().map(AsRef::as_ref).chain([of.expr.as_ref()]).collect(),
        Expr::Unary(of) => vec![&of.expr],
        Expr::Binary(of) => vec![&of.lhs, &of.rhs],
        Expr::Paren(of) => vec![&of.expr],
        Expr::Subquery(of) => vec![&of.expr],
        Expr::Call(of) => of.args.args.iter().map(AsRef::as_ref).collect(),
        Expr::NumberLiteral(_)
        | Expr::StringLiteral(_)
        | Expr::VectorSelector(_)
        | Expr::MatrixSelector(_)
        | Expr::Extension(_) => Vec::new(),
    }
}

/// Every selector, in the order of the text, with its range if it has one.
pub(super) fn selectors(expr: &Expr) -> Vec<(&VectorSelector, Option<Duration>)> {
    match expr {
        Expr::VectorSelector(selector) => vec![(selector, None)],
        Expr::MatrixSelector(of) => vec![(&of.vs, Some(of.range))],
        _ => below(expr).into_iter().flat_map(selectors).collect(),
    }
}

/// Calls `change` with every selector.
pub(super) fn change(expr: &mut Expr, change: &impl Fn(&mut VectorSelector)) {
    match expr {
        Expr::VectorSelector(selector) => change(selector),
        Expr::MatrixSelector(of) => change(&mut of.vs),
        Expr::Aggregate(of) => {
            if let Some(param) = &mut of.param {
                self::change(param, change);
            }
            self::change(&mut of.expr, change);
        }
        Expr::Unary(of) => self::change(&mut of.expr, change),
        Expr::Binary(of) => {
            self::change(&mut of.lhs, change);
            self::change(&mut of.rhs, change);
        }
        Expr::Paren(of) => self::change(&mut of.expr, change),
        Expr::Subquery(of) => self::change(&mut of.expr, change),
        Expr::Call(of) => of.args.args.iter_mut().for_each(|arg| self::change(arg, change)),
        Expr::NumberLiteral(_) | Expr::StringLiteral(_) | Expr::Extension(_) => (),
    }
}

/// How far back the samples lie that one evaluation reads, offsets aside.
pub(super) fn reach(expr: &Expr) -> Duration {
    let own = match expr {
        Expr::MatrixSelector(of) => of.range,
        Expr::Subquery(of) => of.range,
        _ => Duration::ZERO,
    };
    own.saturating_add(below(expr).into_iter().map(reach).max().unwrap_or_default())
}
