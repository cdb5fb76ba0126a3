//! What others may not do to what a stack holds.

use serde_json::{Value, json};

use crate::sandbox::scope::Scope;
use crate::sandbox::state::{Change, Document};
use crate::sandbox::tenant::Tenant;
use crate::support::guid::guid;

/// The principal that stands for everybody.
const EVERYONE: &str = "00000000-0000-0000-0000-000000000000";

/// Where the deny assignment of a stack on something stands.
fn place(stack: &Scope, id: &str) -> Scope {
    let name = guid(&["stack", &stack.key, &id.to_lowercase()]);
    Scope::new(&format!(
        "{id}/providers/Microsoft.Authorization/denyAssignments/{name}"
    ))
}

impl Tenant {
    /// Takes the deny assignments of a stack away.
    pub(super) fn open_up(&mut self, stack: &Scope, managed: &[String]) {
        for id in managed {
            let key = place(stack, id).key;
            if self.state.documents.contains_key(&key) {
                self.change(Change::Document(key, None));
            }
        }
    }

    /// Makes the deny assignments of a stack.
    pub(super) fn close_off(&mut self, stack: &Scope, settings: &Value, managed: &[String]) {
        let mode = settings.get("mode").and_then(Value::as_str);
        let mode = mode.unwrap_or_default().to_lowercase();
        let list = |name: &str| {
            let list = settings.get(name).and_then(Value::as_array);
            list.cloned().unwrap_or_default()
        };
        let mut except = list("excludedActions");
        let actions: &[&str] = match mode.as_str() {
            "denydelete" => &["*/delete"],
            "denywriteanddelete" => {
                except.extend([
                    json!("*/read"),
                    json!("Microsoft.Authorization/locks/delete"),
                ]);
                &["*/write", "*/delete"]
            }
            _ => return,
        };
        let below = settings.get("applyToChildScopes") == Some(&json!(true));
        let excluded = list("excludedPrincipals");
        let excluded: Vec<_> = excluded
            .iter()
            .map(|id| json!({"id": id, "type": "Unknown"}))
            .collect();
        for id in managed {
            let at = place(stack, id);
            let body = json!({
                "id": at.text, "name": at.text.rsplit('/').next(),
                "type": "Microsoft.Authorization/denyAssignments",
                "properties": {
                    "denyAssignmentName": format!("Deny assignment '{mode}' of the stack '{}'", stack.text),
                    "scope": id, "isSystemProtected": true, "doNotApplyToChildScopes": !below,
                    "permissions": [{"actions": actions, "notActions": except}],
                    "principals": [{"id": EVERYONE, "type": "SystemDefined"}],
                    "excludePrincipals": excluded,
                },
            });
            let document = Document { body, parent: None };
            self.change(Change::Document(at.key, Some(document)));
        }
    }
}
