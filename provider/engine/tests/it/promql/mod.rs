mod bound;
mod syntax;
mod warnings;

use kgas_engine::promql::Binding;

fn binding() -> Binding {
    Binding {
        slot_label: "slot".to_owned(),
        canary: "b".to_owned(),
        stable: "a".to_owned(),
        namespace: "shop".to_owned(),
        name: "api".to_owned(),
        window_millis: 90_000,
    }
}
