//! Invariants of the architecture that no compiler keeps.

use std::fs;
use std::path::{Path, PathBuf};

/// Crates that must work for any platform.
const NEUTRAL: [&str; 13] = [
    "connectors/descriptor",
    "connectors/http",
    "connectors/sdk",
    "host/connector",
    "host/credential",
    "host/engine",
    "host/expression",
    "host/flow",
    "host/graph",
    "host/item",
    "host/sandbox",
    "host/wasm-build",
    "host/workflow",
];

fn sources(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn no_platform_is_known_by_name_outside_its_connector() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = Vec::new();
    for name in NEUTRAL {
        sources(&root.join(name).join("src"), &mut files);
    }
    assert!(files.len() > 40, "{files:?}");
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let product = text.split("#[cfg(test)]").next().unwrap();
        // Examples in comments may name one.
        let code = product
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        for line in code {
            let line = line.to_lowercase();
            for platform in ["mattermost", "jelastic"] {
                assert!(!line.contains(platform), "{}: {line}", file.display());
            }
        }
    }
}
