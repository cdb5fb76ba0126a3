//! How much memory what is kept of a list takes: whoever keeps it in a form of its own says so.

use smol_str::SmolStr;

/// Something that is kept.
pub trait Weigh: Sized {
    /// Returns how many bytes it takes besides its own.
    fn inside(&self) -> usize;

    /// Returns how many bytes it takes, with what holds its texts together.
    fn weight(&self) -> usize {
        size_of::<Self>() + self.inside()
    }
}

/// A text of its own has a head as well.
const HEAD: usize = 16;

impl Weigh for SmolStr {
    fn inside(&self) -> usize {
        if self.is_heap_allocated() {
            self.len() + HEAD
        } else {
            0
        }
    }
}

impl Weigh for String {
    fn inside(&self) -> usize {
        self.capacity() + HEAD
    }
}

impl Weigh for Box<str> {
    fn inside(&self) -> usize {
        self.len() + HEAD
    }
}

impl<T: Weigh> Weigh for Option<T> {
    fn inside(&self) -> usize {
        self.as_ref().map_or(0, Weigh::inside)
    }
}

impl<T: Weigh> Weigh for Vec<T> {
    fn inside(&self) -> usize {
        let own = self.capacity() * size_of::<T>();
        own + self.iter().map(Weigh::inside).sum::<usize>()
    }
}

/// Adds up what is inside the fields of something.
macro_rules! weigh {
    ($of:ty: $($field:ident),+) => {
        impl $crate::azure::Weigh for $of {
            fn inside(&self) -> usize {
                [$($crate::azure::Weigh::inside(&self.$field)),+].iter().sum()
            }
        }
    };
}

pub(crate) use weigh;
