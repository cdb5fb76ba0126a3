//! Former names: each belongs to one thing, or two would share their ids in Azure.

use super::templates::Placed;
use super::{Resolver, codes};
use crate::diagnostic::{Diagnostic, Severity};
use crate::support::hash::HashMap;
use crate::syntax::ast::{Declaration, Name};

impl Resolver<'_> {
    /// Reports former names that something else has or had.
    pub(super) fn former_names(&mut self, placed: &[Placed<'_>]) {
        let stages = placed.iter().filter_map(|one| match &one.item.declaration {
            Declaration::Stage(stage) => Some((one, &stage.name, stage.formerly.as_slice())),
            _ => None,
        });
        let roles = placed.iter().filter_map(|one| match &one.item.declaration {
            Declaration::Role(role) => Some((one, &role.name, role.formerly.as_slice())),
            _ => None,
        });
        self.shared_names(&stages.collect::<Vec<_>>());
        self.shared_names(&roles.collect::<Vec<_>>());
    }

    fn shared_names(&mut self, all: &[(&Placed<'_>, &Name, &[Name])]) {
        let names = all.iter().map(|(_, name, _)| (name.text.as_str(), *name));
        let mut owners: HashMap<&str, &Name> = names.collect();
        for (one, name, formerly) in all {
            for former in *formerly {
                let known = *owners.entry(&former.text).or_insert(name);
                if known.span == name.span && former.text != name.text {
                    continue;
                }
                let message = if known.text == former.text {
                    format!(
                        "`{}` was not called `{}` before: that name is in use",
                        name.text, former.text
                    )
                } else {
                    format!(
                        "`{}` and `{}` were not both called `{}`",
                        known.text, name.text, former.text
                    )
                };
                let code = codes::DUPLICATE_NAME;
                let found = Diagnostic::new(code, Severity::Error, former.span, message)
                    .related(known.span, "the other one")
                    .note("a former name gives its ids in Azure to what is called differently now")
                    .help("keep it where the ids shall go, and remove it here");
                self.step(one, |this| this.report(found));
            }
        }
    }
}
