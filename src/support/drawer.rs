//! What is worked out once and kept with what it was worked out from.

use std::any::Any;
use std::fmt;
use std::sync::OnceLock;

/// Keeps one value of each type. Nothing is taken out or replaced, so that readers wait for nobody.
#[derive(Default)]
pub(crate) struct Drawer(OnceLock<Box<Kept>>);

struct Kept {
    value: Box<dyn Any + Send + Sync>,
    next: Drawer,
}

impl Drawer {
    /// Returns the value of a type, made at the first call.
    pub(crate) fn get<T: Any + Send + Sync>(&self, make: impl FnOnce() -> T) -> &T {
        let mut at = self;
        while let Some(kept) = at.0.get() {
            match kept.value.downcast_ref() {
                Some(found) => return found,
                None => at = &kept.next,
            }
        }
        // The place is free while the value is made: what makes it may ask for another one.
        at.keep(Kept {
            value: Box::new(make()),
            next: Self::default(),
        })
    }

    /// Puts a value into the first free place, unless somebody was quicker with the same.
    fn keep<T: Any>(&self, made: Kept) -> &T {
        let (mut at, mut made) = (self, Some(Box::new(made)));
        loop {
            made = made.and_then(|made| at.0.set(made).err());
            if let Some(kept) = at.0.get() {
                match kept.value.downcast_ref() {
                    Some(found) => return found,
                    None => at = &kept.next,
                }
            }
        }
    }
}

impl fmt::Debug for Drawer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Drawer")
    }
}
