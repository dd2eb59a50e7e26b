//! Keeping a process's memory, in which secrets are, off the disk.

use std::io;

use rustix::process::{Resource, Rlimit, setrlimit};

/// Turns core dumps off for this process, and for those it starts. On Linux no other process of
/// the same user can then look into its memory either (`PR_SET_DUMPABLE`, prctl(2)); a program
/// that is started can be looked into again.
///
/// # Errors
/// When the system refuses, which it has no reason to.
pub fn forbid_core_dumps() -> io::Result<()> {
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    setrlimit(Resource::Core, none)?;
    #[cfg(target_os = "linux")]
    rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable)?;
    Ok(())
}
