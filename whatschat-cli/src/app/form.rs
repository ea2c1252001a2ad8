//! Questions asked one by one, and asked again where the answer was no good.

use super::App;
use crate::failure::Failure;
use crate::input::Ask;
use whatschat_client::core::ErrorCode;

/// A dialogue: each entry is asked for until it has an answer.
pub(crate) struct Form {
    entries: Vec<Entry>,
}

/// One question.
#[derive(Clone)]
pub(crate) struct Entry {
    field: &'static str,
    label: &'static str,
    kind: Kind,
    answer: Option<String>,
    /// The answer that was no good: a slip is corrected faster than typed again.
    rejected: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Shown,
    Secret,
    /// Unseen and asked for twice.
    NewSecret,
}

impl Entry {
    const fn new(field: &'static str, label: &'static str, kind: Kind) -> Self {
        Self { field, label, kind, answer: None, rejected: String::new() }
    }

    /// A question whose answer is seen; `field` is its name in the API.
    pub(crate) const fn shown(field: &'static str, label: &'static str) -> Self {
        Self::new(field, label, Kind::Shown)
    }

    /// A question whose answer is unseen.
    pub(crate) const fn secret(field: &'static str, label: &'static str) -> Self {
        Self::new(field, label, Kind::Secret)
    }

    /// The same, asked for twice since nobody can see a slip.
    pub(crate) const fn new_secret(field: &'static str, label: &'static str) -> Self {
        Self::new(field, label, Kind::NewSecret)
    }

    async fn ask(&self, app: &mut App) -> Result<String, Failure> {
        loop {
            let label = self.label.to_owned();
            let answer = match self.kind {
                Kind::Shown => {
                    let initial = self.rejected.clone();
                    app.ask(Ask::Field { label, initial }).await?.trim().to_owned()
                }
                Kind::Secret | Kind::NewSecret => app.ask(Ask::Secret(label)).await?,
            };
            if answer.is_empty() {
                continue;
            }
            if self.kind == Kind::NewSecret && app.ask(Ask::Secret("Again".into())).await? != answer
            {
                app.context.screen.warn("The two differ. Once more:");
                continue;
            }
            return Ok(answer);
        }
    }
}

impl Form {
    /// A dialogue of these questions.
    pub(crate) fn new(entries: impl Into<Vec<Entry>>) -> Self {
        Self { entries: entries.into() }
    }

    /// Asks what has no answer yet.
    pub(crate) async fn fill(&mut self, app: &mut App) -> Result<(), Failure> {
        for entry in &mut self.entries {
            if entry.answer.is_none() {
                entry.answer = Some(entry.ask(app).await?);
            }
        }
        Ok(())
    }

    /// The answer to `field`.
    pub(crate) fn get(&self, field: &str) -> String {
        let entry = self.entries.iter().find(|entry| entry.field == field);
        entry.and_then(|entry| entry.answer.clone()).unwrap_or_default()
    }

    /// Explains a refusal and clears the answers it is about; other failures come back.
    pub(crate) fn reject(&mut self, app: &App, failure: Failure) -> Result<(), Failure> {
        let wrong = named_fields(&failure);
        let mut any = false;
        for entry in
            self.entries.iter_mut().filter(|entry| wrong.iter().any(|name| name == entry.field))
        {
            entry.rejected = entry.answer.take().unwrap_or_default();
            any = true;
        }
        // A script cannot think of another answer.
        if !any || app.input.is_script() {
            return Err(failure);
        }
        self.explain(&failure).lines().for_each(|line| app.context.screen.warn(line));
        Ok(())
    }

    /// What was wrong, in the words of the questions.
    fn explain(&self, failure: &Failure) -> String {
        let Failure::Refused(refusal) = failure else { return failure.to_string() };
        let label = |field: &str| {
            let entry = self.entries.iter().find(|entry| entry.field == field);
            entry.map(|entry| entry.label)
        };
        // The server's words for a wrong password are those for a login.
        if refusal.code == Some(ErrorCode::WrongPassword) && label("email").is_none() {
            return "That is not your password.".into();
        }
        let wrong = refusal.error.fields.iter();
        let wrong = wrong.map(|wrong| Some(format!("{}: {}", label(&wrong.field)?, wrong.message)));
        match wrong.collect::<Option<Vec<_>>>() {
            Some(lines) if !lines.is_empty() => lines.join("\n"),
            _ => failure.to_string(),
        }
    }
}

/// The fields that a refusal is about.
fn named_fields(failure: &Failure) -> Vec<String> {
    let Failure::Refused(refusal) = failure else { return Vec::new() };
    let by_code = refusal.code.map_or(&[][..], fields).iter().map(|field| (*field).to_owned());
    refusal.error.fields.iter().map(|field| field.field.clone()).chain(by_code).collect()
}

/// The fields that a refusal with this code is about.
fn fields(code: ErrorCode) -> &'static [&'static str] {
    match code {
        ErrorCode::UsernameTaken => &["username"],
        ErrorCode::EmailTaken => &["email"],
        ErrorCode::WrongPassword => &["email", "password", "currentPassword"],
        ErrorCode::ResetTokenInvalid => &["token"],
        _ => &[],
    }
}
