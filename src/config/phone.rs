//! Settings of visitors' phones: where they reach the server, and who sends them text messages.

use std::collections::BTreeMap;

use anyhow::Context as _;
use serde::{Deserialize, Serialize};

/// Visitors' phones.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PhoneSettings {
    /// Where phones reach this server, for example `https://huodong.example`; without it, at the address that the kiosk
    /// uses.
    pub public_url: Option<String>,
    /// Whether codes that confirm a number may be read in the console where no gateway sends them.
    pub codes_in_console: bool,
    /// Days for which it is known that a message was sent; its number and text are gone as soon as it has gone.
    pub messages_kept_days: u32,
    /// Who sends text messages. Without it numbers are not confirmed and nobody is sent any.
    pub sms: Option<SmsSettings>,
}

impl Default for PhoneSettings {
    fn default() -> Self {
        Self {
            public_url: None,
            codes_in_console: false,
            messages_kept_days: 30,
            sms: None,
        }
    }
}

/// A gateway for text messages: one HTTP call per message. `{phone}` is the number, `{e164}` the same with `+` and its
/// country, `{text}` the message, `{id}` its id; each is written the way its place asks for. `${NAME}` is a secret from
/// the environment.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmsSettings {
    /// `GET`, `POST` or `PUT`.
    #[serde(default = "default_sms_method")]
    pub method: String,
    /// Where to call.
    pub url: String,
    /// Headers; the content type says how the body is written.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The body; empty for none.
    #[serde(default)]
    pub body: String,
    /// What the answer holds when the message was taken; without it any 2xx will do.
    #[serde(default)]
    pub success_text: Option<String>,
}

impl SmsSettings {
    /// The same with its secrets filled in.
    ///
    /// # Errors
    ///
    /// When the environment lacks one; the text names it.
    pub fn with_secrets(mut self) -> anyhow::Result<Self> {
        for text in [&mut self.url, &mut self.body] {
            *text = with_environment(text)?;
        }
        for value in self.headers.values_mut() {
            *value = with_environment(value)?;
        }
        Ok(self)
    }
}

/// `${NAME}` as the environment has it.
fn with_environment(text: &str) -> anyhow::Result<String> {
    let mut whole = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let (name, behind) = after
            .split_once('}')
            .with_context(|| format!("a ${{ has no closing brace in {text:?}"))?;
        let value = std::env::var(name)
            .with_context(|| format!("the environment lacks {name}, which phone.sms asks for"))?;
        whole.push_str(before);
        whole.push_str(&value);
        rest = behind;
    }
    whole.push_str(rest);
    Ok(whole)
}

fn default_sms_method() -> String {
    "POST".to_owned()
}
