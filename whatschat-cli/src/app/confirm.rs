//! Asks before something is lost for ever.

use super::App;
use crate::failure::Failure;
use crate::input::Ask;

const UNCLEAR: &str = "That is not sent: first answer yes or no.";

impl App {
    /// Goes on only where somebody at a terminal says yes to losing what `loss` names. A script
    /// means what it says.
    pub(crate) async fn confirm(&mut self, loss: &str) -> Result<(), Failure> {
        if self.input.is_script() {
            return Ok(());
        }
        self.context.screen.warn(loss);
        loop {
            let (label, initial) = ("yes or no".into(), String::new());
            let answer = self.ask(Ask::Field { label, initial }).await?;
            match answer.trim().to_lowercase().as_str() {
                "y" | "yes" | "是" => return Ok(()),
                "" | "n" | "no" | "否" | "不" => return Err(Failure::Cancelled),
                // It may have been meant for the chat.
                _ => self.context.screen.warn(UNCLEAR),
            }
        }
    }
}
