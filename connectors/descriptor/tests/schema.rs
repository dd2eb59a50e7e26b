//! `wit/descriptor.schema.json` is what connectors in other languages read: it must be these types.

use std::path::Path;

#[test]
fn the_committed_schema_is_the_schema_of_the_types() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../wit/descriptor.schema.json");
    let schema = schemars::schema_for!(jackfield_descriptor::Descriptor);
    let current = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
    #[expect(
        clippy::disallowed_methods,
        reason = "a switch for the person who changes the types"
    )]
    if std::env::var_os("UPDATE_SCHEMAS").is_some() {
        std::fs::write(&path, &current).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == current,
        "{} is out of date; run `UPDATE_SCHEMAS=1 cargo test -p jackfield-descriptor`",
        path.display()
    );
}
