"""Reads emitted Bicep back: roles, and who gets which role where under which name.

usage: bicep_tuples.py OUT_DIR

Bicep is parsed by pycep-parser; this small reader evaluates names, scopes and modules. It shares
nothing with rolewright and nothing with the reader of ARM templates.
"""

import json
import pathlib
import re
import sys
import uuid

from pycep import BicepParser

NAMESPACE = uuid.UUID("11fb06fb-712d-4ddd-98c7-e71bbd588830")
ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]+)\}|(.))", re.DOTALL)
PLAIN = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\", "'": "'", "$": "$"}


def text(raw):
    """A string literal as Bicep means it; the parser leaves escapes as they are."""
    assert "${" not in re.sub(r"\\.", "?", raw), f"interpolation in {raw!r}"
    one = lambda match: chr(int(match[1], 16)) if match[1] else PLAIN[match[2]]
    return ESCAPE.sub(one, raw)


def object_id_of(parameter):
    """A made-up object id, the same in every reader."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, parameter))


class File:
    def __init__(self, path, scope, parameters, found):
        self.path, self.scope, self.found = path, scope, found
        self.tree = BicepParser().parse(text=path.read_text("utf-8"))
        declared = set(self.tree.get("parameters", {}))
        if parameters is None:
            parameters = {name: object_id_of(name) for name in declared}
        assert declared == set(parameters), f"{path}: declared and passed parameters differ"
        self.parameters = parameters
        target = self.tree["globals"]["scope"]["value"]
        assert target == self.level(), f"{path}: {target} deployed at {scope}"

    def level(self):
        if self.scope.startswith("/providers/"):
            return "managementGroup"
        return "subscription" if self.scope.count("/") == 2 else "resourceGroup"

    def read(self):
        resources = self.tree.get("resources", {})
        for symbol, resource in resources.items():
            if resource["existing"]:
                continue
            config = resource["config"]
            for needed in config.get("dependsOn", []):
                assert not resources[needed]["existing"], needed
            assert resource["api_version"] == "2022-04-01"
            if resource["type"] == "Microsoft.Authorization/roleDefinitions":
                self.role(config)
            elif resource["type"] == "Microsoft.Authorization/roleAssignments":
                self.assignment(config)
            else:
                raise ValueError(f"{symbol}: unknown type {resource['type']}")
        for module in self.tree.get("modules", {}).values():
            self.module(module, resources)

    def role(self, config):
        properties = config["properties"]
        assert properties["type"] == "CustomRole"
        self.found["roles"].append(
            {
                "guid": text(config["name"]),
                "name": text(properties["roleName"]),
                "description": text(properties["description"]),
                "scopes": [text(one) for one in properties["assignableScopes"]],
                "permissions": [
                    {key: [text(one) for one in listed] for key, listed in block.items()}
                    for block in properties["permissions"]
                ],
            }
        )

    def assignment(self, config):
        properties = config["properties"]
        scope = self.resource_id(config["scope"]) if "scope" in config else self.scope
        self.found["assignments"].append(
            {
                "scope": scope.lower(),
                "principal": self.value(properties["principalId"]),
                "type": text(properties["principalType"]),
                "role": self.role_guid(properties["roleDefinitionId"]),
                "name": self.value(config["name"]),
                "description": text(properties["description"]),
            }
        )

    def resource_id(self, symbol):
        resource = self.tree["resources"][symbol]
        assert resource["existing"], symbol
        config, kind = resource["config"], resource["type"]
        if "parent" in config:
            above = self.resource_id(config["parent"])
            outer = self.tree["resources"][config["parent"]]["type"]
            assert kind.startswith(outer + "/"), f"{kind} in {outer}"
            return f"{above}/{kind[len(outer) + 1 :]}/{text(config['name'])}"
        assert kind.count("/") == 1, kind
        return f"{self.scope}/providers/{kind}/{text(config['name'])}"

    def role_guid(self, value):
        call = value["function"]
        arguments = call["parameters"]
        form = {
            "subscription": ["subscription_resource_id"],
            "resourceGroup": ["subscription_resource_id"],
            "managementGroup": ["tenant_resource_id", "extension_resource_id"],
        }
        assert call["type"] in form[self.level()], f"{call['type']} at {self.scope}"
        assert arguments["resource_type"] == "Microsoft.Authorization/roleDefinitions"
        return text(arguments["resource_name_1"])

    def value(self, value):
        if isinstance(value, str):
            return self.parameters.get(value) or text(value)
        call = value["function"]
        arguments = [self.value(one) for one in call["parameters"].values()]
        if call["type"] == "guid":
            return str(uuid.uuid5(NAMESPACE, "-".join(arguments)))
        if call["type"] == "to_lower":
            return arguments[0].lower()
        raise ValueError(f"unknown function {call['type']}")

    def module(self, module, resources):
        config = module["config"]
        assert re.fullmatch(r"[-\w._()]{1,64}", text(config["name"])), config["name"]
        for needed in config.get("dependsOn", []):
            assert not resources[needed]["existing"], needed
        call = config["scope"]["function"]
        assert call["type"] == "resource_group"
        arguments = call["parameters"]
        group, subscription = text(arguments["resource_group_name"]), text(arguments["subscription_id"])
        passed = {name: self.value(value) for name, value in config.get("params", {}).items()}
        path = self.path.parent / text(module["detail"]["path"])
        scope = f"/subscriptions/{subscription}/resourceGroups/{group}"
        File(path, scope, passed, self.found).read()


def main(out):
    out = pathlib.Path(out)
    plan = json.loads((out / "plan.json").read_text("utf-8"))
    found = {"roles": [], "assignments": []}
    for artefact in plan["artefacts"]:
        if artefact["path"].startswith("bicep/") and artefact["deployedAt"]:
            File(out / artefact["path"], artefact["deployedAt"], None, found).read()
    key = lambda one: json.dumps(one, sort_keys=True)
    found = {name: sorted(listed, key=key) for name, listed in found.items()}
    json.dump(found, sys.stdout, sort_keys=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
