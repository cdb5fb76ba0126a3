//! Breaking lines at blanks.

/// How far a headline that continues is indented: farther than the drawing below it.
const HANGING: usize = 4;

/// Breaks lines at blanks; what continues a line is indented below its beginning.
pub(super) fn wrap(text: &str, room: usize) -> Vec<String> {
    let mut wrapped = Vec::new();
    for line in text.lines() {
        let words = line.trim_start();
        let indent = line.len() - words.len();
        if line.len() <= room && is_evenly_spaced(words) {
            wrapped.push(" ".repeat(indent) + words);
        } else {
            let gaps = Gaps {
                first: indent,
                others: indent + 2,
            };
            fill(" ".repeat(indent), words, gaps, room, &mut wrapped);
        }
    }
    wrapped
}

/// Breaks a headline of which so many columns are taken by what stands before it.
pub(super) fn headline(text: &str, taken: usize, room: usize) -> String {
    if taken + text.len() <= room {
        return text.to_owned();
    }
    let gaps = Gaps {
        first: taken,
        others: HANGING,
    };
    let mut wrapped = Vec::new();
    fill(String::new(), text, gaps, room, &mut wrapped);
    wrapped.join("\n")
}

/// How many columns are taken before the words of the first line, and of the others.
#[derive(Clone, Copy)]
struct Gaps {
    first: usize,
    others: usize,
}

/// Puts words on lines, the first of which has begun.
fn fill(begun: String, words: &str, gaps: Gaps, room: usize, wrapped: &mut Vec<String>) {
    let (mut current, mut used, mut is_first) = (begun, gaps.first, true);
    for word in words.split_whitespace() {
        let length = word.chars().count();
        if !is_first && used + 1 + length > room {
            let next = " ".repeat(gaps.others) + word;
            wrapped.push(std::mem::replace(&mut current, next));
            used = gaps.others + length;
            continue;
        }
        if !is_first {
            current.push(' ');
            used += 1;
        }
        current.push_str(word);
        used += length;
        is_first = false;
    }
    wrapped.push(current);
}

/// Tells whether there is one blank between any two words and none behind the last.
fn is_evenly_spaced(words: &str) -> bool {
    let mut pairs = words.as_bytes().windows(2);
    words.is_ascii() && !words.ends_with(' ') && pairs.all(|pair| pair != b"  ")
}
