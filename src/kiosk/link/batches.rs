//! Brings what waits to the server in batches; whatever it is.
//!
//! A row leaves the kiosk only after the server has answered for it. If the answer is lost, it is sent again under the
//! same id, which the server counts once.

use std::fmt::Debug;

use uuid::Uuid;

use super::server_api::ApiError;

/// Why a batch waits.
#[derive(Debug, thiserror::Error)]
pub(super) enum SendError {
    /// The server did not take it.
    #[error(transparent)]
    Server(#[from] ApiError),
    /// What the server took could not be taken out here.
    #[error("what was delivered could not be taken out: {0}")]
    Database(#[from] sqlx::Error),
    /// The server answered for nothing that was sent.
    #[error("the server took nothing of what was sent")]
    NothingTaken,
}

/// One kind of batch.
pub(super) trait Batch {
    /// One thing that waits.
    type Item: Clone + Debug;

    /// Its id, made on the kiosk.
    fn id(item: &Self::Item) -> Uuid;

    /// Sends these, and takes out what the server has answered for.
    async fn send(&self, items: Vec<Self::Item>) -> Result<(), SendError>;

    /// Keeps one that the server will never take where staff find it, and sends it no more.
    async fn refuse(&self, id: Uuid) -> Result<(), SendError>;
}

/// All at once; one by one when the server will not take them so, for then one of them is at fault.
pub(super) async fn send<B: Batch>(batch: &B, items: Vec<B::Item>) -> Result<(), SendError> {
    match batch.send(items.clone()).await {
        Err(SendError::Server(error)) if will_never_take(&error) => {}
        other => return other,
    }
    for item in items {
        let id = B::id(&item);
        match batch.send(vec![item]).await {
            Err(SendError::Server(error)) if will_never_take(&error) => {
                tracing::error!(%error, %id, "the server will not take what waits");
                batch.refuse(id).await?;
            }
            other => other?,
        }
    }
    Ok(())
}

/// Whether sending the same again can never help.
fn will_never_take(error: &ApiError) -> bool {
    matches!(error, ApiError::Status(status) if matches!(status.as_u16(), 400 | 413 | 422))
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    fn status(code: u16) -> ApiError {
        ApiError::Status(code.try_into().expect("a status"))
    }

    #[test]
    fn only_a_refusal_of_the_content_stops_sending() {
        assert!(
            [400, 413, 422]
                .into_iter()
                .all(|code| will_never_take(&status(code)))
        );
        assert!(
            ![404, 408, 429, 500, 502, 503]
                .into_iter()
                .any(|code| will_never_take(&status(code)))
        );
        assert!(!will_never_take(&ApiError::NotEnrolled));
    }

    /// A server that takes no batch with an odd number in it.
    #[derive(Default)]
    struct Even {
        taken: Mutex<Vec<u128>>,
        refused: Mutex<Vec<u128>>,
    }

    impl Batch for Even {
        type Item = u128;

        fn id(item: &u128) -> Uuid {
            Uuid::from_u128(*item)
        }

        async fn send(&self, items: Vec<u128>) -> Result<(), SendError> {
            if items.iter().any(|item| item % 2 == 1) {
                return Err(status(422).into());
            }
            self.taken.lock().expect("a lock").extend(items);
            Ok(())
        }

        async fn refuse(&self, id: Uuid) -> Result<(), SendError> {
            self.refused.lock().expect("a lock").push(id.as_u128());
            Ok(())
        }
    }

    #[tokio::test]
    async fn one_that_spoils_a_batch_is_put_aside_and_the_others_arrive() {
        let server = Even::default();
        send(&server, vec![2, 4]).await.expect("sent");
        send(&server, vec![6, 7, 8]).await.expect("sent");
        assert_eq!(*server.taken.lock().expect("a lock"), [2, 4, 6, 8]);
        assert_eq!(*server.refused.lock().expect("a lock"), [7]);
    }
}
