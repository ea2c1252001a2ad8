use std::collections::VecDeque;

use super::packet::Frame;

/// The frames that wait for a client, bounded in bytes.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    frames: VecDeque<Frame>,
    /// The cost of `frames` and of the batch that is being written.
    bytes: usize,
    /// The same in frames.
    waiting: usize,
}

/// Frames that are written together.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) frames: VecDeque<Frame>,
    bytes: usize,
    count: usize,
}

/// There is no room for these frames.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Full;

impl Outbox {
    /// All frames or none wait: attachments must not be torn from their packet.
    pub(super) fn push(&mut self, frames: &[Frame], max_bytes: usize) -> Result<(), Full> {
        let bytes = self.bytes + frames.iter().map(Frame::cost).sum::<usize>();
        if bytes > max_bytes {
            return Err(Full);
        }
        self.bytes = bytes;
        self.waiting += frames.len();
        self.frames.extend(frames.iter().cloned());
        Ok(())
    }

    /// Whether so little waits.
    pub(super) fn has_room(&self, max_frames: usize, max_bytes: usize) -> bool {
        self.waiting < max_frames && self.bytes < max_bytes
    }

    /// Takes the first frames. They count until they are reported as [sent](Self::sent),
    /// or a client that does not read could hold twice the limit.
    pub(super) fn take(&mut self, max_frames: usize) -> Option<Batch> {
        let frames = if self.frames.len() > max_frames {
            self.frames.drain(..max_frames).collect()
        } else {
            std::mem::take(&mut self.frames)
        };
        let bytes = frames.iter().map(Frame::cost).sum();
        let count = frames.len();
        (!frames.is_empty()).then_some(Batch { frames, bytes, count })
    }

    pub(super) fn sent(&mut self, batch: &Batch) {
        self.bytes = self.bytes.saturating_sub(batch.bytes);
        self.waiting = self.waiting.saturating_sub(batch.count);
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_counts_until_it_was_sent() {
        let frame = [Frame::text("hello")];
        let limit = frame[0].cost();
        let mut outbox = Outbox::default();
        assert_eq!(outbox.push(&frame, limit), Ok(()));
        let batch = outbox.take(9).expect("a batch");
        assert_eq!(batch.bytes, limit);
        assert_eq!(outbox.push(&frame, limit), Err(Full));
        assert!(!outbox.has_room(1, usize::MAX), "it is not written yet");
        outbox.sent(&batch);
        assert!(outbox.has_room(1, 1));
        assert_eq!(outbox.push(&frame, limit), Ok(()));
    }

    #[test]
    fn frames_that_belong_together_wait_together_or_not_at_all() {
        let frames = [Frame::text("packet"), Frame::binary(vec![0; 100])];
        let mut outbox = Outbox::default();
        assert_eq!(outbox.push(&frames, 150), Err(Full));
        assert!(outbox.take(9).is_none());
        assert_eq!(outbox.bytes(), 0);
    }

    #[test]
    fn what_is_not_taken_waits() {
        let frames = ["a", "b", "c"].map(Frame::text);
        let mut outbox = Outbox::default();
        assert_eq!(outbox.push(&frames, 1000), Ok(()));
        for expected in [&frames[..2], &frames[2..]] {
            let batch = outbox.take(2).map(|batch| Vec::from(batch.frames));
            assert_eq!(batch.as_deref(), Some(expected));
        }
        assert!(outbox.take(2).is_none());
    }
}
