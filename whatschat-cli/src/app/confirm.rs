//! Asks before something is lost for ever.

use super::App;
use crate::failure::Failure;
use crate::input::Ask;

impl App {
    /// Goes on only where somebody at a terminal says yes to losing what `loss` names. A script
    /// means what it says.
    pub(crate) async fn confirm(&mut self, loss: &str) -> Result<(), Failure> {
        if self.input.is_script() {
            return Ok(());
        }
        self.context.screen.warn(loss);
        let (label, initial) = ("yes or no".into(), String::new());
        let answer = self.ask(Ask::Field { label, initial }).await?;
        match answer.trim().to_lowercase().as_str() {
            "y" | "yes" | "是" => Ok(()),
            _ => Err(Failure::Cancelled),
        }
    }
}
