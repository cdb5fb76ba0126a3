//! Operations that go on after their first answer.
//!
//! Azure names where they can be looked at: in `Azure-AsyncOperation` a resource with a status of its
//! own, in `Location` an address that answers 202 until the end. Where it names neither, the thing
//! itself says how far it is. Each address must be of the origin that was asked.

use std::time::Duration;

use serde::Deserialize;

use super::body;
use super::error::Error;
use super::manager::{Manager, parsed};
use super::meaning::Meaning;
use super::page::answered;
use crate::net::{Call, Method, Reply, Url};

/// No operation is followed for longer.
const LONGEST: Duration = Duration::from_hours(2);
/// How long is waited where the server does not say.
const USUAL: Duration = Duration::from_secs(5);
/// No pause is shorter, and none longer.
const PAUSES: (Duration, Duration) = (Duration::from_millis(200), Duration::from_mins(1));

/// Where it is seen how far an operation is.
enum Place {
    /// At a resource with its status.
    Status(Url),
    /// At an address that is answered in full when it is done.
    Location(Url),
    /// At what it makes.
    Thing(Url),
}

/// How an operation stands.
enum Stand {
    /// It goes on.
    Running,
    /// It has ended; why, if not well.
    Ended(Option<body::Said>),
    /// Nobody there knows it any more.
    Forgotten,
}

/// What says how far something is.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Told {
    status: Option<String>,
    properties: Option<Progress>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Progress {
    provisioning_state: Option<String>,
}

impl Manager {
    /// Follows what a call began to its end; returns what it says of a bad one.
    pub(super) async fn followed(
        &self,
        what: &str,
        call: &Call,
        first: Reply,
    ) -> Result<Option<body::Said>, Error> {
        let mut waited = Duration::ZERO;
        let mut place = self.place(what, call, &first)?;
        let mut reply = first;
        let mut stand = match &place {
            Place::Thing(_) => stand(what, &place, &reply)?,
            _ => Stand::Running,
        };
        for attempt in 2.. {
            match stand {
                Stand::Ended(said) => return Ok(said),
                Stand::Forgotten => place = Place::Thing(call.url.clone()),
                Stand::Running => {}
            }
            let pause = reply.retry_after().unwrap_or(USUAL);
            let pause = pause.clamp(PAUSES.0, PAUSES.1);
            waited += pause;
            if waited > LONGEST {
                break;
            }
            self.site().pause(pause, reply.status, attempt).await;
            (reply, stand) = self.look(what, &mut place, reply).await?;
        }
        let minutes = LONGEST.as_secs() / 60;
        let message = format!("it has not ended within {minutes} minutes, and may go on");
        Err(Error::answer(what, &message))
    }

    /// Finds where an operation is looked at.
    fn place(&self, what: &str, call: &Call, reply: &Reply) -> Result<Place, Error> {
        let named = |name| reply.header(name).map(|link| self.link(what, link));
        if let Some(url) = named("azure-asyncoperation") {
            return Ok(Place::Status(url?));
        }
        if let Some(url) = named("location") {
            return Ok(Place::Location(url?));
        }
        Ok(Place::Thing(call.url.clone()))
    }

    fn link(&self, what: &str, link: &str) -> Result<Url, Error> {
        let url = self.site().origin.follow(link);
        url.map_err(|error| Error::unanswered(what, &error))
    }

    /// Looks once; the server may say that the next look goes elsewhere.
    async fn look(
        &self,
        what: &str,
        place: &mut Place,
        before: Reply,
    ) -> Result<(Reply, Stand), Error> {
        let (Place::Status(url) | Place::Location(url) | Place::Thing(url)) = &*place;
        let reply = match answered(self.site(), what, &Call::new(Method::Get, url.clone())).await {
            Ok(reply) => reply,
            Err(error) if error.status == Some(404) && !matches!(place, Place::Thing(_)) => {
                return Ok((before, Stand::Forgotten));
            }
            Err(error) => return Err(error),
        };
        let stand = stand(what, place, &reply)?;
        let named = match place {
            Place::Status(_) => reply.header("azure-asyncoperation"),
            Place::Location(_) => reply.header("location"),
            Place::Thing(_) => None,
        };
        if let (Some(link), Stand::Running) = (named, &stand) {
            let url = self.link(what, link)?;
            *place = match place {
                Place::Status(_) => Place::Status(url),
                _ => Place::Location(url),
            };
        }
        Ok((reply, stand))
    }
}

/// Reads how an operation stands.
fn stand(what: &str, place: &Place, reply: &Reply) -> Result<Stand, Error> {
    if let Place::Location(_) = place {
        return Ok(match reply.status {
            202 => Stand::Running,
            _ => Stand::Ended(None),
        });
    }
    let told: Told = parsed(what, reply)?;
    let state = match place {
        Place::Status(_) => told.status,
        _ => told.properties.and_then(|one| one.provisioning_state),
    };
    Ok(
        match state.unwrap_or_default().to_ascii_lowercase().as_str() {
            "" if matches!(place, Place::Status(_)) => {
                return Err(Error::answer(what, "it does not say how far it is"));
            }
            "" | "succeeded" => Stand::Ended(None),
            "failed" | "canceled" | "cancelled" => Stand::Ended(Some(body::read(&reply.body))),
            _ => Stand::Running,
        },
    )
}

impl Error {
    /// Makes an error of what an operation says of its bad end.
    pub(super) fn ended(what: &str, said: body::Said) -> Self {
        Self {
            what: what.to_owned(),
            meaning: Meaning::of_code(&said.code),
            status: None,
            code: said.code,
            message: said.message,
            correlation: None,
        }
    }
}
