//! What `tongxin trust` says, in the reader's language.

use std::fmt::Write as _;
use std::path::Path;

use chrono::{DateTime, Utc};

use crate::locale::{self, Catalog, FluentValue};
use crate::pack::trust::ceremony::{Revocation, RoleStatus, Rotation};
use crate::pack::trust::medium::MediumError;
use crate::pack::trust::sign::SignError;

/// Days before an expiry from which it is pointed out.
const SOON_DAYS: i64 = 90;
/// Characters of a key's id that name it for people.
const KEY_ID_CHARS: usize = 12;

/// The texts of one language.
pub(super) struct Words(&'static Catalog);

impl Words {
    pub(super) fn new(language: &str) -> Self {
        Self(locale::catalog(language))
    }

    pub(super) fn text(&self, key: &str) -> String {
        self.0.text(key)
    }

    fn with<const N: usize>(&self, key: &str, args: [(&'static str, String); N]) -> String {
        let args = args.map(|(name, value)| (name, FluentValue::from(value)));
        self.0.text_with(key, args)
    }

    /// What stands in the way and what to do about it, where there are words for it.
    pub(super) fn trouble(&self, error: &SignError) -> Option<String> {
        let in_folder = |key: &str, folder: &Path| {
            let folder = folder.display().to_string();
            self.with(&format!("trust-trouble-{key}"), [("folder", folder)])
        };
        Some(match error {
            SignError::TooFewKeys {
                role,
                found,
                threshold,
            } => {
                let args = [
                    ("role", self.role_name(role)),
                    ("found", found.to_string()),
                    ("threshold", threshold.to_string()),
                ];
                self.with("trust-trouble-few", args)
            }
            SignError::NotDelegated { owner } => {
                self.with("trust-trouble-not-delegated", [("owner", owner.clone())])
            }
            SignError::Medium(MediumError::Absent(folder)) => in_folder("absent", folder),
            SignError::Medium(MediumError::Occupied(folder)) => in_folder("occupied", folder),
            SignError::Medium(MediumError::Closed(folder)) => in_folder("closed", folder),
            SignError::Medium(MediumError::ShortPassphrase) => self.text("trust-passphrase-short"),
            _ => return None,
        })
    }

    pub(super) fn no_repository(&self, folder: &Path) -> String {
        let folder = folder.display().to_string();
        self.with("trust-no-repository", [("folder", folder)])
    }

    /// `which` is `init` or `move`.
    pub(super) fn plan_of_init(&self, which: &str, threshold: u64, count: u64) -> String {
        let args = [
            ("threshold", threshold.to_string()),
            ("count", count.to_string()),
        ];
        self.with(&format!("trust-plan-{which}"), args)
    }

    pub(super) fn plan_of_rotation(&self, rotation: &Rotation) -> String {
        match rotation {
            Rotation::Root => self.text("trust-plan-rotate-root"),
            Rotation::Targets => self.text("trust-plan-rotate-targets"),
            Rotation::Online => self.text("trust-plan-rotate-online"),
            Rotation::Owner(owner) => {
                self.with("trust-plan-rotate-owner", [("owner", owner.clone())])
            }
        }
    }

    pub(super) fn plan_of_revocation(
        &self,
        revocation: &Revocation,
        new_medium: Option<&Path>,
    ) -> String {
        match (revocation, new_medium) {
            (Revocation::Owner(owner), _) => {
                self.with("trust-plan-revoke-owner", [("owner", owner.clone())])
            }
            (Revocation::Keys(ids), None) => {
                self.with("trust-plan-revoke-keys", [("keys", ids.join(", "))])
            }
            (Revocation::Keys(ids), Some(folder)) => {
                let args = [
                    ("keys", ids.join(", ")),
                    ("folder", folder.display().to_string()),
                ];
                self.with("trust-plan-revoke-keys-new", args)
            }
        }
    }

    pub(super) fn passphrase_of(&self, folder: &Path) -> String {
        self.with(
            "trust-passphrase",
            [("folder", folder.display().to_string())],
        )
    }

    pub(super) fn new_passphrase_of(&self, folder: &Path) -> String {
        self.with(
            "trust-passphrase-new",
            [("folder", folder.display().to_string())],
        )
    }

    pub(super) fn medium_made(&self, folder: &Path, ids: &[String]) -> String {
        let short: Vec<_> = ids.iter().map(|id| short(id)).collect();
        let args = [
            ("folder", folder.display().to_string()),
            ("keys", short.join(", ")),
        ];
        self.with("trust-medium-made", args)
    }

    /// A paragraph for each role.
    pub(super) fn status(&self, roles: &[RoleStatus], now: DateTime<Utc>) -> String {
        let mut text = String::new();
        for role in roles {
            let name = self.role_name(&role.name);
            let version = role.version.to_string();
            let head = self.with("trust-status-role", [("role", name), ("version", version)]);
            // Writing into a string does not fail.
            writeln!(text, "{head}").unwrap_or_default();
            for line in self.lines(role, now) {
                writeln!(text, "  {line}").unwrap_or_default();
            }
        }
        text
    }

    fn lines(&self, role: &RoleStatus, now: DateTime<Utc>) -> Vec<String> {
        let mut lines = vec![self.expiry(role, now)];
        if role.version > 0 && !role.valid {
            lines.push(self.text("trust-status-invalid"));
        }
        if role.jumped {
            lines.push(self.text("trust-status-jumped"));
        }
        let args = [
            ("threshold", role.threshold.to_string()),
            ("count", role.keys.len().to_string()),
        ];
        let who = if role.can_be_signed_here() {
            "trust-status-here"
        } else {
            "trust-status-elsewhere"
        };
        lines.push(self.with(who, args));
        for (id, here) in &role.keys {
            let key = if *here {
                "trust-status-key-here"
            } else {
                "trust-status-key-elsewhere"
            };
            lines.push(self.with(key, [("key", short(id))]));
        }
        lines
    }

    fn expiry(&self, role: &RoleStatus, now: DateTime<Utc>) -> String {
        let Some(expires_at) = role.expires_at else {
            let unsigned = role.version == 0;
            return self.text(if unsigned {
                "trust-status-unsigned"
            } else {
                "trust-status-unreadable"
            });
        };
        let days = (expires_at - now).num_days();
        let args = [
            ("date", expires_at.format("%Y-%m-%d").to_string()),
            ("days", days.to_string()),
        ];
        let key = if expires_at < now {
            "trust-status-expired"
        } else if days < SOON_DAYS && matches!(&*role.name, "root" | "targets") {
            "trust-status-expires-soon"
        } else {
            "trust-status-expires"
        };
        self.with(key, args)
    }

    fn role_name(&self, name: &str) -> String {
        match name {
            "root" | "targets" | "snapshot" | "timestamp" | "shared" => {
                self.text(&format!("trust-role-{name}"))
            }
            centre => {
                let id = centre.strip_prefix("centre-").unwrap_or(centre).to_owned();
                self.with("trust-role-centre", [("centre", id)])
            }
        }
    }
}

fn short(id: &str) -> String {
    id.chars().take(KEY_ID_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_says_in_words_what_expires_and_who_can_sign() {
        let now = DateTime::from_timestamp(1_763_863_200, 0).expect("a time");
        let role = |name: &str, days: i64, here: bool| RoleStatus {
            name: name.to_owned(),
            version: 3,
            expires_at: Some(now + chrono::Duration::days(days)),
            threshold: 2,
            keys: vec![
                ("0123456789abcdef".to_owned(), here),
                ("fedcba9876543210".to_owned(), here),
                ("00ff00ff00ff00ff".to_owned(), false),
            ],
            valid: true,
            jumped: false,
        };
        let text = Words::new("en").status(&[role("root", 30, false)], now);
        assert!(
            text.contains("in 30 days") && text.contains("tongxin trust renew"),
            "{text}"
        );
        assert!(
            text.contains("2 of 3") && text.contains("0123456789ab"),
            "{text}"
        );
        let text = Words::new("zh-CN").status(&[role("centre-riyue", -1, true)], now);
        assert!(text.contains("riyue") && text.contains("过期"), "{text}");
        assert!(!text.contains("trust-"), "every key has words: {text}");
    }
}
