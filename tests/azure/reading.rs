//! What the caller may do, how much room is left, and the directory.

use std::sync::Arc;

use rolewright::azure::{Collection, Field, Graph};
use rolewright::net::{Origin, Silent};

use super::{SUBSCRIPTION, manager, run};
use crate::net::server::{Answer, Server};
use crate::net::{QUICK, Tokens, client};

const ID: &str = "aaaaaaaa-0000-4000-8000-000000000001";

fn graph(server: &Server) -> Graph {
    let origin = Origin::parse(&server.origin()).unwrap();
    let tokens = Arc::new(Tokens::default());
    Graph::new((client(), origin), tokens, Arc::new(Silent)).with_patience(QUICK)
}

#[test]
fn rights_and_room_are_read() {
    let server = Server::start(|asked| match asked.path.contains("UsageMetrics") {
        true => Answer::json(
            200,
            r#"{"subscriptionId":"x","roleAssignmentsLimit":4000,"roleAssignmentsCurrentCount":17,"roleAssignmentsRemainingCount":3983}"#,
        ),
        false => Answer::json(
            200,
            r#"{"value":[{"actions":["*"],"notActions":["a/write"]}]}"#,
        ),
    });
    let manager = manager(&server);
    let usage = run(manager.usage(SUBSCRIPTION)).unwrap();
    assert_eq!(
        (
            usage.role_assignments_limit,
            usage.role_assignments_current_count
        ),
        (4000, 17)
    );
    let rights = run(manager.permissions(SUBSCRIPTION)).unwrap();
    assert_eq!(rights[0].not_actions, ["a/write"]);
    let asked: Vec<_> = server.asked().into_iter().map(|one| one.path).collect();
    let provider = format!("{SUBSCRIPTION}/providers/Microsoft.Authorization");
    assert_eq!(
        asked,
        [
            format!("{provider}/roleAssignmentsUsageMetrics?api-version=2019-08-01-preview"),
            format!("{provider}/permissions?api-version=2022-04-01"),
        ]
    );
}

#[test]
fn the_directory_is_asked_by_name_and_by_application() {
    let server = Server::start(|asked| {
        let next = match asked.path.contains("skip") {
            true => "null".to_owned(),
            false => format!(
                r#""https://{}/v1.0/more?$skip=1""#,
                asked.header("host").unwrap()
            ),
        };
        let body = format!(
            r##"{{"@odata.nextLink":{next},"value":[{{"@odata.type":"#microsoft.graph.servicePrincipal","id":"{}","displayName":"robot \u001b","appId":"{ID}","servicePrincipalType":"ManagedIdentity"}}]}}"##,
            ID.to_uppercase()
        );
        Answer::json(200, body)
    });
    let graph = graph(&server);
    let found = run(graph.find(Collection::ServicePrincipals, Field::AppId, ID)).unwrap();
    assert_eq!(found.len(), 2, "the second page was not read");
    assert_eq!(
        (
            found[0].id.as_str(),
            found[0].kind.as_str(),
            found[0].managed
        ),
        (ID, "servicePrincipal", true)
    );
    run(graph.find(Collection::Groups, Field::DisplayName, "O'Neil & co")).unwrap();
    run(graph.transitive_members(ID)).unwrap();
    let asked: Vec<_> = server.asked().into_iter().map(|one| one.path).collect();
    let filter = format!(
        "/v1.0/servicePrincipals?$filter=appId%20eq%20%27{ID}%27&$select=id,displayName,appId,servicePrincipalType"
    );
    assert_eq!(asked[0], filter);
    assert_eq!(
        asked[2],
        "/v1.0/groups?$filter=displayName%20eq%20%27O%27%27Neil%20%26%20co%27&$select=id,displayName"
    );
    assert!(
        asked[4].starts_with(&format!("/v1.0/groups/{ID}/transitiveMembers?")),
        "{}",
        asked[4]
    );
}

#[test]
fn ids_are_looked_up_a_thousand_at_a_time() {
    let server = Server::start(|_| Answer::json(200, r#"{"value":[]}"#));
    let ids: Vec<_> = (0..1500)
        .map(|at| format!("aaaaaaaa-0000-4000-8000-{at:012}").into())
        .collect();
    assert!(run(graph(&server).by_ids(&ids)).unwrap().is_empty());
    let counts: Vec<_> = server
        .asked()
        .iter()
        .map(|one| one.body.matches("aaaaaaaa-").count())
        .collect();
    assert_eq!(counts, [1000, 500]);
}

#[test]
fn a_group_with_a_path_in_its_name_is_not_asked_for() {
    let server = Server::start(|_| Answer::json(200, r#"{"value":[]}"#));
    let refused = run(graph(&server).members("../users"));
    assert!(refused.is_err());
    assert!(server.asked().is_empty());
}
