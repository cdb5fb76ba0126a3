"""Reads emitted ARM templates back: roles, and who gets which role where under which name.

usage: arm_tuples.py OUT_DIR [SCHEMA_DIR]

A small evaluator of template expressions, written from Microsoft's template reference. It shares
nothing with rolewright and nothing with the reader of Bicep. With SCHEMA_DIR, the folder of
`Microsoft.Authorization.json` and `definitions.json` from azure-resource-manager-schemas, each
role definition and assignment is also held against the published schema.
"""

import json
import pathlib
import re
import sys
import uuid

NAMESPACE = uuid.UUID("11fb06fb-712d-4ddd-98c7-e71bbd588830")
TOKEN = re.compile(r"\s*(?:('(?:[^']|'')*')|([A-Za-z][A-Za-z0-9]*)|([(),.]))")
SCHEMA_OF = {
    "managementGroup": "managementGroup_resourceDefinitions",
    "subscription": "subscription_resourceDefinitions",
    "resourceGroup": "resourceDefinitions",
}
ENVELOPE = {
    "https://schema.management.azure.com/schemas/2019-08-01/managementGroupDeploymentTemplate.json#": "managementGroup",
    "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#": "subscription",
    "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#": "resourceGroup",
}


def object_id_of(parameter):
    """A made-up object id, the same in every reader."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, parameter))


class Scope:
    """Where a template is deployed."""

    def __init__(self, scope_id):
        self.id = scope_id
        parts = scope_id.strip("/").split("/")
        if parts[0] == "providers":
            self.level, self.subscription = "managementGroup", None
        else:
            self.subscription = "/subscriptions/" + parts[1]
            self.level = "subscription" if len(parts) == 2 else "resourceGroup"


class Expression:
    """One expression, evaluated while it is parsed."""

    def __init__(self, text, scope, parameters):
        self.tokens, at = [], 0
        while at < len(text.rstrip()):
            match = TOKEN.match(text, at)
            if not match:
                raise ValueError(f"cannot read {text!r} at {at}")
            self.tokens.append(match.groups())
            at = match.end()
        self.at, self.scope, self.parameters = 0, scope, parameters

    def take(self):
        token = self.tokens[self.at]
        self.at += 1
        return token

    def punctuation(self):
        return self.tokens[self.at][2] if self.at < len(self.tokens) else None

    def whole(self):
        value = self.value()
        if self.at != len(self.tokens):
            raise ValueError("something follows the expression")
        return value

    def value(self):
        literal, name, _ = self.take()
        if literal is not None:
            return literal[1:-1].replace("''", "'")
        arguments = []
        if self.take()[2] != "(":
            raise ValueError(f"{name} is not called")
        while self.punctuation() != ")":
            arguments.append(self.value())
            if self.punctuation() == ",":
                self.take()
        self.take()
        result = self.call(name, arguments)
        while self.punctuation() == ".":
            self.take()
            result = result[self.take()[1]]
        return result

    def call(self, name, arguments):
        if name == "parameters":
            return self.parameters[arguments[0]]
        if name == "guid":
            return str(uuid.uuid5(NAMESPACE, "-".join(arguments)))
        if name == "toLower":
            return arguments[0].lower()
        if name == "concat":
            return "".join(arguments)
        if name == "managementGroup":
            assert self.scope.level == "managementGroup", "managementGroup() elsewhere"
            return {"id": self.scope.id}
        if name == "subscriptionResourceId":
            assert self.scope.subscription, "subscriptionResourceId() above subscriptions"
            return self.scope.subscription + joined(arguments)
        if name == "tenantResourceId":
            return joined(arguments)
        if name == "extensionResourceId":
            return arguments[0] + joined(arguments[1:])
        if name == "resourceId":
            assert self.scope.level == "resourceGroup", "resourceId() above resource groups"
            return self.scope.id + joined(arguments)
        raise ValueError(f"unknown function {name}")


def joined(arguments):
    kind, names = arguments[0], arguments[1:]
    namespace, *types = kind.split("/")
    assert len(types) == len(names), f"{kind} with {names}"
    pairs = "".join(f"/{one}/{name}" for one, name in zip(types, names))
    return f"/providers/{namespace}{pairs}"


def evaluate(text, scope, parameters):
    if text.startswith("[[") and text.endswith("]"):
        return text[1:]
    if text.startswith("[") and text.endswith("]"):
        return Expression(text[1:-1], scope, parameters).whole()
    return text


class Reader:
    def __init__(self, check):
        self.roles, self.assignments, self.check = [], [], check

    def template(self, template, scope, parameters):
        level = ENVELOPE[template["$schema"]]
        assert level == scope.level, f"schema of {level} deployed at {scope.id}"
        assert template["contentVersion"] == "1.0.0.0"
        assert len(template["resources"]) <= 800 and len(parameters) <= 256
        declared = set(template.get("parameters", {}))
        assert declared == set(parameters), "declared and passed parameters differ"
        written = []
        for resource in template["resources"]:
            kind = resource["type"]
            name = evaluate(resource["name"], scope, parameters)
            for needed in resource.get("dependsOn", []):
                needed = evaluate(needed, scope, parameters).lower()
                assert needed in written, f"{name} depends on {needed}, which is not above it"
            if kind == "Microsoft.Resources/deployments":
                self.nested(resource, parameters, scope)
            elif kind == "Microsoft.Authorization/roleDefinitions":
                self.role(resource, scope, parameters, name)
            elif kind == "Microsoft.Authorization/roleAssignments":
                self.assignment(resource, scope, parameters, name)
            else:
                raise ValueError(f"unknown type {kind}")
            written.append(f"{scope.id}/providers/{kind}/{name}".lower())

    def nested(self, resource, parameters, scope):
        assert re.fullmatch(r"[-\w._()]{1,64}", resource["name"]), resource["name"]
        properties = resource["properties"]
        assert properties["mode"] == "Incremental"
        assert properties["expressionEvaluationOptions"] == {"scope": "inner"}
        group = evaluate(resource["resourceGroup"], scope, parameters)
        inner = Scope(f"/subscriptions/{resource['subscriptionId']}/resourceGroups/{group}")
        passed = {
            name: evaluate(value["value"], scope, parameters)
            for name, value in properties["parameters"].items()
        }
        self.template(properties["template"], inner, passed)

    def role(self, resource, scope, parameters, name):
        self.check(resource, scope.level, "roleDefinitions")
        properties = resource["properties"]
        text = lambda value: evaluate(value, scope, parameters)
        assert properties["type"] == "CustomRole"
        self.roles.append(
            {
                "guid": name,
                "name": text(properties["roleName"]),
                "description": text(properties["description"]),
                "scopes": [text(one) for one in properties["assignableScopes"]],
                "permissions": [
                    {key: [text(one) for one in listed] for key, listed in block.items()}
                    for block in properties["permissions"]
                ],
            }
        )

    def assignment(self, resource, scope, parameters, name):
        self.check(resource, scope.level, "roleAssignments")
        properties = resource["properties"]
        at = evaluate(resource["scope"], scope, parameters) if "scope" in resource else scope.id
        role = evaluate(properties["roleDefinitionId"], scope, parameters)
        prefix, _, guid = role.rpartition("/")
        expected = scope.subscription or ""
        if scope.level == "managementGroup" and not prefix.startswith("/providers/Microsoft.Authorization"):
            expected = scope.id
        assert prefix == expected + "/providers/Microsoft.Authorization/roleDefinitions", role
        principal = evaluate(properties["principalId"], scope, parameters)
        self.assignments.append(
            {
                "scope": at.lower(),
                "principal": principal,
                "type": properties["principalType"],
                "role": guid,
                "name": name,
                "description": evaluate(properties["description"], scope, parameters),
            }
        )


def schema_check(folder):
    if not folder:
        return lambda *_: None
    import warnings

    warnings.simplefilter("ignore")
    from jsonschema import Draft4Validator, RefResolver

    load = lambda name: json.loads((pathlib.Path(folder) / name).read_text("utf-8"))
    schema, common = load("Microsoft.Authorization.json"), load("definitions.json")
    address = "https://schema.management.azure.com/schemas/common/definitions.json"
    resolver = RefResolver.from_schema(schema, store={address: common, address + "#": common})

    validators = {}

    def check(resource, level, kind):
        if (level, kind) not in validators:
            part = schema[SCHEMA_OF[level]][kind]
            validators[level, kind] = Draft4Validator(part, resolver=resolver)
        validators[level, kind].validate(resource)

    return check


def main(out, schemas=None):
    out = pathlib.Path(out)
    plan = json.loads((out / "plan.json").read_text("utf-8"))
    reader = Reader(schema_check(schemas))
    for artefact in plan["artefacts"]:
        if artefact["path"].startswith("arm/"):
            text = (out / artefact["path"]).read_text("utf-8")
            assert len(text.encode()) <= 4 * 1024 * 1024, artefact["path"]
            template = json.loads(text)
            parameters = {name: object_id_of(name) for name in template.get("parameters", {})}
            reader.template(template, Scope(artefact["deployedAt"]), parameters)
    key = lambda one: json.dumps(one, sort_keys=True)
    found = {
        "roles": sorted(reader.roles, key=key),
        "assignments": sorted(reader.assignments, key=key),
    }
    json.dump(found, sys.stdout, sort_keys=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
