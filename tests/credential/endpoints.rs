//! Where the services are, and which go together.

use rolewright::credential::{Endpoints, Error, Overrides};
use rolewright::model::Cloud;

#[test]
fn each_cloud_has_its_places() {
    let mut told = Vec::new();
    for cloud in Cloud::ALL {
        let places = Endpoints::of(cloud, Overrides::default()).unwrap();
        assert!(!places.is_sandbox());
        let all = [
            &places.manager,
            places.graph.as_ref().unwrap(),
            &places.authority,
        ];
        told.push(all.map(ToString::to_string).join(" "));
    }
    assert_eq!(
        told,
        [
            "https://management.azure.com https://graph.microsoft.com https://login.microsoftonline.com",
            "https://management.usgovcloudapi.net https://graph.microsoft.us https://login.microsoftonline.us",
            "https://management.chinacloudapi.cn https://microsoftgraph.chinacloudapi.cn https://login.chinacloudapi.cn",
        ]
    );
}

#[test]
fn what_is_on_this_machine_and_what_is_not_do_not_go_together() {
    let here = Some("https://127.0.0.1:8443");
    let there = Some("https://manager.example.com");
    let of = |manager, graph, authority| {
        let overrides = Overrides {
            manager,
            graph,
            authority,
        };
        Endpoints::of(Cloud::Public, overrides)
    };
    assert!(of(here, here, here).unwrap().is_sandbox());
    assert!(!of(there, None, None).unwrap().is_sandbox());
    let mixed = [
        (here, here, None),
        (here, None, None),
        (here, there, here),
        (None, here, None),
        (None, None, here),
        (there, None, here),
    ];
    for (manager, graph, authority) in mixed {
        let found = of(manager, graph, authority);
        assert!(
            matches!(found, Err(Error::Mixed { .. })),
            "{manager:?} {graph:?} {authority:?}"
        );
    }
    // Graph of the cloud knows nothing of a Resource Manager that is elsewhere.
    assert_eq!(of(here, None, here).unwrap().graph, None);
}

#[test]
fn a_place_is_named_by_https() {
    for text in [
        "http://127.0.0.1:8443",
        "127.0.0.1",
        "https://a/b",
        "https://u@a",
    ] {
        let overrides = Overrides {
            manager: Some(text),
            ..Overrides::default()
        };
        let refused = Endpoints::of(Cloud::Public, overrides).unwrap_err();
        let said = refused.to_string();
        assert!(
            said.starts_with(&format!("ROLEWRIGHT_ENDPOINT is `{text}`, and it ")),
            "{said}"
        );
    }
}
