//! Memory: how it is taken for large policy sets, how it is given back, and who gets to see it.
//!
//! The allocator asks Linux for pages of 2 MiB. A run that prints its version would take two of them
//! for nothing, and one that reads a thousand files would spend a tenth of its time on being given
//! pages of 4 KiB: so the first are refused until there is much to read.

/// From this many bytes of policy text on large pages pay.
const MUCH: usize = 1 << 20;

/// Refuses large pages, for the time being.
pub(super) fn keep_small() {
    large_pages(false);
}

/// Keeps what is in memory out of files: tokens are in it, and a process that breaks off would leave
/// them in a core dump.
pub(super) fn keep_secret() {
    // A system that does not know how writes none, or its owner asked for them.
    #[cfg(target_os = "linux")]
    let _ = {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        set_dumpable_behavior(DumpableBehavior::NotDumpable)
    };
    #[cfg(all(unix, not(target_os = "linux")))]
    let _ = {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let maximum = getrlimit(Resource::Core).maximum;
        let current = Some(0);
        setrlimit(Resource::Core, Rlimit { current, maximum })
    };
}

/// Leaves values to the system: when the process ends it takes their memory back at once, and not
/// piece by piece.
pub(super) fn leave<T>(values: T) {
    std::mem::forget(values);
}

/// Takes large pages if so many bytes of text were read that they pay.
pub(super) fn make_room(bytes: usize) {
    if bytes >= MUCH {
        large_pages(true);
    }
}

#[cfg(target_os = "linux")]
fn large_pages(wanted: bool) {
    // Where the kernel knows no large pages there is nothing to refuse.
    let _ = rustix::thread::disable_transparent_huge_pages(!wanted);
}

#[cfg(not(target_os = "linux"))]
fn large_pages(_: bool) {}
