//! The SDK's program is killed. What it wrote is sent once, in order, and it shows every message
//! once, in order: what its store has when it begins, and what the stream tells then.

use crate::Result;
use crate::crowd::{Crowd, PASSWORD, Person};
use crate::history::{Due, History, Reading, Sent, Told};
use crate::report::Report;
use crate::server::{Ground, Server};
use crate::shown::Shown;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use std::collections::HashMap;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;
use whatschat_client::store::Store;
use whatschat_core::id::{ChatId, ClientMessageId};

/// How long it may take to send and read what was left over when it was killed.
const PATIENCE: Duration = Duration::from_secs(60);

/// Kills it so many times.
pub(super) async fn run(ground: &Ground, kills: usize) -> Result<Report> {
    let mut report = Report::of("The SDK's program is killed with kill -9");
    let mut lots = StdRng::seed_from_u64(ground.seed);
    let server = Server::start(ground).await?;
    let crowd = Crowd::gather(&server.url(), 2).await?.in_pairs().await?;
    let programs = crowd.people.iter().map(|person| Program::of(ground, &server, person));
    let mut programs = programs.collect::<Result<Vec<_>>>()?;
    for program in &programs {
        program.finish().await?; // so that each store begins before there is anything to show
    }
    for n in 0..kills {
        for program in &mut programs {
            program.start().await?;
        }
        tokio::time::sleep(Duration::from_millis(lots.random_range(30..600))).await;
        // The others write on, so that there is something to miss.
        let some = n % programs.len();
        programs.get_mut(some).ok_or("nobody is there")?.kill().await?;
    }
    for program in &mut programs {
        program.start().await?; // the one that was killed last
        program.kill().await?;
    }
    // Twice: what the second sends while it ends is there for the first to read then.
    for program in programs.iter().chain(&programs) {
        program.finish().await?;
    }
    report.figure("kills of one of two programs", &kills);
    for person in &crowd.people {
        // The programs' many logins have ended their first sessions.
        person.client.auth().login(&person.email, PASSWORD).await?;
    }
    let sends = programs.iter().flat_map(Program::sends).collect();
    let mut readings = programs.iter().map(Program::showed).collect::<Result<Vec<_>>>()?;
    report.shown(&readings);
    for program in &programs {
        readings.push(program.has().await?);
    }
    let history = History { sends, sends_are_all: false, readings, unread: crowd.unread().await? };
    report.hold(ground, &history).await?;
    Ok(report)
}

/// Somebody's program and its store.
struct Program {
    person: Person,
    chat: ChatId,
    program: PathBuf,
    arguments: Vec<String>,
    store: PathBuf,
    running: Option<(Child, Lines<BufReader<ChildStdout>>)>,
    wrote: Vec<ClientMessageId>,
}

impl Program {
    fn of(ground: &Ground, server: &Server, person: &Person) -> Result<Self> {
        let chat = *person.chats.first().ok_or("there is no chat")?;
        let store = ground.folder.join(format!("{}.db", person.id));
        let file = store.display().to_string();
        let arguments = vec![server.url(), person.email.clone(), file, chat.to_string()];
        let (person, program) = (person.clone(), ground.person.clone());
        Ok(Self { person, chat, program, arguments, store, running: None, wrote: Vec::new() })
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).kill_on_drop(true);
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        command
    }

    /// Has it write, if it does not, and waits until it does.
    async fn start(&mut self) -> Result<()> {
        if self.running.is_none() {
            let mut child = self.command().spawn()?;
            let said = child.stdout.take().ok_or("it has no standard output")?;
            let mut lines = BufReader::new(said).lines();
            let first = timeout(PATIENCE, lines.next_line()).await??;
            self.note(&first.ok_or("somebody's program ended by itself")?)?;
            self.running = Some((child, lines));
        }
        Ok(())
    }

    /// Kills it, and notes what it has said that it wrote.
    async fn kill(&mut self) -> Result<()> {
        let (mut child, mut lines) = self.running.take().ok_or("it does not run")?;
        child.kill().await?;
        while let Some(line) = lines.next_line().await? {
            self.note(&line)?;
        }
        Ok(())
    }

    fn note(&mut self, line: &str) -> Result<()> {
        let key = line.strip_prefix("wrote ").ok_or("somebody's program says something else")?;
        self.wrote.push(key.parse()?);
        Ok(())
    }

    /// Has it send and read what it has left.
    async fn finish(&self) -> Result<()> {
        let status = timeout(PATIENCE, self.command().arg("end").status()).await??;
        if status.success() { Ok(()) } else { Err("somebody's program cannot end".into()) }
    }

    fn sends(&self) -> impl Iterator<Item = Sent> {
        let (sender, chat) = (self.person.id, self.chat);
        self.wrote.iter().map(move |key| Sent { sender, chat, key: *key, told: Told::Kept })
    }

    /// Everything is for it to see.
    fn nothing_yet(&self) -> Reading {
        let due = HashMap::from([(self.chat, Due { after: 0, up_to: None })]);
        Reading::of(self.person.id, due)
    }

    /// What it showed, from its first start to its last end.
    fn showed(&self) -> Result<Reading> {
        Ok(Reading { seen: Shown::read(&self.store)?, ..self.nothing_yet() })
    }

    /// What its store has.
    async fn has(&self) -> Result<Reading> {
        let store = Store::open(&self.store).await?;
        let mut reading = self.nothing_yet();
        for message in store.messages(self.chat, None, u32::MAX).await? {
            reading.note(&message);
        }
        store.close().await;
        Ok(reading)
    }
}
