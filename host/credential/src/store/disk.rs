//! The store's files: read whole, written whole, by one process at a time.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::error::StoreError;

/// The store's directory within the state directory, for this user alone.
const DIRECTORY: &str = "credentials";
pub(super) const FILE: &str = "store.json";
const IDENTITY: &str = "identity.txt";
const LOCK: &str = "lock";
/// Held for as long as a token is being replaced, which takes a conversation with the platform.
const ROTATION_LOCK: &str = "rotation.lock";
/// How long another process may take for a change, which takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where the files are.
#[derive(Clone, Debug)]
pub(super) struct Disk {
    directory: PathBuf,
    /// How long another process may take for a change.
    patience: Duration,
}

/// The right to change the store, until it is dropped or the process ends.
#[derive(Debug)]
pub(super) struct Locked {
    _file: File,
}

impl Disk {
    pub(super) fn new(state: &Path) -> Self {
        Self {
            directory: state.join(DIRECTORY),
            patience: PATIENCE,
        }
    }

    pub(super) fn waiting(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    pub(super) fn directory(&self) -> &Path {
        &self.directory
    }

    pub(super) fn file(&self) -> PathBuf {
        self.directory.join(FILE)
    }

    pub(super) fn identity(&self) -> PathBuf {
        self.directory.join(IDENTITY)
    }

    /// The content of the store, if there is one. Needs no lock: a file is replaced as a whole.
    pub(super) fn read(&self) -> Result<Option<Vec<u8>>, StoreError> {
        match fs::read(self.file()) {
            Ok(content) => Ok(Some(content)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(StoreError::Io {
                doing: "read",
                path: self.file(),
                source,
            }),
        }
    }

    /// Waits until no other process changes the store, and keeps them from it. Makes the
    /// directory if it is not there.
    pub(super) fn lock(&self) -> Result<Locked, StoreError> {
        let path = self.directory.join(LOCK);
        let file = self.open_lock(&path)?;
        let failed = |source| StoreError::Io {
            doing: "lock",
            path: path.clone(),
            source,
        };
        match file.try_lock() {
            Ok(()) => return Ok(Locked { _file: file }),
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(source)) => return Err(failed(source)),
        }
        // Waited for in a thread of its own: the system's queue for a lock is fair and asking
        // again and again is not, but waiting in it cannot be limited.
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || {
            let result = file.lock();
            let _ = sender.send(result.map(|()| file));
        });
        match receiver.recv_timeout(self.patience) {
            Ok(Ok(file)) => Ok(Locked { _file: file }),
            Ok(Err(source)) => Err(failed(source)),
            Err(_) => Err(StoreError::Busy {
                path: self.directory.clone(),
            }),
        }
    }

    /// Keeps other processes from replacing tokens; does not wait for one that does.
    pub(super) fn lock_rotation(&self) -> Result<Locked, StoreError> {
        let path = self.directory.join(ROTATION_LOCK);
        let file = self.open_lock(&path)?;
        match file.try_lock() {
            Ok(()) => Ok(Locked { _file: file }),
            Err(TryLockError::WouldBlock) => Err(StoreError::Rotating {
                path: self.directory.clone(),
            }),
            Err(TryLockError::Error(source)) => Err(StoreError::Io {
                doing: "lock",
                path,
                source,
            }),
        }
    }

    /// Opens a file to be locked. Makes it, and the directory, if they are not there.
    fn open_lock(&self, path: &Path) -> Result<File, StoreError> {
        let failed = |doing, path: &Path| {
            let path = path.to_owned();
            move |source| StoreError::Io {
                doing,
                path,
                source,
            }
        };
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&self.directory)
            .map_err(failed("make", &self.directory))?;
        OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(path)
            .map_err(failed("open", path))
    }

    /// Replaces the content of the store.
    pub(super) fn write(&self, locked: &Locked, content: &[u8]) -> Result<(), StoreError> {
        self.replace(locked, &self.file(), content)
    }

    /// Keeps a new identity.
    pub(super) fn write_identity(&self, locked: &Locked, content: &[u8]) -> Result<(), StoreError> {
        self.replace(locked, &self.identity(), content)
    }

    /// At every moment there is the old file or the new one, whole, also after `kill -9` or when
    /// the power fails.
    fn replace(&self, _: &Locked, path: &Path, content: &[u8]) -> Result<(), StoreError> {
        // Always of the same name, so that killed writers leave no more than one behind.
        let beside = path.with_added_extension("new");
        let written = || {
            match fs::remove_file(&beside) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            let mut file = OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(&beside)?;
            file.write_all(content)?;
            file.sync_all()?;
            fs::rename(&beside, path)?;
            File::open(&self.directory)?.sync_all()
        };
        written().map_err(|source| StoreError::Io {
            doing: "write",
            path: path.to_owned(),
            source,
        })
    }
}

/// Reads a small file that holds an identity into memory that is wiped.
pub(super) fn read_secret(file: File) -> io::Result<zeroize::Zeroizing<String>> {
    const LARGEST: usize = 64 * 1024;
    let mut bytes = zeroize::Zeroizing::new(Vec::with_capacity(LARGEST));
    file.take(LARGEST as u64 - 1).read_to_end(&mut bytes)?;
    let text = std::str::from_utf8(&bytes).map_err(io::Error::other)?;
    Ok(zeroize::Zeroizing::new(text.to_owned()))
}
