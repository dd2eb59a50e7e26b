//! Builds connector crates into WebAssembly components.
//!
//! The contract: [`Build::run`] calls cargo for `wasm32-wasip2` with a profile and a target
//! directory of its own, and in an environment that is cleared of what an outer cargo leaves
//! behind. Without that, flags meant for the host (a linker, `RUSTFLAGS`, coverage
//! instrumentation) would reach the sandbox's code, and a shared target directory would make the
//! inner cargo wait for the outer one for ever.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The compilation target of connectors: WASI 0.2 components.
pub const TARGET: &str = "wasm32-wasip2";

/// The cargo profile that the workspace keeps for connectors.
const PROFILE: &str = "connector";

/// Variables of an outer cargo, or of the person's shell, that must not reach the inner one.
const CLEARED: [&str; 12] = [
    "RUSTFLAGS",
    "RUSTDOCFLAGS",
    "RUSTC",
    "RUSTC_WRAPPER",
    "RUSTC_WORKSPACE_WRAPPER",
    "RUSTC_LINKER",
    "TARGET",
    "HOST",
    "PROFILE",
    "OPT_LEVEL",
    "OUT_DIR",
    "MAKEFLAGS",
];

/// Variables that begin with `CARGO_` and are the person's settings, not an outer cargo's.
const KEPT: [&str; 6] = [
    "CARGO_HOME",
    "CARGO_HTTP_",
    "CARGO_NET_",
    "CARGO_REGISTRIES_",
    "CARGO_REGISTRY_",
    "CARGO_SOURCE_",
];

/// Packages of one workspace to build.
#[derive(Clone, Copy, Debug)]
pub struct Build<'a> {
    /// The cargo executable; `cargo` finds it on the path.
    pub cargo: &'a OsStr,
    /// The directory of the workspace.
    pub workspace: &'a Path,
    /// The packages' names.
    pub packages: &'a [&'a str],
    /// Where to build. Never the directory of an outer cargo.
    pub target_directory: &'a Path,
}

/// Why a build did not come about.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The standard library for the target is not there.
    #[error(
        "the Rust target {TARGET} is not installed, which connectors are built for; run `rustup target add {TARGET}`"
    )]
    TargetMissing,
    /// A program could not be started.
    #[error("`{program}` could not be started")]
    Start {
        /// The program.
        program: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Cargo ended with an error, and has said why.
    #[error("building the connectors failed; what cargo said:\n{output}")]
    Failed {
        /// What cargo printed on standard error.
        output: String,
    },
}

impl Build<'_> {
    /// Builds, and gives the path of each package's component, in the order of the packages.
    ///
    /// # Errors
    /// When the target is not installed, cargo cannot be started, or a package does not build.
    pub fn run(&self) -> Result<Vec<PathBuf>, BuildError> {
        require_target()?;
        let mut command = Command::new(self.cargo);
        clean(&mut command);
        command
            .current_dir(self.workspace)
            .args(["build", "--lib", "--profile", PROFILE, "--target", TARGET])
            .arg("--target-dir")
            .arg(self.target_directory)
            .stdin(Stdio::null());
        for package in self.packages {
            command.args(["--package", package]);
        }
        let output = command.output().map_err(|source| BuildError::Start {
            program: self.cargo.to_string_lossy().into_owned(),
            source,
        })?;
        if !output.status.success() {
            return Err(BuildError::Failed {
                output: String::from_utf8_lossy(&output.stderr).into_owned(),
            });
        }
        let directory = self.target_directory.join(TARGET).join(PROFILE);
        Ok(self
            .packages
            .iter()
            .map(|package| directory.join(format!("{}.wasm", package.replace('-', "_"))))
            .collect())
    }
}

/// Asks rustc where the target's standard library would be, and looks whether it is there: cargo's
/// own message about a missing one is a page about `core` that cannot be found.
fn require_target() -> Result<(), BuildError> {
    let mut command = Command::new("rustc");
    clean(&mut command);
    let output = command
        .args(["--print", "target-libdir", "--target", TARGET])
        .stdin(Stdio::null())
        .output()
        .map_err(|source| BuildError::Start {
            program: "rustc".to_owned(),
            source,
        })?;
    let directory = String::from_utf8_lossy(&output.stdout);
    if output.status.success() && Path::new(directory.trim()).is_dir() {
        Ok(())
    } else {
        Err(BuildError::TargetMissing)
    }
}

fn clean(command: &mut Command) {
    #[expect(
        clippy::disallowed_methods,
        reason = "the names of the variables are looked at, to take them away from a child"
    )]
    let names: Vec<OsString> = std::env::vars_os().map(|(name, _)| name).collect();
    for name in names {
        let Some(text) = name.to_str() else { continue };
        let of_outer_cargo = text == "CARGO"
            || text.starts_with("CARGO_") && !KEPT.iter().any(|kept| text.starts_with(kept))
            || text.starts_with("DEP_");
        if of_outer_cargo || CLEARED.contains(&text) {
            command.env_remove(&name);
        }
    }
}
