//! A catalogue that is refreshed and written.

use rolewright::catalog::build::{Changes, Tables, encode};
use rolewright::catalog::classify::Rules;
use rolewright::catalog::{Catalog, Error, Evidence, Risk, compare};
use rolewright::model::permission::{Block, Pattern, Plane};

pub(super) const READER: &str = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const BRAND_NEW: &str = "eeeeeeee-0000-4000-8000-000000000001";
pub(super) const SHOUT: &str = "Microsoft.KeyVault/vaults/listAllKeys/action";
const WRITE: &str = "Microsoft.KeyVault/vaults/eventGridFilters/read";

pub(super) fn block(actions: &[&str]) -> Block {
    Block {
        actions: actions.iter().map(Pattern::new).collect(),
        ..Block::default()
    }
}

/// One operation and one role more, one of each less, and a role that gives more under another name.
pub(super) fn changes() -> Changes {
    Changes {
        day: "2026-11-26".to_owned(),
        cloud: "public".to_owned(),
        added: vec![(SHOUT.to_owned(), Plane::Control)],
        gone: vec![(WRITE.to_owned(), Plane::Control)],
        roles: vec![
            (
                BRAND_NEW.to_owned(),
                "Brand New".to_owned(),
                vec![block(&[SHOUT])],
            ),
            (
                READER.to_owned(),
                "Reader of All".to_owned(),
                vec![block(&["*/read", SHOUT])],
            ),
        ],
        gone_roles: vec!["7f951dda-4ed3-4680-a7ca-43fe172d538d".to_owned()],
    }
}

pub(super) fn refreshed(changes: &Changes) -> Vec<u8> {
    let mut tables = Tables::of(Catalog::embedded());
    tables.refresh(changes, Rules::embedded()).unwrap();
    encode(&tables).unwrap()
}

pub(super) fn opened(bytes: Vec<u8>) -> &'static Catalog {
    Catalog::open_for_good(bytes).unwrap()
}

#[test]
fn the_tables_of_a_catalogue_make_the_same_catalogue() {
    let bytes = encode(&Tables::of(Catalog::embedded())).unwrap();
    assert!(bytes == Catalog::embedded().bytes());
    let bytes = refreshed(&changes());
    let again = encode(&Tables::of(opened(bytes.clone()))).unwrap();
    assert!(bytes == again);
}

#[test]
fn what_is_new_is_judged_and_what_is_gone_is_retired() {
    let catalog = opened(refreshed(&changes()));
    let new = catalog.find(Plane::Control, SHOUT).unwrap();
    let verdict = Rules::embedded().judge(Plane::Control, SHOUT);
    let new = catalog.operation(new);
    assert_eq!((new.access, new.risk), (verdict.access, verdict.risk));
    assert_eq!((new.risk, new.evidence), (Risk::Secrets, Evidence::Docs));
    assert_eq!(catalog.find(Plane::Control, WRITE), None);
    let gone = catalog.retired(WRITE).unwrap();
    assert_eq!(gone.last_seen, Some(Catalog::embedded().state()));
    assert_eq!(
        (catalog.state(), catalog.cloud()),
        ("2026-11-26", Some("public"))
    );
    // Everything else is judged as before, those included that were judged by hand.
    let between = compare(Catalog::embedded(), catalog);
    assert_eq!((between.added, between.gone, between.judged), (1, 1, 0));
    assert_eq!(between.roles, ["AcrPull", "Brand New", "Reader of All"]);
    // It comes back where Azure lists it again.
    let mut tables = Tables::of(catalog);
    let back = Changes {
        added: vec![(WRITE.to_owned(), Plane::Control)],
        ..Changes::default()
    };
    tables.refresh(&back, Rules::embedded()).unwrap();
    let back = opened(encode(&tables).unwrap());
    assert!(back.find(Plane::Control, WRITE).is_some() && back.retired(WRITE).is_none());
}

#[test]
fn roles_keep_their_former_names_and_their_place_after_they_are_gone() {
    let catalog = opened(refreshed(&changes()));
    let reader = catalog.builtin_by_name("Reader of All").unwrap();
    assert_eq!(reader.id(), READER);
    let former = catalog.builtin_alias("Reader").unwrap();
    assert_eq!((former.role.id(), former.since), (READER, "2026-11"));
    assert_eq!(reader.last_seen(), None);
    let gone = catalog.builtin_by_name("AcrPull").unwrap();
    assert_eq!(gone.last_seen(), Some(Catalog::embedded().state()));
    assert_eq!(
        gone.blocks(),
        Catalog::embedded()
            .builtin_by_name("AcrPull")
            .unwrap()
            .blocks()
    );
    // A role of Azure that is gone is no place for what a stage composes.
    let builtins = rolewright::algebra::Builtins::of(catalog);
    let blocks = gone.blocks();
    let reach = rolewright::algebra::Reach::of_blocks(catalog, &blocks);
    assert!(builtins.equal(&blocks, &reach).is_none());
    // Each catalogue has its own.
    let own = rolewright::algebra::Builtins::of(Catalog::embedded());
    let reach = rolewright::algebra::Reach::of_blocks(Catalog::embedded(), &blocks);
    assert_eq!(
        own.equal(&blocks, &reach).map(|one| one.name()),
        Some("AcrPull")
    );
}

/// Writes the checksum anew, as somebody would who changes a file on purpose.
fn summed(mut bytes: Vec<u8>) -> Vec<u8> {
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let rest = &bytes[20..];
    let mut sum = 0xcbf2_9ce4_8422_2325_u64 ^ (rest.len() as u64);
    let step = |sum: u64, one: u64| (sum ^ one).wrapping_mul(PRIME).rotate_left(29);
    for word in rest.chunks_exact(8) {
        sum = step(sum, u64::from_le_bytes(word.try_into().unwrap()));
    }
    for byte in rest.chunks_exact(8).remainder() {
        sum = step(sum, u64::from(*byte));
    }
    bytes[12..20].copy_from_slice(&sum.to_le_bytes());
    bytes
}

#[test]
fn a_file_that_was_changed_on_purpose_stays_bounded_and_printable() {
    let whole = Catalog::embedded().bytes().to_vec();
    assert!(summed(whole.clone()) == whole);
    let section = |tag: &[u8; 4]| {
        let count = u32::from_le_bytes(whole[20..24].try_into().unwrap()) as usize;
        let mut entries = whole[24..24 + 12 * count].chunks(12);
        let entry = entries.find(|entry| entry.starts_with(tag)).unwrap();
        u32::from_le_bytes(entry[4..8].try_into().unwrap()) as usize
    };
    let with = |at: usize, bytes: &[u8]| {
        let mut changed = whole.clone();
        changed[at..at + bytes.len()].copy_from_slice(bytes);
        Catalog::open(summed(changed).leak()).map(|_| ())
    };
    assert_eq!(with(section(b"TEXT"), b"\x1b"), Err(Error::Section("TEXT")));
    // The first operation is named as the last one, the first role has very many blocks, and the
    // first block lists the same patterns as the second.
    let last = section(b"NAME") - 10;
    assert_eq!(
        with(section(b"OPER"), &whole[last..last + 6]),
        Err(Error::Section("OPER"))
    );
    assert_eq!(
        with(section(b"ROLE") + 16, &[255; 2]),
        Err(Error::Section("ROLE"))
    );
    assert_eq!(
        with(section(b"BLOC") + 12, &[1]),
        Err(Error::Section("BLOC"))
    );
    assert_eq!(
        with(section(b"PATT") + 4, &[255; 2]),
        Err(Error::Section("PATT"))
    );
}
