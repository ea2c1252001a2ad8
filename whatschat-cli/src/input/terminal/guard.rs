//! Gives the terminal back as it was, however the program ends.

#[cfg(unix)]
pub(super) use unix::TerminalGuard;

#[cfg(unix)]
mod unix {
    use crate::screen;
    use nix::sys::termios::{LocalFlags, SetArg, Termios, tcgetattr, tcsetattr};
    use std::io::stdin;

    /// What the terminal was like. Between two lines it does not echo: what is typed ahead shows
    /// up on the next line, and not twice.
    pub(in crate::input) struct TerminalGuard(Option<Termios>);

    impl TerminalGuard {
        pub(in crate::input) fn new() -> Self {
            let before = tcgetattr(stdin()).ok();
            if let Some(mut silent) = before.clone() {
                silent.local_flags.remove(LocalFlags::ECHO);
                // With an echo one can work as well.
                let _ = tcsetattr(stdin(), SetArg::TCSADRAIN, &silent);
            }
            Self(before)
        }
    }

    impl Drop for TerminalGuard {
        fn drop(&mut self) {
            let Some(before) = &self.0 else { return };
            let is_raw = |now: Termios| !now.local_flags.contains(LocalFlags::ICANON);
            if tcgetattr(stdin()).is_ok_and(is_raw) {
                screen::leave_line();
            }
            // Nothing can be done about a terminal that is gone.
            let _ = tcsetattr(stdin(), SetArg::TCSADRAIN, before);
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
