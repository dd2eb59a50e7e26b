//! Compiled components, kept on disk.
//!
//! A cache file is machine code that will run outside any sandbox, so it is only as safe as the
//! directory it lies in. A directory that somebody else owns or may write to is refused, and so
//! are files in it that somebody else owns: the component is then compiled each time.

use std::collections::hash_map::DefaultHasher;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::hash::{Hash, Hasher};
use std::io::{self, Read, Write};
use std::os::fd::AsRawFd;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::OFlags;
use wasmtime::Engine;
use wasmtime::component::Component;

use crate::digest::Digest;

/// A private directory of compiled components.
#[derive(Clone, Debug)]
pub struct Cache {
    directory: PathBuf,
}

/// Why a directory is no place for compiled components.
#[derive(Debug, thiserror::Error)]
pub enum CacheRefusal {
    /// It cannot be made or looked at.
    #[error("the cache directory {} cannot be used", directory.display())]
    Unusable {
        /// The directory.
        directory: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// It is somebody else's.
    #[error(
        "the cache directory {} belongs to user {owner}, who could put code into it; name another one with --cache-dir",
        directory.display()
    )]
    Foreign {
        /// The directory.
        directory: PathBuf,
        /// The owner's user id.
        owner: u32,
    },
    /// Others may write to it.
    #[error(
        "others may write to the cache directory {}, and so could put code into it; run `chmod 700 {}`",
        directory.display(), directory.display()
    )]
    Shared {
        /// The directory.
        directory: PathBuf,
    },
}

impl Cache {
    /// Opens the directory, and makes it if it is not there.
    ///
    /// # Errors
    /// When anybody but this user could put code into it.
    pub fn open(directory: &Path) -> Result<Self, CacheRefusal> {
        let unusable = |source| CacheRefusal::Unusable {
            directory: directory.to_owned(),
            source,
        };
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(directory)
            .map_err(unusable)?;
        // The real path, so that a symbolic link in it cannot be turned elsewhere later on.
        let directory = fs::canonicalize(directory).map_err(unusable)?;
        let metadata = fs::metadata(&directory).map_err(unusable)?;
        if !is_own(&metadata) {
            return Err(CacheRefusal::Foreign {
                owner: metadata.uid(),
                directory,
            });
        }
        if others_may_write(&metadata) {
            return Err(CacheRefusal::Shared { directory });
        }
        Ok(Self { directory })
    }

    /// The component that was compiled by an engine like this one.
    pub(crate) fn get(&self, engine: &Engine, digest: Digest) -> Option<Component> {
        let file = OpenOptions::new()
            .read(true)
            .custom_flags(OFlags::NOFOLLOW.bits().cast_signed())
            .open(self.path(engine, digest))
            .ok()?;
        // Asked of the open file, not of its path, which could lead elsewhere a moment later.
        let metadata = file.metadata().ok()?;
        if !metadata.is_file() || !is_own(&metadata) || others_may_write(&metadata) {
            return None;
        }
        mapped(engine, &file).or_else(|| copied(engine, file))
    }

    /// Keeps a compiled component. A failure is no error: the next run compiles again.
    pub(crate) fn put(&self, engine: &Engine, digest: Digest, compiled: &[u8]) {
        let path = self.path(engine, digest);
        let _ = write_atomically(&self.directory, &path, compiled);
    }

    fn path(&self, engine: &Engine, digest: Digest) -> PathBuf {
        // wasmtime's version, its settings and the processor's features are in this hash.
        let mut hasher = DefaultHasher::new();
        engine.precompile_compatibility_hash().hash(&mut hasher);
        self.directory
            .join(format!("{digest}-{:016x}.component", hasher.finish()))
    }
}

/// Leaves the code in its file, of which only what is run comes into memory. None where a process is
/// not shown its open files, or nothing may be run from the file system.
#[expect(
    unsafe_code,
    clippy::disallowed_methods,
    reason = "compiled code is loaded here: from a directory and a file that only this user can write to"
)]
fn mapped(engine: &Engine, file: &File) -> Option<Component> {
    // The file that was judged, and not whatever its path leads to by now.
    let path = format!("/dev/fd/{}", file.as_raw_fd());
    // SAFETY: `put` wrote the file, whole, as this user: `get` refused one that anybody else owns or
    // can write to, and `open` a directory that anybody else can put files into. The file does not
    // change while it is mapped: `put` puts another one in its place.
    unsafe { Component::deserialize_file(engine, path) }.ok()
}

/// Has the code in memory, all of it.
#[expect(
    unsafe_code,
    clippy::disallowed_methods,
    reason = "compiled code is loaded here: from a directory and a file that only this user can write to"
)]
fn copied(engine: &Engine, mut file: File) -> Option<Component> {
    let mut compiled = Vec::new();
    file.read_to_end(&mut compiled).ok()?;
    // SAFETY: the same.
    unsafe { Component::deserialize(engine, compiled) }.ok()
}

/// A reader sees the whole file or none, also when the writer is killed.
fn write_atomically(directory: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = tempfile::Builder::new()
        .prefix(".writing-")
        .permissions(fs::Permissions::from_mode(0o600))
        .tempfile_in(directory)?;
    file.write_all(bytes)?;
    // Machine code that is torn by a power cut would still be run.
    File::sync_all(file.as_file())?;
    file.persist(path)?;
    Ok(())
}

fn is_own(metadata: &fs::Metadata) -> bool {
    metadata.uid() == rustix::process::geteuid().as_raw()
}

fn others_may_write(metadata: &fs::Metadata) -> bool {
    metadata.permissions().mode() & 0o022 != 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Sandbox;

    /// A compiled component that exports an instance of this name.
    fn compiled(sandbox: &Sandbox, export: &str) -> Vec<u8> {
        let text = format!("(component (instance $i) (export \"{export}\" (instance $i)))");
        let bytes = wat::parse_str(text).unwrap();
        let component = sandbox.load(&bytes, Digest::of(&bytes)).unwrap();
        component.serialize().unwrap()
    }

    #[test]
    fn a_component_is_read_from_the_file_that_was_judged() {
        let directory = tempfile::tempdir().unwrap();
        let sandbox = Sandbox::new(None).unwrap();
        let engine = sandbox.engine();
        let path = directory.path().join("a.component");
        let put = |export| {
            let compiled = compiled(&sandbox, export);
            write_atomically(directory.path(), &path, &compiled).unwrap();
        };
        put("earlier");
        let judged = File::open(&path).unwrap();
        put("later");
        let exports = |component: Option<Component>, name: &str| {
            component.unwrap().get_export(None, name).is_some()
        };
        assert!(exports(mapped(engine, &judged), "earlier"));
        assert!(exports(copied(engine, judged), "earlier"));
        let later = File::open(&path).unwrap();
        assert!(exports(mapped(engine, &later), "later"));
    }

    #[test]
    fn what_is_no_compiled_component_is_not_loaded() {
        let directory = tempfile::tempdir().unwrap();
        let sandbox = Sandbox::new(None).unwrap();
        let whole = compiled(&sandbox, "a");
        let half = whole.get(..whole.len() / 2).unwrap();
        for bytes in [&b""[..], b"something else", half] {
            let path = directory.path().join("a.component");
            fs::write(&path, bytes).unwrap();
            let file = File::open(&path).unwrap();
            assert!(mapped(sandbox.engine(), &file).is_none());
            assert!(copied(sandbox.engine(), file).is_none());
        }
    }
}
