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
    /// The built-in HTTP connector, as a file.
    pub(crate) http: String,
    /// The built-in Jelastic connector, as a file.
    pub(crate) jelastic: String,
    /// Tries to get requests elsewhere.
    pub(crate) address_forger: String,
    /// Tries to say more in a request than it may.
    pub(crate) header_smuggler: String,
    /// Carries sealed tokens about.
    pub(crate) token_courier: String,
    /// Reads what servers say back.
    pub(crate) echo_reader: String,
    /// Goes where redirects lead.
    pub(crate) redirect_chaser: String,
    /// Takes more of everything than it may.
    pub(crate) limit_crosser: String,
    /// Saves tokens that it should not.
    pub(crate) token_saver: String,
}

const PACKAGES: [&str; 12] = [
    "token-thief",
    "resource-hog",
    "jackfield-mattermost",
    "address-forger",
    "header-smuggler",
    "token-courier",
    "echo-reader",
    "redirect-chaser",
    "limit-crosser",
    "jackfield-http",
    "token-saver",
    "jackfield-jelastic",
];

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
        packages: &PACKAGES,
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
        address_forger: path(3),
        header_smuggler: path(4),
        token_courier: path(5),
        echo_reader: path(6),
        redirect_chaser: path(7),
        limit_crosser: path(8),
        http: path(9),
        token_saver: path(10),
        jelastic: path(11),
    }
}
