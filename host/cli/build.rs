//! Builds the workspace's connectors for the sandbox and embeds them, so that `cargo run` and
//! `cargo install` need no second step.

#![expect(
    clippy::disallowed_methods,
    reason = "a build script learns from cargo by environment variables"
)]

use std::env;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use jackfield_wasm_build::Build;
use sha2::{Digest, Sha256};

/// Packages that become connectors of the binary, and the names that workflows know them by.
const CONNECTORS: [(&str, &str); 3] = [
    ("jackfield-http", "http"),
    ("jackfield-jelastic", "jelastic"),
    ("jackfield-mattermost", "mattermost"),
];
/// The connector that `jackfield demo` shows being denied.
const THIEF: (&str, &str) = ("token-thief", "token-thief");

/// Set to skip the connectors where nothing is run: documentation. The binary then has none.
const SKIP: &str = "JACKFIELD_SKIP_CONNECTORS";
/// Set by clippy, which only reads.
const WRAPPER: &str = "RUSTC_WORKSPACE_WRAPPER";

fn main() -> ExitCode {
    match embed() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Without the prefix cargo would show the message among pages of other output.
            for line in error.to_string().lines() {
                println!("cargo::error={line}");
            }
            ExitCode::FAILURE
        }
    }
}

fn embed() -> Result<(), Box<dyn Error>> {
    let workspace = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../..");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    for path in [
        "connectors",
        "wit",
        "tests/guests/token-thief",
        "Cargo.toml",
        "Cargo.lock",
    ] {
        println!("cargo::rerun-if-changed={}", workspace.join(path).display());
    }
    println!("cargo::rerun-if-env-changed={SKIP}");
    println!("cargo::rerun-if-env-changed={WRAPPER}");

    let is_clippy = env::var(WRAPPER).is_ok_and(|wrapper| wrapper.contains("clippy"));
    let skip = is_clippy || env::var_os(SKIP).is_some();
    let all: Vec<(&str, &str)> = CONNECTORS.into_iter().chain([THIEF]).collect();
    let files: Vec<Option<PathBuf>> = if skip {
        vec![None; all.len()]
    } else {
        build(&workspace, &out, &all)?
    };
    let mut entries = Vec::new();
    for ((_, name), file) in all.iter().zip(files) {
        entries.push(entry(name, file.as_deref(), &out)?);
    }
    let thief = entries.pop().unwrap_or_default();
    let list = if skip {
        String::new()
    } else {
        entries.concat()
    };
    let source = format!(
        "/// The connectors of this binary.\npub(crate) const CONNECTORS: &[Bundled] = &[\n{list}];\n\n/// The connector that the demo shows being denied.\npub(crate) const THIEF: Bundled = {};\n",
        thief.trim_end().trim_end_matches(',')
    );
    fs::write(out.join("connectors.rs"), source)?;
    Ok(())
}

fn build(
    workspace: &Path,
    out: &Path,
    all: &[(&str, &str)],
) -> Result<Vec<Option<PathBuf>>, Box<dyn Error>> {
    let packages: Vec<&str> = all.iter().map(|(package, _)| *package).collect();
    // OUT_DIR is TARGET/PROFILE/build/PACKAGE/out: beside the profiles, so that they share it.
    let target = out.ancestors().nth(4).unwrap_or(out);
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let files = Build {
        cargo: &cargo,
        workspace,
        packages: &packages,
        target_directory: &target.join("connectors"),
    }
    .run()?;
    Ok(files.into_iter().map(Some).collect())
}

/// One element of the list, as Rust. The bytes are copied, because a later build of another
/// profile may replace the file.
fn entry(name: &str, file: Option<&Path>, out: &Path) -> Result<String, Box<dyn Error>> {
    let mut entry = format!("    Bundled {{ name: {name:?}, ");
    match file {
        None => entry.push_str("wasm: &[], digest: Digest::known([0; 32]) },\n"),
        Some(file) => {
            let bytes = fs::read(file)?;
            let copy = out.join(format!("{name}.wasm"));
            fs::write(&copy, &bytes)?;
            let digest: [u8; 32] = Sha256::digest(&bytes).into();
            writeln!(
                entry,
                "wasm: include_bytes!({copy:?}), digest: Digest::known({digest:?}) }},"
            )?;
        }
    }
    Ok(entry)
}
