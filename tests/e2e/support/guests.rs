//! Connectors that are not built into the program, built once for all tests.

use std::ffi::OsStr;
use std::path::Path;
use std::sync::OnceLock;

use jackfield_wasm_build::Build;

/// Paths of components.
pub(crate) struct Guests {
    /// Tries to carry a token off.
    pub(crate) thief: String,
    /// Uses more than it may.
    pub(crate) hog: String,
    /// The built-in Mattermost connector, as a file.
    pub(crate) mattermost: String,
}

/// The components. The first test that asks builds them.
pub(crate) fn guests() -> &'static Guests {
    static GUESTS: OnceLock<Guests> = OnceLock::new();
    GUESTS.get_or_init(build)
}

fn build() -> Guests {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let built = Build {
        cargo: OsStr::new(env!("CARGO")),
        workspace: &Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."),
        packages: &["token-thief", "resource-hog", "jackfield-mattermost"],
        // The same as that of `host/cli/build.rs`, where most of the work is done already.
        target_directory: &target.join("connectors"),
    }
    .run();
    let paths = built.unwrap_or_else(|error| panic!("the guests do not build: {error}"));
    let path = |index: usize| paths[index].to_str().unwrap().to_owned();
    Guests {
        thief: path(0),
        hog: path(1),
        mattermost: path(2),
    }
}
