//! How far apart two names are, by their letters; capitals count as small ones.

/// How often each letter occurs in a name.
#[derive(Debug)]
pub(super) struct Letters {
    counts: [u8; 32],
    length: usize,
}

impl Letters {
    pub(super) fn of(name: &str) -> Self {
        let mut counts = [0_u8; 32];
        for byte in name.bytes() {
            if let Some(count) = counts.get_mut(usize::from(byte & 31)) {
                *count = count.saturating_add(1);
            }
        }
        Self {
            counts,
            length: name.len(),
        }
    }

    /// Returns how much longer one of two names is.
    pub(super) fn longer(&self, other: &Self) -> usize {
        self.length.abs_diff(other.length)
    }

    /// Counts the letters that only one of two names has; each edit changes at most two.
    pub(super) fn unlike(&self, other: &Self) -> usize {
        let pairs = self.counts.iter().zip(&other.counts);
        let unlike: u16 = pairs
            .map(|(one, other)| u16::from(one.abs_diff(*other)))
            .sum();
        usize::from(unlike)
    }
}

/// Counts the edits between a lower-case text and another, neighbours that changed places being
/// one, unless they are more than `most`.
pub(super) fn edits(left: &[u8], right: &[u8], most: usize) -> Option<usize> {
    if left.len().abs_diff(right.len()) > most {
        return None;
    }
    // A row says how far the letters of `left` so far are from each beginning of `right`.
    let (mut before, mut row) = (Vec::new(), Vec::with_capacity(right.len() + 1));
    let mut above: Vec<usize> = (0..=right.len()).collect();
    let mut last = None;
    for (index, letter) in left.iter().enumerate() {
        row.clear();
        row.push(index + 1);
        let (mut beside, mut fewest, mut other_last) = (index + 1, index + 1, None);
        for (column, (other, over)) in right.iter().zip(above.windows(2)).enumerate() {
            let &[corner, over] = over else { continue };
            let other = other.to_ascii_lowercase();
            let mut cell = (corner + usize::from(*letter != other)).min(over.min(beside) + 1);
            if last == Some(other) && other_last == Some(*letter) {
                let start = column.checked_sub(1).and_then(|start| before.get(start));
                cell = start.map_or(cell, |start: &usize| cell.min(start + 1));
            }
            row.push(cell);
            (beside, fewest, other_last) = (cell, fewest.min(cell), Some(other));
        }
        if fewest > most {
            return None;
        }
        last = Some(*letter);
        std::mem::swap(&mut before, &mut above);
        std::mem::swap(&mut above, &mut row);
    }
    above.last().copied().filter(|edits| *edits <= most)
}
