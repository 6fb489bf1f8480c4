//! How the program's memory is given back to the system.

/// Bytes from which on a block is given back as soon as it is free.
#[cfg(target_env = "gnu")]
const LARGE: i32 = 1 << 20;
/// Bytes of small free blocks that are kept for the next ones.
#[cfg(target_env = "gnu")]
const KEPT: i32 = 4 << 20;

/// Has large blocks given back when they are free. By itself glibc learns from every picture that is let go to keep
/// the next one, on each thread that decodes: a kiosk that showed everything once held twice of what it needed
/// (mallopt(3), `M_MMAP_THRESHOLD` and `M_TRIM_THRESHOLD`).
pub(super) fn give_back_what_is_free() {
    #[cfg(target_env = "gnu")]
    for (setting, bytes) in [
        (libc::M_MMAP_THRESHOLD, LARGE),
        (libc::M_TRIM_THRESHOLD, KEPT),
    ] {
        #[expect(unsafe_code, reason = "glibc is told in no other way")]
        // SAFETY: a number is noted, under the allocator's own lock; both are within what it takes.
        let noted = unsafe { libc::mallopt(setting, bytes) };
        if noted != 1 {
            eprintln!("tongxin: free memory is given back later than it could be");
        }
    }
}
