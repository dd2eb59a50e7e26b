//! `examples/workflow.schema.json` is what editors read: it must be the schema of what is read.

use std::path::Path;

#[test]
fn the_committed_schema_is_the_schema_of_the_steps_spelling() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/workflow.schema.json");
    let schema = jackfield_workflow::schema();
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
        "{} is out of date; run `UPDATE_SCHEMAS=1 cargo test -p jackfield-workflow`",
        path.display()
    );
}
