//! Clock and memory of this process.

use std::time::Instant;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

/// Seconds that something took.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Seconds {
    /// On the clock.
    pub wall: f64,
    /// Of all processors together, in this process. A server's are not in it.
    pub cpu: f64,
}

/// Runs something and says how long it took. What earlier work left to be written to disk is written first.
pub fn timed<T>(work: impl FnOnce() -> Result<T>) -> Result<(T, Seconds)> {
    settle_disks();
    let (start, cpu) = (Instant::now(), cpu_seconds()?);
    let value = work()?;
    let wall = start.elapsed().as_secs_f64();
    Ok((value, Seconds { wall, cpu: cpu_seconds()? - cpu }))
}

/// User and system time of this process; Linux counts both in hundredths.
fn cpu_seconds() -> Result<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let (_, fields) = stat.rsplit_once(')').context("/proc/self/stat")?;
    let mut ticks = fields.split_whitespace().skip(11).map_while(|field| field.parse::<u32>().ok());
    let (user, system) = (ticks.next().context("user time")?, ticks.next().context("system time")?);
    Ok((f64::from(user) + f64::from(system)) / 100.0)
}

fn settle_disks() {
    // Where there is no `sync`, the measurement is only less even.
    let _ = std::process::Command::new("sync").status();
}

/// Begins the peak of this process anew, so that what was made ready before does not count.
pub fn forget_peak() {
    // Where the kernel does not let us, the peak is only higher.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

/// Peak of resident memory of this process, in megabytes.
pub fn peak_mb() -> Result<f64> {
    memory_mb(std::process::id(), "VmHWM:")
}

/// A line of a process's status, in megabytes.
pub fn memory_mb(process: u32, key: &str) -> Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let kb = status
        .lines()
        .find_map(|line| line.strip_prefix(key))
        .and_then(|rest| rest.trim().strip_suffix("kB"))
        .and_then(|kb| kb.trim().parse::<u32>().ok())
        .with_context(|| format!("{key} of process {process}"))?;
    Ok(f64::from(kb) / 1024.0)
}
