//! How the program's memory is given back to the system.
//!
//! By itself glibc learns from every picture that is let go to keep the next one, on each thread that decodes: a kiosk
//! that showed everything once held twice of what it needed (mallopt(3)). Other C libraries are left as they are.

/// Bytes from which on a block is given back as soon as it is free.
#[cfg(target_env = "gnu")]
const LARGE: i32 = 1 << 20;
/// Bytes of small free blocks that are kept for the next ones.
#[cfg(target_env = "gnu")]
const KEPT: i32 = 4 << 20;
/// Pools that the threads of a screen share. What is free in one pool is of no use to another.
#[cfg(all(feature = "kiosk", target_env = "gnu"))]
const POOLS: i32 = 2;

/// Has large blocks given back when they are free.
pub(super) fn give_back_what_is_free() {
    #[cfg(target_env = "gnu")]
    {
        tell(libc::M_MMAP_THRESHOLD, LARGE);
        tell(libc::M_TRIM_THRESHOLD, KEPT);
    }
}

/// Has threads share few pools. Not for a server of many processors, whose threads would wait for each other.
#[cfg(feature = "kiosk")]
pub(super) fn keep_few_pools() {
    #[cfg(target_env = "gnu")]
    tell(libc::M_ARENA_MAX, POOLS);
}

#[cfg(target_env = "gnu")]
fn tell(setting: libc::c_int, number: i32) {
    #[expect(unsafe_code, reason = "glibc is told in no other way")]
    // SAFETY: a number is noted, under the allocator's own lock; each is within what it takes.
    let noted = unsafe { libc::mallopt(setting, number) };
    if noted != 1 {
        eprintln!("tongxin: free memory is given back later than it could be");
    }
}
