//! The gateway that text messages go through: one HTTP call each, made from a template in the settings.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::Context as _;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Method, Url, redirect};

use crate::config::SmsSettings;

/// A gateway that takes longer is tried again later.
const CALL_TIME_MAX: Duration = Duration::from_secs(15);
/// Of an answer no more than this is read.
const ANSWER_BYTES_MAX: usize = 16 * 1024;

/// A gateway, ready to call.
pub(in crate::server) struct Gateway {
    client: Client,
    method: Method,
    url: String,
    headers: HeaderMap,
    body: String,
    writing: Writing,
    success_text: Option<String>,
}

/// How a value is written where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Writing {
    /// Percent-encoded: in an address, in a form.
    Percent,
    /// Inside a JSON string.
    Json,
    /// As it is.
    Plain,
}

/// Why a message has not gone.
#[derive(Debug, thiserror::Error)]
pub(super) enum GatewayError {
    /// No answer; the detail is for the log and holds no number.
    #[error("the gateway did not answer: {0}")]
    NoAnswer(String),
    /// An answer that is no yes.
    #[error("the gateway answered with status {0}")]
    Status(u16),
    /// An answer without the text that means yes.
    #[error("the gateway's answer lacks the text that means yes")]
    NotTaken,
    /// The template makes no address.
    #[error("the settings' url makes no address")]
    Address,
}

impl GatewayError {
    /// The rest of a message's key.
    pub(super) fn key(&self) -> &'static str {
        match self {
            Self::NoAnswer(_) => "no-answer",
            Self::Status(_) => "status",
            Self::NotTaken => "not-taken",
            Self::Address => "address",
        }
    }
}

/// One message as the gateway gets it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Call<'a> {
    /// The same at every try, so that a gateway can tell.
    pub id: &'a str,
    /// The number without its country.
    pub phone: &'a str,
    /// The words.
    pub text: &'a str,
}

impl Gateway {
    /// The gateway of the settings.
    ///
    /// # Errors
    ///
    /// When the settings make no HTTP call, or the environment lacks a secret.
    pub(in crate::server) fn new(settings: &SmsSettings) -> anyhow::Result<Self> {
        let settings = settings.clone().with_secrets()?;
        let method: Method = match settings.method.as_str() {
            "GET" => Method::GET,
            "POST" => Method::POST,
            "PUT" => Method::PUT,
            other => anyhow::bail!("phone.sms.method is GET, POST or PUT, not {other:?}"),
        };
        let mut headers = HeaderMap::new();
        for (name, value) in &settings.headers {
            let name: HeaderName = name
                .parse()
                .with_context(|| format!("phone.sms.headers: {name:?} is no header's name"))?;
            // The value may be a secret: it is not repeated.
            let value: HeaderValue = value.parse().map_err(|_| {
                anyhow::anyhow!("phone.sms.headers: the value of {name} cannot be sent")
            })?;
            headers.insert(name, value);
        }
        let media_type = headers.get(CONTENT_TYPE).and_then(|v| v.to_str().ok());
        let writing = match media_type.unwrap_or_default() {
            json if json.contains("json") => Writing::Json,
            form if form.contains("form-urlencoded") => Writing::Percent,
            _ => Writing::Plain,
        };
        let client = Client::builder()
            .user_agent(concat!("tongxin/", env!("CARGO_PKG_VERSION")))
            .timeout(CALL_TIME_MAX)
            // Settings come from the settings file, and a number goes to no host that is not in it.
            .no_proxy()
            .redirect(redirect::Policy::none())
            .build()
            .context("could not set up HTTP for text messages")?;
        let gateway = Self {
            client,
            method,
            url: settings.url,
            headers,
            body: settings.body,
            writing,
            success_text: settings.success_text,
        };
        let sample = Call {
            id: "id",
            phone: "13800000000",
            text: "text",
        };
        gateway
            .address(&sample)
            .map_err(|_| anyhow::anyhow!("phone.sms.url is no HTTP address"))?;
        Ok(gateway)
    }

    fn address(&self, call: &Call<'_>) -> Result<Url, GatewayError> {
        let url: Url = filled(&self.url, call, Writing::Percent)
            .parse()
            .map_err(|_| GatewayError::Address)?;
        if matches!(url.scheme(), "http" | "https") {
            Ok(url)
        } else {
            Err(GatewayError::Address)
        }
    }

    /// Hands a message over.
    pub(super) async fn send(&self, call: &Call<'_>) -> Result<(), GatewayError> {
        let mut request = self
            .client
            .request(self.method.clone(), self.address(call)?)
            .headers(self.headers.clone());
        if !self.body.is_empty() {
            request = request.body(filled(&self.body, call, self.writing));
        }
        // An address can hold the number: it is left out of what is logged.
        let no_answer =
            |error: reqwest::Error| GatewayError::NoAnswer(error.without_url().to_string());
        let mut response = request.send().await.map_err(no_answer)?;
        if !response.status().is_success() {
            return Err(GatewayError::Status(response.status().as_u16()));
        }
        let Some(yes) = &self.success_text else {
            return Ok(());
        };
        let mut answer = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(no_answer)? {
            answer.extend_from_slice(&chunk);
            if answer.len() > ANSWER_BYTES_MAX {
                break;
            }
        }
        if String::from_utf8_lossy(&answer).contains(yes.as_str()) {
            Ok(())
        } else {
            Err(GatewayError::NotTaken)
        }
    }
}

/// The template with its places filled, in one pass: what is filled in is not read again.
fn filled(template: &str, call: &Call<'_>, writing: Writing) -> String {
    let e164 = if call.phone.len() == 11 && call.phone.starts_with('1') {
        format!("+86{}", call.phone)
    } else {
        format!("+{}", call.phone)
    };
    let values = BTreeMap::from([
        ("{phone}", call.phone),
        ("{e164}", e164.as_str()),
        ("{text}", call.text),
        ("{id}", call.id),
    ]);
    let mut whole = String::new();
    let mut rest = template;
    'next: while let Some(at) = rest.find('{') {
        let (before, from) = rest.split_at(at);
        whole.push_str(before);
        for (place, value) in &values {
            if let Some(behind) = from.strip_prefix(place) {
                whole.push_str(&written(value, writing));
                rest = behind;
                continue 'next;
            }
        }
        whole.push('{');
        rest = &from[1..];
    }
    whole.push_str(rest);
    whole
}

fn written(value: &str, writing: Writing) -> String {
    match writing {
        Writing::Percent => url::form_urlencoded::byte_serialize(value.as_bytes()).collect(),
        Writing::Json => {
            let quoted = serde_json::Value::from(value).to_string();
            quoted[1..quoted.len() - 1].to_owned()
        }
        Writing::Plain => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(template: &str, text: &str, writing: Writing, expected: &str) {
        let call = Call {
            id: "7",
            phone: "13876541234",
            text,
        };
        assert_eq!(filled(template, &call, writing), expected);
    }

    #[test]
    fn every_place_is_written_the_way_it_asks_for() {
        check(
            "https://x/?to={phone}&t={text}",
            "验 &1",
            Writing::Percent,
            "https://x/?to=13876541234&t=%E9%AA%8C+%261",
        );
        check(
            r#"{"to":"{e164}","text":"{text}","id":"{id}"}"#,
            "say \"hi\"\n",
            Writing::Json,
            r#"{"to":"+8613876541234","text":"say \"hi\"\n","id":"7"}"#,
        );
        // A message cannot bring places of its own.
        check("{text}{other}", "{phone}", Writing::Plain, "{phone}{other}");
    }
}
