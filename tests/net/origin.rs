//! Addresses: what may be asked, and what a server may send its callers to.

use rolewright::net::{BadOrigin, Error, Origin};

fn origin() -> Origin {
    Origin::parse("https://management.azure.com").unwrap()
}

#[test]
fn an_origin_is_https_a_host_and_a_port_and_no_more() {
    for good in [
        "https://management.azure.com",
        "https://management.azure.com/",
        "https://127.0.0.1:8443",
        "https://[::1]:8443",
    ] {
        let origin = Origin::parse(good).unwrap();
        assert_eq!(origin.to_string(), good.trim_end_matches('/'));
    }
    let cases = [
        ("http://management.azure.com", BadOrigin::Scheme),
        ("ftp://management.azure.com", BadOrigin::Scheme),
        ("management.azure.com", BadOrigin::Address),
        ("https://", BadOrigin::Address),
        ("https://somebody@management.azure.com", BadOrigin::More),
        ("https://management.azure.com/path", BadOrigin::More),
        ("https://management.azure.com?query", BadOrigin::More),
        ("https://management.azure.com#part", BadOrigin::More),
    ];
    for (text, wrong) in cases {
        assert_eq!(Origin::parse(text), Err(wrong), "{text}");
    }
}

#[test]
fn this_machine_is_known_by_its_names_and_nothing_else_is() {
    let here = [
        "https://localhost:1",
        "https://127.0.0.1:1",
        "https://[::1]:1",
        "https://127.9.9.9",
    ];
    for text in here {
        assert!(Origin::parse(text).unwrap().is_loopback(), "{text}");
    }
    let elsewhere = [
        "https://localhost.example.com",
        "https://10.0.0.1",
        "https://127.0.0.1.example.com",
    ];
    for text in elsewhere {
        assert!(!Origin::parse(text).unwrap().is_loopback(), "{text}");
    }
}

#[test]
fn a_path_stays_what_it_is() {
    let url = origin()
        .address(
            "/subscriptions/1/resourceGroups/a (b) ü%41",
            &[("$filter", "principalId eq 'x&y'")],
        )
        .unwrap();
    assert_eq!(
        url.as_str(),
        "https://management.azure.com/subscriptions/1/resourceGroups/a%20(b)%20%C3%BC%2541\
         ?$filter=principalId%20eq%20%27x%26y%27"
    );
    let tricks = [
        "subscriptions/1",
        "//evil.example.com/x",
        "/subscriptions/../x",
        "/subscriptions/./x",
        "/subscriptions/%2e%2E/x",
        "/subscriptions/a%2Fb",
        "/subscriptions/a\\b",
        "/subscriptions/a?b",
        "/subscriptions/a#b",
        "/subscriptions/a\nb",
        "/subscriptions/",
    ];
    for path in tricks {
        let refused = origin().address(path, &[]);
        assert!(
            matches!(refused, Err(Error::Path { .. })),
            "{path:?}: {refused:?}"
        );
    }
}

#[test]
fn a_server_sends_its_callers_nowhere_else() {
    let good = [
        "https://management.azure.com/next?$skipToken=1",
        "https://MANAGEMENT.azure.com:443/next?$skipToken=1",
        "/next?$skipToken=1",
    ];
    for link in good {
        let url = origin().follow(link).unwrap();
        assert_eq!(
            url.as_str(),
            "https://management.azure.com/next?$skipToken=1"
        );
    }
    let long = format!("/{}", "x".repeat(20_000));
    let bad = [
        "https://evil.example.com/next",
        "https://management.azure.com.evil.example.com/next",
        "https://management.azure.com@evil.example.com/next",
        "https://somebody@management.azure.com/next",
        "https://management.azure.com:444/next",
        "http://management.azure.com/next",
        "//evil.example.com/next",
        "\\\\evil.example.com\\next",
        "file:///etc/passwd",
        &long,
    ];
    for link in bad {
        let refused = origin().follow(link);
        assert!(
            matches!(refused, Err(Error::Elsewhere { .. })),
            "{link:.80}: {refused:?}"
        );
    }
}
