//! What the derives refuse, and in which words.

use syn::parse_str;

fn refused(expand: fn(&syn::DeriveInput) -> syn::Result<proc_macro2::TokenStream>, text: &str) -> String {
    match expand(&parse_str(text).unwrap()) {
        Ok(_) => panic!("accepted: {text}"),
        Err(errors) => errors.into_iter().map(|error| error.to_string()).collect::<Vec<_>>().join("; "),
    }
}

#[test]
fn a_field_that_contradicts_itself_is_refused() {
    for (field, expected) in [
        ("#[attr(computed, write_only)] a: Attr<String>", "`write_only` and `computed` exclude each other"),
        ("#[attr(write_only, default = 1)] a: i64", "`write_only` and `default` exclude each other"),
        ("#[attr(write_only, replace)] a: Option<i64>", "`write_only` and `replace` exclude each other"),
        ("#[attr(write_only)] a: String", "its type must be `Option<...>`"),
        ("#[attr(required, default = 1)] a: i64", "`default` and `required` exclude each other"),
        ("#[attr(computed, default = 1)] a: Attr<i64>", "`default` and `computed` exclude each other"),
        ("#[attr(default = 1)] a: Option<i64>", "drop the `Option`"),
        ("#[attr(default = [1])] a: i64", "for a list or set only"),
        ("#[attr(computed)] a: i64", "its type must be `Attr<...>`"),
        ("#[attr(computed)] a: Option<i64>", "its type must be `Attr<...>`"),
        ("#[attr(keep)] a: Attr<i64>", "`keep` is for `computed`"),
        ("#[attr(changes_with(\"b\"))] a: Attr<i64>", "`changes_with` is for `computed`"),
        ("#[attr(computed, keep, changes_with(\"b\"))] a: Attr<i64>", "`changes_with` and `keep` exclude each other"),
        ("#[attr(computed, replace)] a: Attr<i64>", "`replace` is for what can be configured"),
        ("#[attr(computed, between(1, 2))] a: Attr<i64>", "`between` is for what can be configured"),
        ("#[attr(optional, computed)] a: Attr<i64>", "`computed` and `optional` exclude each other"),
        ("#[attr(optional)] a: i64", "use `Option<...>` or give a `default`"),
        ("#[attr(sensitive, sensitive)] a: i64", "`sensitive` is given twice"),
        ("#[attr(name = \"b\", name = \"b\")] a: i64", "`name` is given twice"),
    ] {
        let told = refused(crate::model::expand, &format!("struct M {{ {field} }}"));
        assert!(told.contains(expected), "{field}: {told}");
    }
}

#[test]
fn what_does_not_read_is_told_with_the_way_to_write_it() {
    for (field, expected) in [
        ("#[attr(forcenew)] a: i64", "unknown option `forcenew`: there are required, "),
        ("#[attr(keep(1))] a: i64", "write `keep` alone"),
        ("#[attr(default())] a: i64", "write `default` or `default = VALUE`"),
        ("#[attr(between(1))] a: i64", "write `between(LOWEST, HIGHEST)`"),
        ("#[attr(length(1))] a: i64", "write `length(SHORTEST, LONGEST)`"),
        ("#[attr(must(\"x\"))] a: i64", "write `must(\"WHAT IT MUST BE\", CHECK)`"),
        ("#[attr(one_of())] a: i64", "write `one_of(\"WORD\", ...)`"),
        ("#[attr(changes_with)] a: i64", "write `changes_with(\"ATTRIBUTE\", ...)`"),
        ("#[attr(deprecated)] a: i64", "write `deprecated = \"WHAT TO USE INSTEAD\"`"),
        ("#[attr(name)] a: i64", "write `name = \"NAME\"`"),
        ("#[attr(name = 1)] a: i64", "`name` takes a string"),
        ("#[attr(name = \"Big\")] a: i64", "\"Big\" cannot be an attribute"),
        ("#[attr(name = \"\")] a: i64", "\"\" cannot be an attribute"),
        ("_a: i64", "\"_a\" cannot be an attribute"),
        ("#[attr(name = \"b\")] a: i64, b: i64", "another attribute is named \"b\""),
    ] {
        let told = refused(crate::model::expand, &format!("struct M {{ {field} }}"));
        assert!(told.contains(expected), "{field}: {told}");
    }
    for model in ["enum M { A }", "struct M(i64);", "struct M;"] {
        assert_eq!(refused(crate::model::expand, model), "a model is a struct with named fields", "{model}");
    }
    assert!(refused(crate::model::expand, "struct M<T> { a: T }").contains("takes no parameters"));
}

#[test]
fn every_mistake_is_told_at_once() {
    let told = refused(crate::model::expand, "struct M { #[attr(old, new)] a: i64, #[attr(keep)] b: i64 }");
    assert!(["`old`", "`new`", "`keep`"].iter().all(|word| told.contains(word)), "{told}");
}

#[test]
fn keywords_are_distinct_words() {
    for (text, expected) in [
        ("struct K;", "keywords are the variants of an enum"),
        ("enum K {}", "there must be a keyword to choose"),
        ("enum K { A(i64) }", "a keyword holds nothing"),
        ("enum K { A, #[keyword(\"a\")] B }", "another variant is the keyword \"a\""),
        ("enum K { #[keyword(a)] B }", "expected string literal"),
    ] {
        assert_eq!(refused(crate::keyword::expand, text), expected, "{text}");
    }
}

#[test]
fn variants_are_words_in_snake_case() {
    for (variant, word) in [
        ("None", "none"),
        ("PerZone", "per_zone"),
        ("OnDemand", "on_demand"),
        ("IPv4", "i_pv4"),
        ("HTTPRoute", "http_route"),
        ("Al2023Arm", "al2023_arm"),
        ("A", "a"),
    ] {
        assert_eq!(crate::name::of_variant(&parse_str(variant).unwrap()), word);
    }
}
