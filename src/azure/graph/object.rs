//! Something in the directory.

use std::borrow::Cow;

use serde::Deserialize;
use smol_str::SmolStr;

use crate::azure::names::Names;
use crate::azure::weigh::weigh;

/// Something in the directory. What the caller may not read is missing, but for id and kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// The object id, in lower case.
    pub id: SmolStr,
    /// What it is, such as `servicePrincipal`; empty where a list has one kind alone.
    pub kind: SmolStr,
    /// The name that people see.
    pub name: Option<SmolStr>,
    /// The application id, in lower case.
    pub app_id: Option<SmolStr>,
    /// It is a managed identity.
    pub managed: bool,
    /// The user principal name.
    pub upn: Option<SmolStr>,
}

weigh!(Object: id, kind, name, app_id, upn);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Shape<'s> {
    #[serde(borrow)]
    id: Cow<'s, str>,
    #[serde(borrow, rename = "@odata.type")]
    kind: Option<Cow<'s, str>>,
    #[serde(borrow)]
    display_name: Option<Cow<'s, str>>,
    #[serde(borrow)]
    app_id: Option<Cow<'s, str>>,
    #[serde(borrow)]
    service_principal_type: Option<Cow<'s, str>>,
    #[serde(borrow)]
    user_principal_name: Option<Cow<'s, str>>,
}

impl Object {
    pub(super) fn kept(shape: Shape<'_>, names: &mut Names) -> Self {
        let kind = shape.kind.as_deref().unwrap_or_default();
        let kind = kind.strip_prefix("#microsoft.graph.").unwrap_or(kind);
        let managed = shape.service_principal_type.as_deref();
        Self {
            id: names.guid(&shape.id),
            kind: names.keep(kind),
            name: shape.display_name.as_deref().map(SmolStr::new),
            app_id: shape.app_id.map(|id| names.guid(&id)),
            managed: managed.is_some_and(|kind| kind.eq_ignore_ascii_case("ManagedIdentity")),
            upn: shape.user_principal_name.as_deref().map(SmolStr::new),
        }
    }
}
