//! Huge pages, for what fills them.
//!
//! The allocator asks the kernel for pages of 2 MiB (`MADV_HUGEPAGE`, madvise(2)). Whatever loads
//! and compiles touches many of them and fills few: it would take twice the memory. Many items fill
//! theirs, and would take a fourth more time without.

/// Does without them from now on.
pub(crate) fn avoid() {
    disable(true);
}

/// Takes them again from now on.
pub(crate) fn welcome() {
    disable(false);
}

#[cfg(target_os = "linux")]
fn disable(is_disabled: bool) {
    // An old kernel knows nothing of it, and nothing depends on it.
    let _ = nix::sys::prctl::set_thp_disable(is_disabled);
}

#[cfg(not(target_os = "linux"))]
fn disable(_: bool) {}
