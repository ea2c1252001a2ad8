//! GIF: a header, and then blocks.

const EXTENSION: u8 = 0x21;
const IMAGE: u8 = 0x2c;
const END: u8 = 0x3b;
const COMMENT: u8 = 0xfe;
const APPLICATION: u8 = 0xff;

/// Leaves out comments, what applications add, and what follows the end.
pub(super) fn scrub(gif: &[u8]) -> Option<Vec<u8>> {
    let mut reader = Reader { gif, at: 0 };
    reader.take(13)?;
    reader.take(table(*gif.get(10)?))?;
    let mut kept = gif.get(..reader.at)?.to_vec();
    loop {
        let start = reader.at;
        // A picture that is cut short ends here.
        let Some(&[kind]) = reader.take(1) else { break };
        let keep = match kind {
            EXTENSION => reader.extension()?,
            IMAGE => reader.image()?,
            _ => break,
        };
        if keep {
            kept.extend(gif.get(start..reader.at)?);
        }
    }
    kept.push(END);
    Some(kept)
}

/// How many bytes the table of colours takes that these flags announce.
fn table(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

struct Reader<'a> {
    gif: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let taken = self.gif.get(self.at..self.at.checked_add(count)?)?;
        self.at += count;
        Some(taken)
    }

    /// Passes over an extension; whether the picture needs it: how often it repeats, its colours.
    fn extension(&mut self) -> Option<bool> {
        let label = *self.take(1)?.first()?;
        let name = self.gif.get(self.at + 1..).unwrap_or_default();
        let needed = [&b"NETSCAPE2.0"[..], b"ANIMEXTS1.0", b"ICCRGBG1012"];
        let needed = needed.iter().any(|known| name.starts_with(known));
        self.blocks()?;
        Some(label != COMMENT && (label != APPLICATION || needed))
    }

    fn image(&mut self) -> Option<bool> {
        let head = self.take(9)?;
        self.take(table(*head.get(8)?))?;
        self.take(1)?; // the size of the smallest code
        self.blocks()?;
        Some(true)
    }

    /// Passes over blocks, each after its length, up to an empty one.
    fn blocks(&mut self) -> Option<()> {
        loop {
            let length = *self.take(1)?.first()?;
            if length == 0 {
                return Some(());
            }
            self.take(length.into())?;
        }
    }
}
