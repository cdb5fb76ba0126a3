//! Tenants full of assignments that nobody declared, and a policy that touches each subscription.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// The tenant of every world.
pub(super) const TENANT: &str = "99999999-9999-4999-8999-999999999999";

/// Principals are so many groups.
const GROUPS: usize = 1_000;
/// Each subscription has so many resource groups, and fewer where that would be too much for one seed.
const PLACES: usize = 100;
const FEW_PLACES: usize = 10;
/// What the groups hold; each goes with every group and place once.
const ROLES: [&str; 8] = [
    "Reader",
    "Contributor",
    "AzureML Data Scientist",
    "Storage Blob Data Reader",
    "Storage Blob Data Contributor",
    "Key Vault Secrets User",
    "Monitoring Reader",
    "AcrPull",
];

/// A tenant.
pub(super) struct World {
    /// What to call it.
    pub(super) title: String,
    subscriptions: usize,
    assignments: usize,
}

impl World {
    /// Makes a tenant of one subscription.
    pub(super) fn one_subscription(assignments: usize) -> Self {
        Self {
            title: format!("{assignments} assignments"),
            subscriptions: 1,
            assignments,
        }
    }

    /// Makes a tenant whose assignments are spread evenly.
    pub(super) fn subscriptions(subscriptions: usize, assignments: usize) -> Self {
        Self {
            title: format!("{assignments} assignments in {subscriptions} subscriptions"),
            subscriptions,
            assignments,
        }
    }

    /// Writes it as a seed, piece by piece: what this program holds counts as memory of those it starts.
    pub(super) fn seed(&self, file: &Path) -> io::Result<()> {
        let all = 0..self.subscriptions;
        let groups = (0..GROUPS).map(|at| {
            format!(
                r#"{{"id":"{}","kind":"group","displayName":"g{at}"}}"#,
                group(at)
            )
        });
        let subscriptions = all
            .clone()
            .map(|at| format!(r#"{{"id":"{}","displayName":"s{at}"}}"#, subscription(at)));
        let places = all.flat_map(|at| (0..self.places()).map(move |place| (at, place)));
        let places = places.map(|(at, place)| {
            format!(r#"{{"id":"{}","location":"westeurope"}}"#, scope(at, place))
        });
        let mut out = BufWriter::new(File::create(file)?);
        listed(&mut out, "{\"objects\":[", groups)?;
        listed(&mut out, "],\"subscriptions\":[", subscriptions)?;
        listed(&mut out, "],\"resources\":[", places)?;
        listed(&mut out, "],\"assignments\":[", self.assigned())?;
        out.write_all(b"]}")?;
        out.flush()
    }

    fn assigned(&self) -> impl Iterator<Item = String> {
        (0..self.assignments).map(|at| {
            let (subscription, at) = (at % self.subscriptions, at / self.subscriptions);
            let (place, at) = (at % self.places(), at / self.places());
            let (who, role) = (at % GROUPS, at / GROUPS);
            format!(
                r#"{{"scope":"{}","role":"{}","principal":"{}"}}"#,
                scope(subscription, place),
                ROLES[role % ROLES.len()],
                group(who)
            )
        })
    }

    fn places(&self) -> usize {
        if self.subscriptions > PLACES {
            FEW_PLACES
        } else {
            PLACES
        }
    }

    /// Writes a policy that asks for so many assignments in each subscription, one for each group; returns
    /// its folder.
    pub(super) fn policies(&self, scratch: &Path, grants: usize) -> String {
        let folder = scratch.join("policies");
        let _ = std::fs::remove_dir_all(&folder);
        let _ = std::fs::create_dir_all(&folder);
        let mut text = format!("policy bench {{ tenant \"{TENANT}\" }}\n");
        for at in 0..grants.min(GROUPS) {
            let _ = writeln!(text, "group g{at} {{ object-id \"{}\" }}", group(at));
        }
        for at in 0..self.subscriptions {
            let id = subscription(at);
            let _ = writeln!(
                text,
                "environment e{at} {{\n    tier development\n    subscription \"{id}\"\n    resource-group \"rg-0\"\n}}"
            );
            for who in 0..grants.min(GROUPS) {
                let _ = writeln!(text, "grant \"Tag Contributor\" to g{who} on e{at}");
            }
        }
        let _ = std::fs::write(folder.join("bench.rw"), text);
        folder.display().to_string()
    }
}

fn listed(
    out: &mut impl Write,
    start: &str,
    entries: impl Iterator<Item = String>,
) -> io::Result<()> {
    out.write_all(start.as_bytes())?;
    for (at, entry) in entries.enumerate() {
        let comma = if at > 0 { "," } else { "" };
        write!(out, "{comma}{entry}")?;
    }
    Ok(())
}

fn group(at: usize) -> String {
    format!("aaaaaaaa-0000-4000-8000-{at:012x}")
}

fn subscription(at: usize) -> String {
    format!("{at:08x}-1111-4111-8111-111111111111")
}

fn scope(subscription_at: usize, place: usize) -> String {
    let id = subscription(subscription_at);
    format!("/subscriptions/{id}/resourceGroups/rg-{place}")
}
