//! Which machine the figures are of.

use serde::Serialize;

/// What a ratio may depend on.
#[derive(Serialize)]
pub struct Machine {
    cpu: String,
    cores: usize,
    memory_mb: u64,
    kernel: String,
    load_at_start: String,
    rustc: &'static str,
    sqlite: &'static str,
    postgres: Option<String>,
    optimised: bool,
}

impl Machine {
    /// This one, with the server that `JINBAO_TEST_PG` names.
    pub fn here() -> Machine {
        let field = |file: &str, key: &str| {
            let text = std::fs::read_to_string(file).unwrap_or_default();
            let value = text.lines().find_map(|line| line.strip_prefix(key)).unwrap_or_default();
            value.trim_start_matches([' ', '\t', ':']).trim().to_owned()
        };
        let kb: u64 = field("/proc/meminfo", "MemTotal").trim_end_matches(" kB").parse().unwrap_or(0);
        Machine {
            cpu: field("/proc/cpuinfo", "model name"),
            cores: std::thread::available_parallelism().map_or(0, usize::from),
            memory_mb: kb / 1024,
            kernel: field("/proc/version", "Linux version").split(' ').next().unwrap_or_default().to_owned(),
            load_at_start: field("/proc/loadavg", ""),
            rustc: env!("BENCH_RUSTC"),
            sqlite: rusqlite::version(),
            postgres: postgres_version(),
            optimised: !cfg!(debug_assertions),
        }
    }

    /// For reading, a line each.
    pub fn lines(&self) -> Vec<String> {
        let postgres = self.postgres.as_deref().unwrap_or("—");
        vec![
            format!("{} × {}, {} MB, Linux {}", self.cpu, self.cores, self.memory_mb, self.kernel),
            format!("{}, SQLite {}, PostgreSQL {postgres}", self.rustc, self.sqlite),
            format!(
                "load at start {}{}",
                self.load_at_start,
                if self.optimised { "" } else { " · NOT OPTIMISED, figures mean nothing" }
            ),
        ]
    }
}

fn postgres_version() -> Option<String> {
    let url = std::env::var("JINBAO_TEST_PG").ok()?;
    let mut client = postgres::Client::connect(&url, postgres::NoTls).ok()?;
    let settings = client
        .query_one(
            "select current_setting('server_version') || ', fsync ' || current_setting('fsync')
                    || ', shared_buffers ' || current_setting('shared_buffers')
                    || ', max_wal_size ' || current_setting('max_wal_size')",
            &[],
        )
        .ok()?;
    settings.try_get(0).ok()
}
