//! Compiled components, kept on disk.
//!
//! A cache file is machine code that will run outside any sandbox, so it is only as safe as the
//! directory it lies in. A directory that somebody else owns or may write to is refused, and so
//! are files in it that somebody else owns: the component is then compiled each time.

use std::collections::hash_map::DefaultHasher;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::hash::{Hash, Hasher};
use std::io::{self, Read, Write};
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
        let mut file = OpenOptions::new()
            .read(true)
            .custom_flags(OFlags::NOFOLLOW.bits().cast_signed())
            .open(self.path(engine, digest))
            .ok()?;
        // Asked of the open file, not of its path, which could lead elsewhere a moment later.
        let metadata = file.metadata().ok()?;
        if !metadata.is_file() || !is_own(&metadata) || others_may_write(&metadata) {
            return None;
        }
        let mut compiled = Vec::with_capacity(usize::try_from(metadata.len()).ok()?);
        file.read_to_end(&mut compiled).ok()?;
        load(engine, &compiled)
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

#[expect(
    unsafe_code,
    clippy::disallowed_methods,
    reason = "the one place where compiled code is loaded: from a directory and a file that only this user can write to"
)]
fn load(engine: &Engine, compiled: &[u8]) -> Option<Component> {
    // SAFETY: these bytes come from a file that `put` wrote, whole, as this user: `get` refused
    // one that anybody else owns or can write to, and `open` a directory that anybody else can
    // put files into.
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
