//! What the server's process takes, by `/proc`.

use crate::{Result, Target};
use std::io::{Write as _, stdout};
use std::time::Duration;

/// The kernel counts CPU in hundredths of a second.
const TICK: Duration = Duration::from_millis(10);

/// What a process has taken up to a moment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Usage {
    pub(crate) cpu: Duration,
    pub(crate) memory_kib: u64,
}

impl Target {
    /// What the server has taken up to now, where its process is known.
    pub(crate) fn usage(&self) -> Result<Option<Usage>> {
        self.pid.map(Usage::of).transpose()
    }

    /// Says what the server took since then, for each of so many pieces of work.
    pub(crate) fn print_usage(&self, before: Option<Usage>, count: usize, of: &str) -> Result<()> {
        let (Some(before), Some(now)) = (before, self.usage()?) else {
            writeln!(stdout(), "server: unknown (name its process with --pid)")?;
            return Ok(());
        };
        let each = (now.cpu - before.cpu) / u32::try_from(count.max(1))?;
        let (memory, was) = (now.memory_kib / 1024, before.memory_kib / 1024);
        writeln!(
            stdout(),
            "server: {each:.2?} of CPU a {of}; {memory} MiB of memory, {was} MiB before"
        )?;
        Ok(())
    }
}

impl Usage {
    fn of(pid: u32) -> Result<Self> {
        let read = |file: &str| {
            let file = format!("/proc/{pid}/{file}");
            std::fs::read_to_string(&file).map_err(|why| format!("cannot read {file}: {why}"))
        };
        let (stat, status) = (read("stat")?, read("status")?);
        // The program's name stands in parentheses, and may have blanks in it.
        let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
        let ticks = fields.skip(11).take(2).map(str::parse::<u32>);
        let ticks = ticks.sum::<std::result::Result<u32, _>>()?;
        let memory = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let memory = memory.map(|text| text.trim().trim_end_matches(" kB").parse());
        let memory_kib = memory.ok_or("the system does not tell a process's memory")??;
        Ok(Self { cpu: TICK * ticks, memory_kib })
    }
}
