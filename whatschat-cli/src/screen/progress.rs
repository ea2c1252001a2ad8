//! How far a transfer has come.

use super::Screen;
use indicatif::{ProgressDrawTarget, ProgressStyle};
use whatschat_client::files::Progress;

/// A bar on standard error, where that is a terminal and output is for people.
pub(crate) struct ProgressBar(indicatif::ProgressBar);

impl ProgressBar {
    /// A bar that has not begun; `doing` says what it shows.
    pub(crate) fn new(screen: &Screen, doing: &'static str) -> Self {
        let bar = indicatif::ProgressBar::new(0).with_message(doing);
        if screen.is_json() {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        let style = ProgressStyle::with_template("{msg} {wide_bar} {bytes}/{total_bytes} {eta}");
        Self(style.map_or_else(|_| bar.clone(), |style| bar.clone().with_style(style)))
    }

    /// What moves the bar.
    pub(crate) fn watcher(&self) -> impl Fn(Progress) + Send + Sync + use<> {
        let bar = self.0.clone();
        move |progress| {
            bar.set_length(progress.total);
            bar.set_position(progress.done);
        }
    }

    /// Takes the bar off the screen.
    pub(crate) fn finish(&self) {
        self.0.finish_and_clear();
    }
}
