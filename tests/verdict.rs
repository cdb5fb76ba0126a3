//! Tests of `verdict`: what must hold is judged as the language reference says.

mod coverage;
mod random;
mod reach;
mod reasons;
mod unread;

use rolewright::access::{Access, World};
use rolewright::catalog::Catalog;
use rolewright::compile::{Compiled, compile};
use rolewright::model::Model;
use rolewright::model::date::Day;
use rolewright::verdict::{self, Verdict, Verdicts};

use crate::standard::library::resolved;
use crate::support::TODAY;

/// A policy set and the world that it asks for.
struct Set {
    model: Model,
    compiled: Compiled,
    world: World,
}

impl Set {
    /// Reads a text in which nothing is wrong.
    #[track_caller]
    fn of(text: &str) -> Self {
        let (model, wrong) = resolved(&[("a.rw".to_owned(), text.to_owned())]);
        assert_eq!(wrong, [""; 0], "{text}");
        let catalog = Catalog::embedded();
        let compiled = compile(&model, catalog, Day::parse(TODAY));
        let world = verdict::extended(&model, World::of(&model, &compiled, catalog));
        Self {
            model,
            compiled,
            world,
        }
    }

    fn verdicts(&self) -> Verdicts {
        let access = Access::new(&self.world, Catalog::embedded());
        verdict::judge(&self.model, &self.compiled, &access)
    }

    /// Tells of each line of its tests, in order, whether it holds.
    fn holds(&self) -> Vec<bool> {
        let verdicts = self.verdicts().tests;
        let all = verdicts.iter().flatten();
        all.map(|verdict| matches!(verdict, Verdict::Holds))
            .collect()
    }
}

/// Two environments with a workspace, its storage and a compute in each, and who works there.
const WORLD: &str = r#"
policy small { tenant "99999999-9999-4999-8999-999999999999" }
environment dev { tier development  subscription "11111111-1111-4111-8111-111111111111"  resource-group "rg" }
environment prod { tier production  subscription "33333333-3333-4333-8333-333333333333"  resource-group "rg" }
storage lake in dev, prod { name "stlake${env}"  container raw  container models }
workspace churn in dev, prod { name "mlw-${env}"  storage lake }
managed-identity trainer in dev, prod
compute gpu in churn { kind cluster  runs-as trainer }
user alice { object-id "aaaaaaaa-0000-4000-8000-0000000000a1" }
group team { object-id "aaaaaaaa-0000-4000-8000-000000000001"  members alice }
group others { object-id "aaaaaaaa-0000-4000-8000-000000000002" }
stage look { on container raw can read-data }
stage work { on workspace can submit-jobs }
"#;

/// Tells of each line whether it holds, after some declarations.
#[track_caller]
fn holds(declarations: &str, lines: &[&str]) -> Vec<bool> {
    let lines = lines.join("\n");
    Set::of(&format!(
        "{WORLD}{declarations}\ntest \"t\" {{\n{lines}\n}}"
    ))
    .holds()
}
