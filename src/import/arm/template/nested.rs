//! Templates inside templates.

use super::Walk;
use crate::import::arm::evaluate::Context;
use crate::import::arm::target::Target;
use crate::import::codes;
use crate::import::json::Json;

impl Walk<'_> {
    /// Follows a nested deployment to its target.
    pub(super) fn nested(&mut self, resource: &Json, context: &Context<'_>) {
        let Some(properties) = resource.get("properties") else {
            return;
        };
        let Some(template) = properties.get("template") else {
            let message = "what this deployment holds is in another file";
            let help = "import the linked template itself";
            return self
                .reading
                .error(codes::NOT_REPRESENTABLE, resource.span, message, help);
        };
        let Some(target) = self.target(resource, context) else {
            return;
        };
        let options = properties.get("expressionEvaluationOptions");
        let scope = options
            .and_then(|options| options.get("scope"))
            .and_then(Json::text);
        if scope.is_none_or(|scope| !scope.eq_ignore_ascii_case("inner")) {
            // Expressions mean what they mean outside, but the resources go to the target.
            let mut outer = context.clone();
            outer.place = target;
            return self.template(template, &outer);
        }
        let given = properties.get("parameters").map_or(&[][..], Json::entries);
        let given = given.iter().filter_map(|entry| {
            let value = entry.value.get("value")?;
            Some((entry.key.as_str().into(), self.evaluate(value, context)))
        });
        let inner = Context {
            file: context.file,
            parameters: template.get("parameters"),
            given: given.collect(),
            variables: template.get("variables"),
            copies: Vec::new(),
            place: target.clone(),
            target,
        };
        self.template(template, &inner);
    }

    /// Says where a nested deployment goes; reports what is not known.
    fn target(&mut self, resource: &Json, context: &Context<'_>) -> Option<Target> {
        let mut target = context.place.clone();
        let part = |walk: &mut Self, key: &str| match resource.get(key) {
            Some(value) => {
                let value = walk.evaluate(value, context);
                walk.reading.id(&value).map(|id| Some(id.text.to_string()))
            }
            None => Some(None),
        };
        let scope = part(self, "scope")?;
        let subscription = part(self, "subscriptionId")?;
        let group = part(self, "resourceGroup")?;
        if let Some(scope) = scope {
            target = match scope.rsplit_once("managementGroups/") {
                Some((_, group)) => Target {
                    management_group: Some(group.to_owned()),
                    ..Target::default()
                },
                None => Target::default(),
            };
        }
        if subscription.is_some() {
            target = Target {
                subscription,
                ..Target::default()
            };
        }
        if group.is_some() {
            target.group = group;
        } else if resource.get("location").is_some() {
            // Only deployments above resource groups have a location.
            target.group = None;
        }
        Some(target)
    }
}
