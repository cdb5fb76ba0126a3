//! One way to sign in, with all that it needs.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use azure_core::cloud::{CloudConfiguration, CustomConfiguration};
use azure_core::credentials::{Secret, TokenCredential};
use azure_core::http::{ClientOptions, RetryOptions, Transport};
use azure_identity as identity;

use super::assertion::GitHub;
use super::azure_ml::AzureMl;
use super::endpoints::Endpoints;
use super::error::Error;
use super::kind::Kind;
use super::wire::{Asker, Wire, said};
use crate::net::{Client, Origin, Reach, Settings, Token, Url, Watch};

/// What is around a run, as far as signing in asks for it.
pub struct Surroundings<'s> {
    /// Returns a variable of the environment.
    pub variable: &'s dyn Fn(&str) -> Option<String>,
    /// The tenant that the policy names.
    pub tenant: Option<&'s str>,
    /// Where the services are.
    pub endpoints: &'s Endpoints,
    /// The client that reaches them.
    pub client: &'s Client,
}

/// One way to sign in, with all that it needs.
#[derive(Clone)]
pub struct Source {
    /// Which way.
    pub kind: Kind,
    values: Vec<String>,
    identity: Option<String>,
    tenant: Option<String>,
    authority: Origin,
    asker: Asker,
}

impl fmt::Debug for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Source({})", self.kind.word())
    }
}

impl Source {
    /// Takes the way that is named, or the first one whose variables are set.
    pub fn choose(kind: Option<Kind>, around: &Surroundings<'_>) -> Result<Self, Error> {
        let get = |name: &str| (around.variable)(name).filter(|value| !value.is_empty());
        let is_shown = |kind: &Kind| {
            let shown = kind.shown_by();
            shown.is_some_and(|names| names.iter().all(|name| get(name).is_some()))
        };
        // The last one that is looked for is the command line, which no variable shows.
        let kind = kind.unwrap_or_else(|| Kind::ALL.into_iter().find(is_shown).unwrap_or(Kind::Az));
        if around.endpoints.is_sandbox() && kind != Kind::Secret {
            return Err(Error::Sandbox { kind });
        }
        let needs = kind.needs();
        let values: Vec<_> = needs.iter().filter_map(|name| get(name)).collect();
        if values.len() < needs.len() {
            let missing = needs.iter().copied().filter(|name| get(name).is_none());
            let missing = missing.collect();
            return Err(Error::Lacking { kind, missing });
        }
        let identity = match kind {
            Kind::AzureMl => get("DEFAULT_IDENTITY_CLIENT_ID"),
            Kind::ManagedIdentity => get("AZURE_CLIENT_ID"),
            _ => None,
        };
        Ok(Self {
            kind,
            values,
            identity,
            tenant: around.tenant.map(str::to_owned),
            authority: around.endpoints.authority.clone(),
            asker: Asker::new(around.client.clone()),
        })
    }

    /// Returns one that keeps its trouble to itself.
    pub(super) fn apart(self) -> Self {
        let asker = self.asker.apart();
        Self { asker, ..self }
    }

    /// Lets somebody hear of each pause before a further try.
    pub(super) fn watch(&mut self, watch: Arc<dyn Watch>) {
        self.asker.watch = watch;
    }

    /// Takes out why the last request got no answer.
    pub(super) fn trouble(&self) -> Option<Error> {
        self.asker.trouble()
    }

    /// Signs in anew: what comes out has no token yet.
    pub(super) fn credential(&self) -> Result<Arc<dyn TokenCredential>, Error> {
        match self.kind {
            Kind::AzureMl => self.azure_ml(),
            Kind::GitHub => self.github(),
            _ => self
                .of_identity()
                .map_err(|error| self.unfit(&said(&error))),
        }
    }

    fn unfit(&self, why: &str) -> Error {
        Error::Unfit {
            kind: self.kind,
            why: why.to_owned(),
        }
    }

    /// Returns the value of the variable that stands at a place in the list of those needed.
    fn value(&self, at: usize) -> String {
        self.values.get(at).cloned().unwrap_or_default()
    }

    fn of_identity(&self) -> azure_core::Result<Arc<dyn TokenCredential>> {
        let (tenant, client) = (self.value(0), self.value(1));
        Ok(match self.kind {
            Kind::Secret => {
                let client_options = self.options(Vec::new());
                let options = identity::ClientSecretCredentialOptions { client_options };
                let secret = Secret::new(self.value(2));
                identity::ClientSecretCredential::new(&tenant, client, secret, Some(options))?
            }
            Kind::AzurePipelines => self.azure_pipelines(tenant, client)?,
            Kind::WorkloadIdentity => self.workload_identity(tenant, client)?,
            Kind::ManagedIdentity => {
                let id = self.identity.clone();
                let options = identity::ManagedIdentityCredentialOptions {
                    user_assigned_id: id.map(identity::UserAssignedId::ClientId),
                    client_options: self.machine_options()?,
                };
                identity::ManagedIdentityCredential::new(Some(options))?
            }
            Kind::Azd => {
                let mut options = identity::AzureDeveloperCliCredentialOptions::default();
                options.tenant_id.clone_from(&self.tenant);
                identity::AzureDeveloperCliCredential::new(Some(options))?
            }
            Kind::Az | Kind::AzureMl | Kind::GitHub => {
                let mut options = identity::AzureCliCredentialOptions::default();
                options.tenant_id.clone_from(&self.tenant);
                identity::AzureCliCredential::new(Some(options))?
            }
        })
    }

    fn azure_pipelines(
        &self,
        tenant: String,
        client: String,
    ) -> azure_core::Result<Arc<dyn TokenCredential>> {
        let also = Origin::of(&self.value(4)).into_iter().collect();
        let mut options = identity::AzurePipelinesCredentialOptions::default();
        options.credential_options.client_options = self.options(also);
        let (connection, token) = (self.value(2), self.value(3));
        let options = Some(options);
        Ok(identity::AzurePipelinesCredential::new(
            tenant,
            client,
            &connection,
            token,
            options,
        )?)
    }

    fn workload_identity(
        &self,
        tenant: String,
        client: String,
    ) -> azure_core::Result<Arc<dyn TokenCredential>> {
        let mut options = identity::WorkloadIdentityCredentialOptions::default();
        options.credential_options.client_options = self.options(Vec::new());
        (options.tenant_id, options.client_id) = (Some(tenant), Some(client));
        options.token_file_path = Some(self.value(2).into());
        Ok(identity::WorkloadIdentityCredential::new(Some(options))?)
    }

    fn github(&self) -> Result<Arc<dyn TokenCredential>, Error> {
        let url = self.value(2);
        // The job's own token goes to whom it names, and only by HTTPS.
        let url = Url::parse(&url).ok().filter(|url| url.scheme() == "https");
        let job = GitHub {
            asker: self.asker.clone(),
            url: url
                .ok_or_else(|| self.unfit("ACTIONS_ID_TOKEN_REQUEST_URL is no HTTPS address"))?,
            token: Token::new(self.value(3)),
        };
        let client_options = self.options(Vec::new());
        let options = identity::ClientAssertionCredentialOptions { client_options };
        let (tenant, client) = (self.value(0), self.value(1));
        let made = identity::ClientAssertionCredential::new(tenant, client, job, Some(options));
        Ok(made.map_err(|error| self.unfit(&said(&error)))?)
    }

    fn azure_ml(&self) -> Result<Arc<dyn TokenCredential>, Error> {
        let endpoint = Url::parse(&self.value(0));
        Ok(Arc::new(AzureMl {
            asker: self
                .asker
                .through(Client::new(&Settings::new(Reach::Tokens))?),
            endpoint: endpoint.map_err(|_| self.unfit("MSI_ENDPOINT is no address"))?,
            secret: self.value(1),
            identity: self.identity.clone(),
        }))
    }

    /// Sets up what `azure_identity` sends: through our client, to the authority and to `also`.
    fn options(&self, also: Vec<Origin>) -> ClientOptions {
        let mut origins = also;
        origins.push(self.authority.clone());
        let mut custom = CustomConfiguration::default();
        custom.authority_host = self.authority.to_string();
        let cloud = CloudConfiguration::Custom(custom);
        let asker = self.asker.clone();
        ClientOptions {
            cloud: Some(Arc::new(cloud)),
            ..through(Wire { asker, origins })
        }
    }

    /// Sets up what is sent to the machine itself, for its own identity.
    fn machine_options(&self) -> azure_core::Result<ClientOptions> {
        use azure_core::error::{Error, ErrorKind};
        let client = Client::new(&Settings::new(Reach::Tokens));
        let client = client
            .map_err(|error| Error::with_message(ErrorKind::Credential, error.to_string()))?;
        Ok(through(Wire {
            asker: self.asker.through(client),
            origins: Vec::new(),
        }))
    }
}

/// Sends through a wire, which tries again by itself.
fn through(wire: Wire) -> ClientOptions {
    ClientOptions {
        retry: RetryOptions::none(),
        transport: Some(Transport::new(Arc::new(wire))),
        ..ClientOptions::default()
    }
}

/// A sign-in may take so long; command lines are slow.
pub(super) const PATIENCE: Duration = Duration::from_mins(1);
