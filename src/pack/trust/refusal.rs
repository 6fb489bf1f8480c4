//! Why a repository was not believed, in the words of the TUF specification's own list of attacks.
//!
//! The log gets the whole sentence; the staff panel and the console get the [`Refusal`]'s key and translate it.

use sigstore_tuf::Error;

use crate::pack::transport::TransportError;

/// What a check of the TUF workflow found. Each is the name of the attack that the check is there for: an honest
/// mistake looks the same, and is refused the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    /// Too few signatures by the keys that may sign it: anyone could have written it.
    ArbitrarySoftware,
    /// An older version than the one trusted, or a file that the trusted list still had is gone.
    Rollback,
    /// Signed long ago and expired: the newest may be held back.
    Freeze,
    /// A version that jumps ahead of the next one.
    FastForward,
    /// Files of different publications put together.
    MixAndMatch,
    /// A role that speaks of what was not delegated to it, or is signed by the key of another.
    WrongDelegation,
    /// More bytes than the limit.
    EndlessData,
    /// Bytes that come too slowly to ever finish.
    SlowRetrieval,
    /// A file with another length or hash than was signed.
    WrongHash,
    /// A file that is signed for and is not there.
    Missing,
    /// Nobody with the targets keys has given this centre a role.
    NotDelegated,
    /// Something that cannot be read.
    Malformed,
}

impl Refusal {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::ArbitrarySoftware,
        Self::Rollback,
        Self::Freeze,
        Self::FastForward,
        Self::MixAndMatch,
        Self::WrongDelegation,
        Self::EndlessData,
        Self::SlowRetrieval,
        Self::WrongHash,
        Self::Missing,
        Self::NotDelegated,
        Self::Malformed,
    ];

    /// A name that never changes: in reports, in logs, and in the names of translated texts.
    pub fn key(self) -> &'static str {
        match self {
            Self::ArbitrarySoftware => "arbitrary-software",
            Self::Rollback => "rollback",
            Self::Freeze => "freeze",
            Self::FastForward => "fast-forward",
            Self::MixAndMatch => "mix-and-match",
            Self::WrongDelegation => "wrong-delegation",
            Self::EndlessData => "endless-data",
            Self::SlowRetrieval => "slow-retrieval",
            Self::WrongHash => "wrong-hash",
            Self::Missing => "missing",
            Self::NotDelegated => "not-delegated",
            Self::Malformed => "malformed",
        }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.key())
    }
}

/// Why there is no news.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TrustError {
    /// The repository could not be read at all.
    #[error("the repository cannot be reached: {0}")]
    Unreachable(String),
    /// A check failed.
    #[error("the repository is refused ({refusal}): {detail}")]
    Refused {
        /// Which attack it would be.
        refusal: Refusal,
        /// What exactly was found.
        detail: String,
    },
    /// What was verified could not be kept, so the refresh has failed.
    #[error("verified metadata could not be kept: {0}")]
    NotKept(String),
}

impl TrustError {
    pub(super) fn refused(refusal: Refusal, detail: impl Into<String>) -> Self {
        Self::Refused {
            refusal,
            detail: detail.into(),
        }
    }

    /// The attack it would be, if it was a check that failed.
    pub fn refusal(&self) -> Option<Refusal> {
        match self {
            Self::Refused { refusal, .. } => Some(*refusal),
            Self::Unreachable(_) | Self::NotKept(_) => None,
        }
    }

    /// A name that never changes, for the staff panel and reports.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Unreachable(_) => "unreachable",
            Self::Refused { refusal, .. } => refusal.key(),
            Self::NotKept(_) => "not-kept",
        }
    }
}

impl From<Error> for TrustError {
    fn from(error: Error) -> Self {
        let detail = with_causes(&error);
        match refusal_of(&error) {
            Some(refusal) => Self::Refused { refusal, detail },
            None => match &error {
                Error::Io { .. } => Self::NotKept(detail),
                _ => Self::Unreachable(detail),
            },
        }
    }
}

fn refusal_of(error: &Error) -> Option<Refusal> {
    Some(match error {
        Error::ThresholdNotMet { .. }
        | Error::DuplicateSignature { .. }
        | Error::UnusableKey { .. }
        | Error::UnsupportedScheme { .. }
        | Error::Crypto(_) => Refusal::ArbitrarySoftware,
        Error::Rollback { .. } => Refusal::Rollback,
        // The next root is the only one that may follow (specification 5.3.5).
        Error::BadRootVersion { trusted, new } if new > trusted => Refusal::FastForward,
        Error::BadRootVersion { .. } => Refusal::Rollback,
        Error::Expired { .. } => Refusal::Freeze,
        // The library tells these apart in words only; tests/it/trust holds it to them. A list that drops a role
        // which the trusted one has is checked as a rollback (specification 5.5.5), other pins are mix-and-match.
        Error::IntegrityMismatch(what) if what.starts_with("snapshot removes") => Refusal::Rollback,
        Error::IntegrityMismatch(_) => Refusal::MixAndMatch,
        Error::UnknownRole(_) => Refusal::WrongDelegation,
        Error::Transport { message, source } => {
            return transport_refusal(message, source.as_deref());
        }
        Error::TargetNotFound(_) => Refusal::Missing,
        Error::NotRefreshed | Error::Io { .. } => return None,
        _ => Refusal::Malformed,
    })
}

fn transport_refusal(
    message: &str,
    source: Option<&(dyn std::error::Error + Send + Sync + 'static)>,
) -> Option<Refusal> {
    match source.and_then(|source| source.downcast_ref::<TransportError>()) {
        Some(TransportError::TooLong { .. }) => Some(Refusal::EndlessData),
        Some(TransportError::TooSlow { .. }) => Some(Refusal::SlowRetrieval),
        Some(_) => None,
        None if message.ends_with("not found") => Some(Refusal::Missing),
        None => None,
    }
}

fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}
