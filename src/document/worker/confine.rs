//! What a worker takes from itself before it reads anything.
//!
//! Limits on resources everywhere Unix is (`setrlimit`); on Linux besides no path in the file system and no TCP (Landlock,
//! since 5.13 and 6.7), and no opening, connecting, starting or forking at all (seccomp). Where the kernel has not the one
//! or the other, the worker goes on with what there is, and `foi doctor` says so.

use serde::{Deserialize, Serialize};

use crate::document::Limits;

/// Which of the walls stand around a worker.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confinement {
    /// Its address space is limited to so many bytes.
    pub memory: Option<u64>,
    /// It may write no file.
    pub no_writes: bool,
    /// Landlock keeps it from every path and from TCP; `partly` where the kernel knows only some of that.
    pub landlock: Option<String>,
    /// seccomp refuses the system calls that open, connect and start.
    pub seccomp: bool,
}

/// Seconds of processor time in a worker's whole life, as many times its limit for one document.
#[cfg(unix)]
const LIVES: u64 = 100;

/// The walls that must stand before the reading thread is started.
pub(super) fn before_threads(limits: &Limits) -> Confinement {
    let mut walls = Confinement::default();
    #[cfg(unix)]
    {
        use rlimit::{Resource, setrlimit};
        let set = |resource: Resource, most: u64| setrlimit(resource, most, most).is_ok();
        walls.memory = set(Resource::AS, limits.memory).then_some(limits.memory);
        walls.no_writes = set(Resource::FSIZE, 0);
        set(Resource::CPU, limits.seconds.saturating_mul(LIVES));
        set(Resource::CORE, 0);
    }
    #[cfg(target_os = "linux")]
    {
        walls.landlock = landlock();
    }
    let _ = limits;
    walls
}

/// Bytes of address space that OCR of a page may take: its models and a picture of A3 at 600 dots per inch.
#[cfg(unix)]
const OCR_MEMORY: u64 = 3 << 30;

/// The walls around the OCR program, which outlive its start.
#[cfg(unix)]
pub(super) fn for_ocr(limits: &Limits) {
    use rlimit::{Resource, setrlimit};
    // What a system does not know how to limit is left as it is: `foi doctor` says what is in force.
    let set = |resource: Resource, most: u64| setrlimit(resource, most, most).is_ok();
    set(Resource::AS, OCR_MEMORY);
    set(Resource::FSIZE, 0);
    set(Resource::CPU, limits.seconds);
    set(Resource::CORE, 0);
    #[cfg(target_os = "linux")]
    let _ = landlock_to_reading();
}

/// Every path may be read and started, none written; no TCP.
#[cfg(target_os = "linux")]
fn landlock_to_reading() -> Option<()> {
    use landlock::{ABI, Access, AccessFs, AccessNet, PathBeneath, PathFd, Ruleset, RulesetAttr, RulesetCreatedAttr};
    let newest = ABI::V5;
    let rules = Ruleset::default()
        .handle_access(AccessFs::from_all(newest))
        .and_then(|rules| rules.handle_access(AccessNet::from_all(newest)))
        .and_then(Ruleset::create)
        .ok()?;
    let everything = PathBeneath::new(PathFd::new("/").ok()?, AccessFs::from_read(newest));
    rules.add_rule(everything).ok()?.restrict_self().ok().map(|_| ())
}

#[cfg(target_os = "linux")]
fn landlock() -> Option<String> {
    use landlock::{ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, RulesetStatus};
    let newest = ABI::V5;
    let status = Ruleset::default()
        .handle_access(AccessFs::from_all(newest))
        .and_then(|rules| rules.handle_access(AccessNet::from_all(newest)))
        .and_then(Ruleset::create)
        .and_then(landlock::RulesetCreated::restrict_self)
        .ok()?;
    match status.ruleset {
        RulesetStatus::FullyEnforced => Some("fully".to_owned()),
        RulesetStatus::PartiallyEnforced => Some("partly".to_owned()),
        RulesetStatus::NotEnforced => None,
    }
}

/// The wall that stands once all threads are there.
pub(super) fn after_threads(walls: &mut Confinement) {
    #[cfg(target_os = "linux")]
    {
        walls.seccomp = seccomp().is_some();
    }
    let _ = walls;
}

#[cfg(target_os = "linux")]
fn seccomp() -> Option<()> {
    use seccompiler::{BpfProgram, SeccompAction, SeccompFilter};
    let denied = [
        libc::SYS_openat,
        libc::SYS_openat2,
        libc::SYS_open_by_handle_at,
        libc::SYS_socket,
        libc::SYS_socketpair,
        libc::SYS_connect,
        libc::SYS_bind,
        libc::SYS_execve,
        libc::SYS_execveat,
        libc::SYS_clone,
        libc::SYS_ptrace,
        libc::SYS_process_vm_writev,
        libc::SYS_kill,
        libc::SYS_tkill,
        libc::SYS_unlinkat,
        libc::SYS_renameat2,
        libc::SYS_mkdirat,
        libc::SYS_io_uring_setup,
        libc::SYS_bpf,
        libc::SYS_keyctl,
    ];
    #[cfg(target_arch = "x86_64")]
    let old = [libc::SYS_open, libc::SYS_creat, libc::SYS_fork, libc::SYS_vfork, libc::SYS_unlink, libc::SYS_rename];
    #[cfg(not(target_arch = "x86_64"))]
    let old: [libc::c_long; 0] = [];
    let rules = denied.into_iter().chain(old).map(|call| (call, Vec::new())).collect();
    let refuse = SeccompAction::Errno(u32::try_from(libc::EPERM).ok()?);
    let target = std::env::consts::ARCH.try_into().ok()?;
    let filter = SeccompFilter::new(rules, SeccompAction::Allow, refuse, target).ok()?;
    let program: BpfProgram = filter.try_into().ok()?;
    seccompiler::apply_filter_all_threads(&program).ok()
}
