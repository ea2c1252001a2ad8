//! The power is cut: what the system had not yet written to the disk is gone.
//!
//! The data are in a file system of their own, on an image. What it has written is in the image,
//! and what waits in its cache is not. So a copy of the image, taken when the server is killed, is
//! what a power cut leaves; the server starts again on the copy.

use super::run_program;
use crate::crowd::Crowd;
use crate::postgres::Postgres;
use crate::readers::Readers;
use crate::report::{Report, ends};
use crate::server::{Ground, Server};
use crate::writers::Writers;
use crate::{NotHere, Result};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use std::path::{Path, PathBuf};
use std::time::Duration;

const WRITERS: usize = 32;
/// How large the image is: what a test writes, many times.
const IMAGE_BYTES: u64 = 512 << 20;
/// How often unmounting it is tried again.
const RELEASE: usize = 250;
/// What is written and never flushed: a cut that leaves it there was none.
const CANARY: &str = "this must not survive";

/// Cuts the power so many times. PostgreSQL is one of its own then, on the same disk.
pub(super) async fn run(ground: &Ground, times: usize) -> Result<Report> {
    let mut report = Report::of("The power is cut");
    let mut lots = StdRng::seed_from_u64(ground.seed);
    let mut disk = Disk::make(&ground.folder).await?;
    let mut postgres = match &ground.database_url {
        Some(_) => Some(Postgres::make(disk.folder.join("postgres")).await?),
        None => None,
    };
    let database_url = postgres.as_ref().map(Postgres::url);
    let ground = Ground { folder: disk.folder.clone(), database_url, ..ground.clone() };
    let mut server = Server::start(&ground).await?;
    let crowd = Crowd::gather(&server.url(), WRITERS).await?.in_pairs().await?;
    let readers = Readers::open(&crowd.people, &ends(&ground).await?).await?;
    let writers = Writers::start(&crowd, usize::MAX);
    for _ in 0..times {
        tokio::time::sleep(Duration::from_millis(lots.random_range(300..2500))).await;
        std::fs::write(disk.canary(), CANARY)?;
        server.kill().await?;
        if let Some(postgres) = &mut postgres {
            postgres.kill().await?;
        }
        disk.cut_power().await?;
        if let Some(postgres) = &mut postgres {
            postgres.start_again().await?;
        }
        server.start_again().await?;
    }
    let sends = writers.stop().await?.sends;
    report.figure("power cuts", &times);
    report.judge(&ground, &crowd, readers, sends).await?;
    drop((server, postgres)); // before the disk that they are on
    Ok(report)
}

/// A file system on an image.
struct Disk {
    image: PathBuf,
    folder: PathBuf,
}

impl Disk {
    async fn make(beside: &Path) -> Result<Self> {
        let disk = Self { image: beside.join("disk.img"), folder: beside.join("disk") };
        std::fs::create_dir(&disk.folder)?;
        std::fs::File::create(&disk.image)?.set_len(IMAGE_BYTES)?;
        run_program("mkfs.ext4", [Path::new("-q"), &disk.image]).await?;
        disk.mount().await.map_err(|_| NotHere("mounting an image takes root"))?;
        Ok(disk)
    }

    async fn mount(&self) -> Result<()> {
        run_program("mount", [Path::new("-o"), Path::new("loop"), &self.image, &self.folder]).await
    }

    /// Those who were killed may take a moment to let go of their files.
    async fn unmount(&self) -> Result<()> {
        for _ in 0..RELEASE {
            if run_program("umount", [&self.folder]).await.is_ok() {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        run_program("umount", [&self.folder]).await
    }

    fn canary(&self) -> PathBuf {
        self.folder.join("canary")
    }

    /// Goes on with what the disk has, without what waits to be written.
    async fn cut_power(&mut self) -> Result<()> {
        let copy = self.image.with_extension("copy");
        run_program("cp", [Path::new("--sparse=always"), &self.image, &copy]).await?;
        self.unmount().await?;
        std::fs::rename(copy, &self.image)?;
        self.mount().await?;
        match std::fs::read_to_string(self.canary()) {
            Ok(text) if text == CANARY => Err("the power cut was none".into()),
            _ => Ok(()),
        }
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Where it is not mounted there is nothing to do.
        drop(std::process::Command::new("umount").arg("-l").arg(&self.folder).output());
    }
}
