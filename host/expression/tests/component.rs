//! The committed component is what its sources were made into.

use std::path::Path;

use jackfield_sandbox::Digest;

#[test]
fn the_digests_are_those_of_the_files() {
    let guest = Path::new(env!("CARGO_MANIFEST_DIR")).join("guest");
    let list = std::fs::read_to_string(guest.join("evaluator.sha256")).unwrap();
    assert!(list.lines().count() >= 7, "{list}");
    for line in list.lines() {
        let (digest, name) = line.split_once("  ").unwrap();
        let bytes = std::fs::read(guest.join(name)).unwrap();
        assert_eq!(
            Digest::of(&bytes).to_string(),
            digest,
            "{name} has changed; rebuild the component as guest/README.md says"
        );
    }
}
