//! Pages and JSON of a small provider, whole.

mod forge;

use std::collections::BTreeMap;
use std::path::Path;

use expect_test::{Expect, expect};
use forge::Forge;
use tfplugin_rs::docs::{Site, render, schema_json, undocumented};

fn page(name: &str) -> String {
    let site = Site {
        provider: "forge".to_owned(),
        examples: BTreeMap::from([
            ("index".to_owned(), "provider \"forge\" {}\n".to_owned()),
            ("functions/weigh".to_owned(), "output \"w\" { value = provider::forge::weigh(\"kg\") }".to_owned()),
        ]),
        imports: BTreeMap::from([("forge_blade".to_owned(), "blade/7".to_owned())]),
    };
    render(Forge, &site).remove(Path::new(name)).unwrap()
}

fn check(name: &str, expected: &Expect) {
    expected.assert_eq(&page(name));
}

/// The part of a page from one text on, and up to another or the end.
fn part(name: &str, from: &str, to: &str, expected: &Expect) {
    let page = page(name);
    let start = page.find(from).unwrap();
    let end = page[start..].find(to).map_or(page.len(), |end| start + end);
    expected.assert_eq(&page[start..end]);
}

#[test]
fn every_offer_has_its_page() {
    let site = Site { provider: "forge".to_owned(), ..Site::default() };
    let pages: Vec<_> = render(Forge, &site).into_keys().map(|path| path.display().to_string()).collect();
    assert_eq!(
        pages,
        ["data-sources/gem.md", "ephemeral-resources/spark.md", "functions/weigh.md", "index.md", "resources/blade.md"]
    );
}

#[test]
fn the_index_is_the_providers() {
    check(
        "index.md",
        &expect![[r#"
        ---
        page_title: "forge Provider"
        subcategory: ""
        description: |-
          Forges things.
        ---

        # forge Provider

        Forges things.

        For those who need things.

        ## Example Usage

        ```terraform
        provider "forge" {}
        ```

        ## Schema

        ### Optional

        - `token` (String, Sensitive) Token of the forge.
    "#]],
    );
}

#[test]
fn a_resource_says_all_of_its_attributes() {
    part(
        "resources/blade.md",
        "## Schema",
        "<a id=\"nestedatt--grip",
        &expect![[r#"
        ## Schema

        ### Required

        - `name` (String) Its name. Must be 1 to 20 long. A change replaces the resource.

        ### Optional

        - `metal` (String) Of what it is. Default: `"steel"`.
          - `steel`: Hard.
          - `gold`: Dear.
        - `grip` (Attributes) How it is held. Default: `{}`. (see [below for nested schema](#nestedatt--grip))
        - `gems` (Attributes Map) Its gems, by place. Default: `{}`. (see [below for nested schema](#nestedatt--gems))
        - `secret` (String, Write-only) What is engraved. Never stored in plan or state.
        - `length` (Number) Its length in centimetres. Chosen by the provider when left out. Must be a whole number from 10 to 200.
        - `owner` (String, Deprecated) Its owner. Deprecated: use `name`.
        - `timeouts` (Attributes) How long it takes. (see [below for nested schema](#nestedatt--timeouts))

        ### Read-Only

        - `id` (String) Its number.
        - `makers` (Attributes List) Its makers. (see [below for nested schema](#nestedatt--makers))

    "#]],
    );
}

#[test]
fn nested_objects_have_sections_of_their_own() {
    part(
        "resources/blade.md",
        "<a id=\"nestedatt--grip",
        "<a id=\"nestedatt--timeouts",
        &expect![[r#"
        <a id="nestedatt--grip"></a>
        ### Nested Schema for `grip`

        Optional:

        - `wrapped` (Boolean) Whether it is wrapped. Default: `true`.
        - `wires` (Set of String) Metals of its wire. Default: `["gold"]`.
          - `steel`: Hard.
          - `gold`: Dear.

        <a id="nestedatt--gems"></a>
        ### Nested Schema for `gems`

        Required:

        - `colour` (String) Its colour.

    "#]],
    );
    part(
        "resources/blade.md",
        "<a id=\"nestedatt--makers",
        "## Import",
        &expect![[r#"
        <a id="nestedatt--makers"></a>
        ### Nested Schema for `makers`

        Read-Only:

        - `colour` (String) Its colour.

    "#]],
    );
}

#[test]
fn a_resource_that_can_be_imported_says_how() {
    part(
        "resources/blade.md",
        "## Import",
        "\0",
        &expect![[r#"
        ## Import

        ```terraform
        import {
          to = forge_blade.example
          id = "blade/7"
        }
        ```

        ```shell
        terraform import forge_blade.example blade/7
        ```
    "#]],
    );
}

#[test]
fn a_function_says_its_signature() {
    check(
        "functions/weigh.md",
        &expect![[r#"
        ---
        page_title: "weigh function - forge"
        subcategory: ""
        description: |-
          Weighs parts.
        ---

        # function: weigh

        Weighs all parts of a thing.

        ## Example Usage

        ```terraform
        output "w" { value = provider::forge::weigh("kg") }
        ```

        ## Signature

        ```text
        weigh(unit string, parts map(number)...) number
        ```

        ## Arguments

        1. `unit` (String) Unit of the result.
        2. `parts` (Variadic, Map of Number, Nullable) Weights by part.
    "#]],
    );
}

#[test]
fn a_type_without_text_still_has_a_page() {
    check(
        "ephemeral-resources/spark.md",
        &expect![[r#"
        ---
        page_title: "forge_spark Ephemeral Resource - forge"
        subcategory: ""
        description: |-
          A spark, soon gone.
        ---

        # forge_spark (Ephemeral Resource)

        A spark, soon gone.

        ## Schema

        ### Read-Only

        - `heat` (Number)
    "#]],
    );
}

#[test]
fn what_has_no_description_is_found() {
    assert_eq!(undocumented(Forge), ["ephemeral-resources forge_spark heat"]);
}

/// The file is what `terraform providers schema -json` of Terraform 1.11.4 printed of this provider, served.
#[test]
fn the_schema_is_what_terraform_prints() {
    let printed: serde_json::Value = include_str!("terraform-1.11.4.json").parse().unwrap();
    let ours: serde_json::Value = schema_json(Forge, "registry.terraform.io/a/forge").parse().unwrap();
    assert_eq!(ours.to_string(), printed.to_string());
}
