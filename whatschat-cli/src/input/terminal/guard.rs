//! Gives the terminal back as it was, however the program ends.

#[cfg(unix)]
pub(super) use unix::TerminalGuard;

#[cfg(unix)]
mod unix {
    use crate::screen;
    use nix::sys::termios::{SetArg, Termios, tcgetattr, tcsetattr};
    use std::io::stdin;

    /// What the terminal was like. The editor restores it after each line, but not when the
    /// program ends while a line is being typed.
    pub(in crate::input) struct TerminalGuard(Option<Termios>);

    impl TerminalGuard {
        pub(in crate::input) fn new() -> Self {
            Self(tcgetattr(stdin()).ok())
        }
    }

    impl Drop for TerminalGuard {
        fn drop(&mut self) {
            let Some(before) = &self.0 else { return };
            let now = tcgetattr(stdin());
            if now.is_ok_and(|now| now.local_flags != before.local_flags) {
                // Nothing can be done about a terminal that is gone.
                let _ = tcsetattr(stdin(), SetArg::TCSADRAIN, before);
                screen::leave_line();
            }
        }
    }
}

#[cfg(not(unix))]
pub(super) struct TerminalGuard;

#[cfg(not(unix))]
impl TerminalGuard {
    pub(super) fn new() -> Self {
        Self
    }
}
