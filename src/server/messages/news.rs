//! News of registrations, by text message to whoever gave a number: what a request came to, and what the plan did since.

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use super::{Message, MessageKind};
use crate::api::paths;
use crate::api::registration::{
    OwnRegistration, OwnRegistrationRequest, OwnWish, OwnershipProof, RegistrationAnswer,
    RegistrationRequest,
};
use crate::locale::{self, Catalog};
use crate::server::store::messages::ToTell;
use crate::server::{App, ServerError, console, store};

/// News that could not be sent by then is no news.
const USEFUL_FOR: Duration = Duration::hours(12);
/// What the plan did longer ago is not told any more: a gateway that is set up today writes nobody about last month.
const TOLD_OF: Duration = Duration::days(1);
/// People told in one go.
const AT_ONCE: u32 = 50;

impl App {
    /// Tells whoever registered how they stand, once for each request and outcome.
    pub(in crate::server) async fn tell_registration(
        &self,
        centre: &str,
        request: &RegistrationRequest,
        answer: &RegistrationAnswer,
    ) -> Result<(), ServerError> {
        let Some(phone) = self.secrets.phone(&request.phone) else {
            return Ok(());
        };
        if !self.sends_messages() {
            return Ok(());
        }
        let catalog = locale::catalog(&request.language);
        let text = match &answer.registration {
            Some(own) => self.standing_text(catalog, centre, own),
            None => {
                let key = format!(
                    "registration-reason-{}",
                    answer.reason.key().replace('_', "-")
                );
                let centre = console::chosen_centre(self, centre);
                let title = centre.title.in_language(catalog.language()).to_owned();
                catalog.text_with(
                    "sms-not-registered",
                    [
                        ("centre", title.into()),
                        ("reason", catalog.text(&key).into()),
                    ],
                )
            }
        };
        let outcome = format!("{}\0{}", request.id, answer.reason.key());
        let message = Message {
            id: self.message_id("answer", &outcome),
            centre,
            kind: MessageKind::Registration,
            sealed_phone: &self.secrets.seal(&phone.digits)?,
            last4: &phone.last4,
            text: &text,
            useful_for: USEFUL_FOR,
        };
        let mut tx = self.store.write().await?;
        self.queue_message(&mut tx, &message).await?;
        tx.commit().await?;
        self.messages_wait();
        Ok(())
    }

    /// Tells people what the plan did while they were away: a place that came free, lots that were drawn.
    pub(in crate::server) async fn tell_people(&self) -> Result<(), ServerError> {
        if !self.sends_messages() {
            return Ok(());
        }
        let since = self.now() - TOLD_OF;
        let waiting = {
            let mut conn = self.store.read().await?;
            store::messages::to_tell(&mut conn, since, AT_ONCE).await?
        };
        for told in waiting {
            self.tell_one(&told).await?;
        }
        Ok(())
    }

    async fn tell_one(&self, told: &ToTell) -> Result<(), ServerError> {
        let proof = OwnershipProof::Token {
            party: told.party,
            token: self.secrets.manage_token(told.party),
        };
        let look = OwnRegistrationRequest {
            id: Uuid::now_v7(),
            proof,
            wish: OwnWish::Look,
        };
        let own = self
            .own_registration(&told.centre, Uuid::nil(), &look)
            .await?
            .registration;
        let mut tx = self.store.write().await?;
        if let (Some((sealed, last4)), Some(own)) = (&told.phone, &own) {
            let catalog = locale::catalog(&told.language);
            let text = self.standing_text(catalog, &told.centre, own);
            // A family is told once of the same thing.
            let outcome = format!("{}\0{}\0{}", told.party, own.occurrence, text);
            let message = Message {
                id: self.message_id("standing", &outcome),
                centre: &told.centre,
                kind: MessageKind::Registration,
                sealed_phone: sealed,
                last4,
                text: &text,
                useful_for: USEFUL_FOR,
            };
            self.queue_message(&mut tx, &message).await?;
        }
        store::messages::mark_told(&mut tx, told.occurrence, told.seq).await?;
        Ok(tx.commit().await?)
    }

    /// The same for the same news, whoever makes it.
    fn message_id(&self, purpose: &str, news: &str) -> Uuid {
        let hash = self.secrets.personal_hash(purpose, news);
        hash[..32].parse().unwrap_or_else(|_| Uuid::now_v7())
    }

    fn standing_text(&self, catalog: &Catalog, centre: &str, own: &OwnRegistration) -> String {
        let settings = console::chosen_centre(self, centre);
        let language = catalog.language();
        let zone = settings.time_zone;
        let codes: Vec<_> = own
            .people
            .iter()
            .map(|person| person.code.as_str())
            .collect();
        let until = own.offer_until.or(own.draw_at);
        let words = catalog.text_with(
            &format!("sms-standing-{}", own.standing.key()),
            [
                (
                    "centre",
                    settings.title.in_language(language).to_owned().into(),
                ),
                ("title", own.title.in_language(language).to_owned().into()),
                ("when", moment(catalog, own.starts_at, zone).into()),
                ("room", own.room.in_language(language).to_owned().into()),
                ("codes", codes.join(" ").into()),
                ("position", own.position.unwrap_or_default().into()),
                (
                    "until",
                    until
                        .map(|at| moment(catalog, at, zone))
                        .unwrap_or_default()
                        .into(),
                ),
            ],
        );
        match &self.settings.phone.public_url {
            Some(base) => format!("{words} {}{}", base.trim_end_matches('/'), own_path(own)),
            None => words,
        }
    }
}

fn moment(catalog: &Catalog, at: DateTime<Utc>, zone: Tz) -> String {
    let at = at.with_timezone(&zone);
    let day = console::day_in_words(catalog.language(), at.date_naive());
    format!("{day} {}", at.format("%H:%M"))
}

/// The path of the page of one's own registration: who has it may change it.
pub(in crate::server) fn own_path(own: &OwnRegistration) -> String {
    format!(
        "{}{}-{}",
        paths::PHONE_OWN,
        own.party.simple(),
        own.manage_token
    )
}
