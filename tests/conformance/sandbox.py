"""Microsoft's own clients, unchanged, against a running sandbox.

Reads the variables that `rolewright sandbox env` prints. Needs azure-identity, azure-mgmt-authorization,
azure-mgmt-msi and azure-mgmt-resource; says so and ends with status 77 where they are not installed.
"""

import os
import sys
import uuid

try:
    from azure.core import exceptions
    from azure.identity import ClientSecretCredential
    from azure.mgmt.authorization import AuthorizationManagementClient
    from azure.mgmt.msi import ManagedServiceIdentityClient
    from azure.mgmt.resource.resources import ResourceManagementClient
except ImportError as missing:
    print(missing)
    sys.exit(77)

ENDPOINT = os.environ["ROLEWRIGHT_ENDPOINT"]
SUBSCRIPTION = "11111111-1111-4111-8111-111111111111"
SCOPE = f"/subscriptions/{SUBSCRIPTION}"
GROUP = f"{SCOPE}/resourceGroups/rg-ml"
TEAM = "aaaaaaaa-0000-4000-8000-000000000001"
ANN = "aaaaaaaa-0000-4000-8000-000000000002"
READER = f"{SCOPE}/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"


def credential(secret):
    tenant, client = os.environ["AZURE_TENANT_ID"], os.environ["AZURE_CLIENT_ID"]
    return ClientSecretCredential(tenant, client, secret, authority=ENDPOINT, disable_instance_discovery=True)


def client(kind, secret=None):
    secret = secret or os.environ["AZURE_CLIENT_SECRET"]
    return kind(
        credential(secret), SUBSCRIPTION, base_url=ENDPOINT, credential_scopes=[ENDPOINT + "/.default"]
    )


def refused(kind, code, call):
    """The call raises exactly this class, with exactly this code."""
    try:
        call()
    except exceptions.HttpResponseError as error:
        assert type(error) is kind, (type(error), kind)
        assert error.error.code == code, (error.error.code, code)
        return
    raise AssertionError(f"{code} was not raised")


def roles(azure):
    assert len(list(azure.role_definitions.list(SCOPE, filter="type eq 'BuiltInRole'"))) > 900
    name = str(uuid.uuid4())
    body = {
        "role_name": "Job reader",
        "role_type": "CustomRole",
        "assignable_scopes": [SCOPE],
        "permissions": [{"actions": ["Microsoft.MachineLearningServices/workspaces/jobs/read"]}],
    }
    made = azure.role_definitions.create_or_update(SCOPE, name, body)
    assert made.name == name and made.permissions[0].actions == body["permissions"][0]["actions"]
    body["description"] = "reads jobs"
    assert azure.role_definitions.create_or_update(SCOPE, name, body).description == "reads jobs"
    found = [role.name for role in azure.role_definitions.list(SCOPE, filter="roleName eq 'Job reader'")]
    assert found == [name], found
    assert azure.role_definitions.get_by_id(made.id).role_name == "Job reader"
    twin = lambda: azure.role_definitions.create_or_update(SCOPE, str(uuid.uuid4()), body)
    refused(exceptions.ResourceExistsError, "RoleDefinitionWithSameNameExists", twin)
    unknown = {**body, "role_name": "other", "permissions": [{"actions": ["Contoso.Nothing/things/read"]}]}
    refused(
        exceptions.HttpResponseError,
        "InvalidActionOrNotAction",
        lambda: azure.role_definitions.create_or_update(SCOPE, str(uuid.uuid4()), unknown),
    )
    return made


def assignments(azure, role):
    name = str(uuid.uuid4())
    body = {"role_definition_id": role.id, "principal_id": TEAM, "principal_type": "Group"}
    made = azure.role_assignments.create(GROUP, name, body)
    assert (made.scope, made.principal_type) == (GROUP, "Group")
    changed = azure.role_assignments.create(GROUP, name, {**body, "description": "for reading"})
    assert changed.description == "for reading" and changed.created_on == made.created_on
    assert azure.role_assignments.get(GROUP, name).id == made.id
    twin = lambda: azure.role_assignments.create(GROUP, str(uuid.uuid4()), body)
    refused(exceptions.ResourceExistsError, "RoleAssignmentExists", twin)
    moved = lambda: azure.role_assignments.create(SCOPE, name, body)
    refused(exceptions.HttpResponseError, "RoleAssignmentUpdateNotPermitted", moved)
    stranger = {"role_definition_id": READER, "principal_id": str(uuid.uuid4())}
    lost = lambda: azure.role_assignments.create(GROUP, str(uuid.uuid4()), stranger)
    refused(exceptions.HttpResponseError, "PrincipalNotFound", lost)
    missing = lambda: azure.role_assignments.get(GROUP, str(uuid.uuid4()))
    refused(exceptions.ResourceNotFoundError, "RoleAssignmentNotFound", missing)
    of_ann = azure.role_assignments.list_for_scope(GROUP, filter=f"assignedTo('{ANN}')")
    assert name in [held.name for held in of_ann]
    refused(
        exceptions.HttpResponseError,
        "RoleDefinitionHasAssignments",
        lambda: azure.role_definitions.delete(SCOPE, role.name),
    )
    assert azure.role_assignments.delete(GROUP, name).name == name
    assert azure.role_assignments.delete(GROUP, name) is None
    assert azure.role_definitions.delete(SCOPE, role.name).name == role.name


def pages(azure):
    """The sandbox is started with pages of three."""
    names = {str(uuid.uuid4()) for _ in range(8)}
    for name in names:
        body = {"role_definition_id": READER, "principal_id": name, "principal_type": "ServicePrincipal"}
        azure.role_assignments.create(GROUP, name, body)
    first = next(azure.role_assignments.list_for_scope(GROUP).by_page())
    assert len(list(first)) == 3
    listed = [held.name for held in azure.role_assignments.list_for_scope(GROUP)]
    assert names <= set(listed) and len(listed) == len(set(listed)), listed
    for name in names:
        azure.role_assignments.delete(GROUP, name)


def identities(azure, resources):
    resources.resource_groups.create_or_update("rg-new", {"location": "westeurope"})
    assert resources.resource_groups.check_existence("rg-new")
    made = azure.user_assigned_identities.create_or_update("rg-new", "id-train", {"location": "westeurope"})
    assert uuid.UUID(made.principal_id) and uuid.UUID(made.client_id)
    trust = {
        "issuer": "https://token.actions.githubusercontent.com",
        "subject": "repo:contoso/ml:environment:prod",
        "audiences": ["api://AzureADTokenExchange"],
    }
    credentials = azure.federated_identity_credentials
    credentials.create_or_update("rg-new", "id-train", "github", trust)
    assert [one.subject for one in credentials.list("rg-new", "id-train")] == [trust["subject"]]
    refused(
        exceptions.ResourceExistsError,
        "FederatedIdentityCredentialAlreadyExists",
        lambda: credentials.create_or_update("rg-new", "id-train", "twice", trust),
    )
    credentials.delete("rg-new", "id-train", "github")
    azure.user_assigned_identities.delete("rg-new", "id-train")
    resources.resource_groups.begin_delete("rg-new").result()
    assert not resources.resource_groups.check_existence("rg-new")


def sign_in():
    try:
        list(client(AuthorizationManagementClient, "a guess").role_assignments.list_for_subscription())
    except exceptions.ClientAuthenticationError as error:
        assert "AADSTS7000215" in str(error)
        return
    raise AssertionError("a wrong secret was taken")


sign_in()
AZURE = client(AuthorizationManagementClient)
assignments(AZURE, roles(AZURE))
pages(AZURE)
identities(client(ManagedServiceIdentityClient), client(ResourceManagementClient))
print("the clients of Microsoft work against the sandbox")
