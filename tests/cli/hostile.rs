//! A server that means ill, as people meet it on the command line.

use rolewright::cli::Exit;

use crate::apply::cloud::Cloud;
use crate::net::server::{Answer, Asked, Server};
use crate::sandbox::{GROUP, READER, SUB, TEAM};
use crate::support::Ran;

const POLICY: &str = "policy p { tenant \"99999999-9999-4999-8999-999999999999\" }
environment dev { tier development subscription \"11111111-1111-4111-8111-111111111111\" }
group crew { object-id \"aaaaaaaa-0000-4000-8000-000000000001\" }
role looker on environment { actions \"Microsoft.Storage/storageAccounts/read\" }
grant looker to crew on dev
grant \"Reader\" to crew on dev
";

const SNAPSHOT: &[&str] = &["snapshot", "policies", "--out", "azure.json"];

fn lists(asked: &Asked, kind: &str) -> bool {
    asked.method == "GET" && asked.path.contains(&format!("/{kind}?"))
}

/// Asserts that nothing reaches a terminal that it would obey.
#[track_caller]
fn is_safe(ran: &Ran) {
    let obeyed =
        |char: char| char.is_control() && char != '\n' || "\u{202e}\u{200b}".contains(char);
    for text in [&ran.out, &ran.err] {
        assert!(!text.contains(obeyed), "{text:?}");
    }
}

#[test]
fn names_cannot_write_to_a_terminal() {
    let cloud = Cloud::new(POLICY);
    let evil = r"\u001b]0;owned\u0007\u202e\u200b\r\n::error::x";
    let evil = format!("{evil} looker");
    cloud.twist(move |asked, mut answer| {
        let text = String::from_utf8(answer.body).unwrap();
        let text = match asked.path.as_str() {
            path if path.starts_with("/v1.0") => text.replace("\"team\"", &format!("\"{evil}\"")),
            _ => text.replace("\"displayName\":\"development\"", &format!("\"displayName\":\"{evil}\"")),
        };
        answer.body = match lists(asked, "roleAssignments") {
            // A stranger with our marker, whose scope and name are not what they seem.
            true => format!(
                r#"{{"value":[{{"id":"/x","name":"{evil}","properties":{{"scope":"{SUB}","roleDefinitionId":"/x/{READER}","principalId":"{evil}","principalType":"{evil}","description":"{evil} [rw:p:x]"}}}}]}}"#
            ),
            false => text,
        }
        .into_bytes();
        answer
    });
    for output in ["human", "json", "markdown"] {
        let ran = cloud.run(&["plan", "policies", "--all", "--output", output], None);
        assert!(!ran.out.is_empty(), "{}", ran.seen());
        is_safe(&ran);
    }
    is_safe(&cloud.run(SNAPSHOT, None));
}

#[test]
fn a_list_without_an_end_ends() {
    let cloud = Cloud::new(POLICY);
    let origin = cloud.server.origin();
    let page = std::sync::atomic::AtomicUsize::new(0);
    cloud.twist(move |asked, answer| match lists(asked, "roleAssignments") {
        true => {
            let next = page.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let path = format!("{SUB}/providers/Microsoft.Authorization/roleAssignments");
            Answer::json(
                200,
                format!(r#"{{"value":[],"nextLink":"{origin}{path}?page={next}"}}"#),
            )
        }
        false => answer,
    });
    let ran = cloud.run(SNAPSHOT, None);
    assert!(ran.seen().contains("the list has no end"), "{}", ran.seen());
    let pages = cloud.server.asked();
    let pages = pages
        .iter()
        .filter(|one| one.path.contains("page="))
        .count();
    assert!((1000..9000).contains(&pages), "{pages}");
}

#[test]
fn a_body_without_an_end_is_not_kept() {
    let cloud = Cloud::new(POLICY);
    cloud.twist(|asked, answer| match lists(asked, "roleAssignments") {
        true => Answer {
            body: vec![b' '; 1 << 16],
            times: usize::MAX,
            ..answer
        },
        false => answer,
    });
    let ran = cloud.run(SNAPSHOT, None);
    assert!(
        ran.seen().contains("is longer than 4096 KiB"),
        "{}",
        ran.seen()
    );
}

/// Runs the real program; returns what it said, and the most memory that it had, in MiB.
#[cfg(target_os = "linux")]
fn measured(cloud: &Cloud) -> (String, usize) {
    let mut command = cloud.process(SNAPSHOT);
    let pipe = std::process::Stdio::piped;
    let mut child = command.stdout(pipe()).stderr(pipe()).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut most = 0;
    while child.try_wait().unwrap().is_none() {
        let status = std::fs::read_to_string(&status).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.trim().strip_suffix(" kB"));
        most = most.max(kib.map_or(0, |kib| kib.parse().unwrap()));
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    let ran = child.wait_with_output().unwrap();
    let text = [ran.stdout, ran.stderr].concat();
    (String::from_utf8(text).unwrap(), most >> 10)
}

/// A list without an end, and bodies without one or with as much as a body may have, in place of all
/// that is read.
#[cfg(target_os = "linux")]
#[test]
fn no_server_fills_the_memory() {
    const MOST: usize = 512;
    // So many entries on each page, none like another, with so long a text.
    let pages = |entries: usize, long: usize| {
        let text = "x".repeat(long);
        move |asked: &Asked, origin: &str, nth: usize| {
            let entry = |at: usize| {
                format!(
                    r#"{{"id":"{SUB}/providers/x/{nth}-{at}","name":"dddddddd-0000-4000-{nth:04}-{at:012}","properties":{{"scope":"{SUB}/resourceGroups/{nth}-{at}","roleDefinitionId":"/x/{READER}","principalId":"aaaaaaaa-0000-4000-{nth:04}-{at:012}","principalType":"Group","roleName":"r{nth}-{at}","level":"ReadOnly","description":"{text}","notes":"{text}","condition":"{text}"}}}}"#
                )
            };
            let entries: Vec<_> = (0..entries).map(entry).collect();
            let path = asked.path.split('?').next().unwrap();
            let next = format!("{origin}{path}?page={nth}");
            let body = format!(r#"{{"value":[{}],"nextLink":"{next}"}}"#, entries.join(","));
            Answer::json(200, body)
        }
    };
    let endless = |piece: &str| {
        let body = piece.as_bytes().repeat((1 << 16) / piece.len());
        move |_: &Asked, _: &str, _: usize| Answer {
            body: body.clone(),
            times: usize::MAX,
            ..Answer::json(200, "")
        }
    };
    let whole = |piece: &str| {
        let body = piece.repeat((31 << 20) / (piece.len() + 1));
        let body = format!("{{\"value\":[{}", body.replace("}{", "},{"));
        move |_: &Asked, _: &str, _: usize| Answer::json(200, format!("{body}]}}"))
    };
    type Send = Box<dyn Fn(&Asked, &str, usize) -> Answer + std::marker::Send>;
    let one = |asked: &Asked| lists(asked, "roleAssignments");
    let each = |asked: &Asked| {
        let path = asked.path.split('?').next().unwrap();
        !path.contains("/oauth2/") && path != SUB
    };
    type Which = fn(&Asked) -> bool;
    // Texts of nothing, as many as fit.
    let empty = |asked: &Asked, origin: &str, nth: usize| {
        let path = asked.path.split('?').next().unwrap();
        let texts = vec![r#""""#; 9 << 20].join(",");
        let body = format!(
            r#"{{"value":[{{"name":"{nth}","properties":{{"scope":"{SUB}","roleName":"{nth}","permissions":[{{"actions":[{texts}]}}]}}}}],"nextLink":"{origin}{path}?page={nth}"}}"#
        );
        Answer::json(200, body)
    };
    // Nothing is too long, and all of it is kept and written.
    let whole_texts = |asked: &Asked, origin: &str, nth: usize| {
        let path = asked.path.split('?').next().unwrap();
        let text = "x".repeat(1 << 20);
        let entry = |at: usize| {
            format!(
                r#"{{"name":"dddddddd-0000-4000-{nth:04}-{at:012}","properties":{{"scope":"{SUB}","roleDefinitionId":"/x/{READER}","principalId":"aaaaaaaa-0000-4000-{nth:04}-{at:012}","principalType":"Group","description":"{text}"}}}}"#
            )
        };
        let entries: Vec<_> = (0..27).map(entry).collect();
        let next = match nth {
            0..7 => format!("{origin}{path}?page={nth}"),
            _ => String::new(),
        };
        let body = format!(r#"{{"value":[{}],"nextLink":"{next}"}}"#, entries.join(","));
        Answer::json(200, body)
    };
    let cases: [(&str, Which, Send); 10] = [
        ("long texts that end", one, Box::new(whole_texts)),
        (
            "many small pages of everything",
            each,
            Box::new(pages(250, 0)),
        ),
        (
            "long pages of everything",
            each,
            Box::new(pages(8, 1 << 20)),
        ),
        ("lists of empty texts", each, Box::new(empty)),
        ("many small pages", one, Box::new(pages(250, 0))),
        ("long pages", one, Box::new(pages(8, 1 << 20))),
        ("a body of blanks", each, Box::new(endless(" "))),
        (
            "a text without an end",
            each,
            Box::new(endless("{\"value\":[{\"name\":\"")),
        ),
        ("a body of small entries", each, Box::new(whole("{}"))),
        ("a body of members", each, Box::new(whole("{\"id\":\"\"}"))),
    ];
    for (title, which, send) in cases {
        let cloud = Cloud::new(POLICY);
        let origin = cloud.server.origin();
        let nth = std::sync::atomic::AtomicUsize::new(0);
        cloud.twist(move |asked, answer| match which(asked) {
            true => {
                let nth = nth.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                send(asked, &origin, nth)
            }
            false => answer,
        });
        let begun = std::time::Instant::now();
        let (said, most) = measured(&cloud);
        println!("{title}: {most} MiB, {:?}\n{said}", begun.elapsed());
        assert!(
            said.contains("not read") || said.contains("cannot") || said.contains("216 role"),
            "{title}: {said}"
        );
        assert!((1..MOST).contains(&most), "{title}: {most} MiB\n{said}");
    }
}

/// Pages of a proxy, redirects and links to others: no token goes there.
#[test]
fn a_token_stays_with_its_server() {
    let other = Server::start(|_| Answer::json(200, r#"{"value":[]}"#));
    let to = other.origin();
    let cloud = Cloud::new(POLICY);
    assert_eq!(
        cloud
            .run(&["plan", "policies", "--out", "plan.json"], None)
            .exit,
        Exit::Clean
    );
    type Twist = Box<dyn Fn(&Asked, Answer) -> Answer + Send>;
    let twists: [(&str, Twist); 3] = [
        (
            "which is not followed",
            Box::new({
                let to = to.clone();
                move |asked: &Asked, answer| match asked.path.contains("/oauth2/") {
                    true => answer,
                    false => {
                        Answer::json(307, "{}").with("location", format!("{to}{}", asked.path))
                    }
                }
            }),
        ),
        (
            "names an address of another server",
            Box::new({
                let to = to.clone();
                move |asked: &Asked, answer| match lists(asked, "roleAssignments") {
                    true => Answer::json(200, format!(r#"{{"value":[],"nextLink":"{to}/next"}}"#)),
                    false => answer,
                }
            }),
        ),
        (
            "which is no JSON",
            Box::new(
                |asked: &Asked, answer: Answer| match asked.path.contains("/oauth2/") {
                    true => answer,
                    false => {
                        Answer::json(200, "<html>sign in</html>").with("content-type", "text/html")
                    }
                },
            ),
        ),
    ];
    for (told, twist) in twists {
        cloud.twist(twist);
        let ran = cloud.run(SNAPSHOT, None);
        let seen = ran.seen().replace("\n  │ ", " ");
        assert!(seen.contains(told), "{told}: {seen}");
        let ran = cloud.run(&["apply", "plan.json", "--yes"], None);
        assert_ne!(ran.exit, Exit::Clean, "{told}: {}", ran.seen());
    }
    // The directory is another service, and is asked no more than Resource Manager is.
    assert!(other.asked().is_empty());
    cloud.straighten();
    assert_eq!(cloud.ours(SUB), Vec::<String>::new());
}

/// An assignment whose name or scope would lead a write elsewhere.
#[test]
fn ids_cannot_lead_a_write_elsewhere() {
    for (scope, name) in [
        (SUB, "../../../../providers/x"),
        (SUB, "x%2f..%2fy"),
        (SUB, "x?api-version=1#"),
        (
            &*format!("{SUB}/../{}", &GROUP[1..]),
            "dddddddd-0000-4000-8000-000000000001",
        ),
    ] {
        let cloud = Cloud::new(POLICY);
        let list = format!(
            r#"{{"value":[{{"id":"/x","name":"{name}","properties":{{"scope":"{scope}","roleDefinitionId":"/x/{READER}","principalId":"{TEAM}","principalType":"Group"}}}}]}}"#
        );
        cloud.twist(move |asked, answer| match lists(asked, "roleAssignments") {
            true => Answer::json(200, list.clone()),
            false => answer,
        });
        let plan = cloud.run(&["plan", "policies", "--out", "plan.json"], None);
        is_safe(&plan);
        if scope == SUB {
            let told = "an entry is not written as Azure writes it";
            assert!(plan.out.contains(told), "{name}: {}", plan.seen());
        }
        is_safe(&cloud.run(&["apply", "plan.json", "--yes"], None));
        let asked = cloud.server.asked();
        let odd = |path: &str| path.contains("..") || path.contains("%2f") || path.contains("=1");
        let odd: Vec<_> = asked.iter().filter(|one| odd(&one.path)).collect();
        assert!(odd.is_empty(), "{odd:?}");
    }
}

/// Runs a program that says something and waits, lets it break off, and tells whether it left a dump.
#[cfg(target_os = "linux")]
fn is_dumped(folder: &std::path::Path, program: &[&str]) -> bool {
    use std::io::BufRead as _;
    use std::os::unix::process::ExitStatusExt as _;
    use std::process::{Command, Stdio};

    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -c unlimited; exec \"$@\"", "sh"]);
    let command = command.args(program).current_dir(folder).env_clear();
    command.stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let mut line = String::new();
    let mut said = std::io::BufReader::new(child.stdout.take().unwrap());
    said.read_line(&mut line).unwrap();
    assert!(!line.is_empty(), "{program:?} says nothing");
    let pid = child.id().to_string();
    let told = Command::new("kill").args(["-ABRT", &pid]).status().unwrap();
    assert!(told.success());
    let ended = child.wait().unwrap();
    assert_eq!(ended.signal(), Some(6));
    ended.core_dumped()
}

#[test]
#[cfg(target_os = "linux")]
fn tokens_do_not_get_into_a_dump() {
    let folder = tempfile::tempdir().unwrap();
    if !is_dumped(
        folder.path(),
        &["/bin/sh", "-c", "echo ready; exec sleep 60"],
    ) {
        println!("NOT CHECKED: the system writes no dumps");
        return;
    }
    let program = env!("CARGO_BIN_EXE_rolewright");
    let sandbox = [program, "sandbox", "run", "--dir", "box"];
    assert!(!is_dumped(folder.path(), &sandbox));
}
