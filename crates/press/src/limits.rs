//! Limits (上限): memory and time the process gives itself before it reads anything, kept by the operating system.

/// Sets the limits; where the system has none, the server's own limit of time remains.
#[cfg(unix)]
pub fn set(memory_mb: Option<u64>, seconds: Option<u64>) {
    use rustix::process::{Resource, Rlimit, setrlimit};

    let limit = |resource, most: u64| {
        // Failing means a lower limit stands already.
        let _ = setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) });
    };
    if let Some(megabytes) = memory_mb {
        limit(Resource::As, megabytes.saturating_mul(1 << 20));
    }
    if let Some(seconds) = seconds {
        limit(Resource::Cpu, seconds);
    }
    // A file of what was in memory helps nobody and may hold what is not published.
    limit(Resource::Core, 0);
}

/// Sets nothing.
#[cfg(not(unix))]
pub fn set(_: Option<u64>, _: Option<u64>) {}
