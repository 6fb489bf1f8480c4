//! Where the servers of tests keep what they remember.
//!
//! By itself a server uses a file in its folder. [`ON_POSTGRES`] names a PostgreSQL server instead, where each folder has
//! a database of its own; `databases` runs the tests of the server a second time with it.

use std::path::Path;
use std::sync::OnceLock;

use sha2::{Digest as _, Sha256};
use tongxin::cli::bench::cluster::Cluster;
use tongxin::config::DatabaseUrl;
use tongxin::server::store;

/// `postgres://tongxin@127.0.0.1:PORT/`.
pub(crate) const ON_POSTGRES: &str = "TONGXIN_TEST_POSTGRES";

/// Fast instead of durable: nothing of it outlives the tests.
const CARELESS: &str = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off";

/// The database of the server with this folder; `None` is the file in it.
pub(crate) async fn database(folder: &Path) -> Option<DatabaseUrl> {
    std::env::var_os(ON_POSTGRES)?;
    Some(postgres_database(folder).await)
}

/// A PostgreSQL database for the server with this folder.
pub(crate) async fn postgres_database(folder: &Path) -> DatabaseUrl {
    let name = hex::encode(&Sha256::digest(folder.to_str().expect("text"))[..8]);
    let url = format!("{}test_{name}", postgres());
    let url = DatabaseUrl::try_from(url).expect("an address");
    store::make_database(&url).await.expect("a database");
    url
}

/// The PostgreSQL server of this run of the tests. It ends with the run, however that ends.
pub(crate) fn postgres() -> String {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    std::env::var(ON_POSTGRES).unwrap_or_else(|_| {
        let start = || Cluster::start(CARELESS).unwrap_or_else(|error| unreachable!("{error:#}"));
        CLUSTER.get_or_init(start).url("")
    })
}
