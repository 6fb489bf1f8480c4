//! Finds kiosks of the same centre by DNS-SD over multicast DNS, and says that this one is here.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};
use std::sync::Mutex;

use mdns_sd::{ResolvedService, ServiceDaemon, ServiceEvent, ServiceInfo};

use crate::kiosk::link::shared::lock;

/// The service's name and protocol (RFC 6763, section 7).
const SERVICE: &str = "_tongxin._tcp.local.";
/// The centre a kiosk stands in, in its TXT record.
const CENTRE: &str = "centre";

/// Runs until it is dropped. Without multicast there is nobody to find, which is no problem of the kiosk.
pub(super) async fn run(kiosk: &str, centre: &str, port: u16, found: &Mutex<BTreeSet<SocketAddr>>) {
    if let Err(error) = look(kiosk, centre, port, found).await {
        tracing::info!(%error, "neighbours cannot be looked for");
    }
}

/// Says goodbye when it goes.
struct Daemon(ServiceDaemon);

impl Drop for Daemon {
    fn drop(&mut self) {
        if let Err(error) = self.0.shutdown() {
            tracing::debug!(%error, "the neighbours were not told");
        }
    }
}

async fn look(
    kiosk: &str,
    centre: &str,
    port: u16,
    found: &Mutex<BTreeSet<SocketAddr>>,
) -> mdns_sd::Result<()> {
    let daemon = Daemon(ServiceDaemon::new()?);
    // A kiosk's id without its hyphens is a host name of one label and a name nobody else has.
    let host = format!("tongxin-{}.local.", kiosk.replace('-', ""));
    let own = ServiceInfo::new(SERVICE, kiosk, &host, "", port, &[(CENTRE, centre)][..])?
        .enable_addr_auto();
    let own_name = own.get_fullname().to_owned();
    daemon.0.register(own)?;
    let events = daemon.0.browse(SERVICE)?;
    let mut names: Vec<(String, SocketAddr)> = Vec::new();
    while let Ok(event) = events.recv_async().await {
        match event {
            ServiceEvent::ServiceResolved(service) if service.get_fullname() != own_name => {
                let name = service.get_fullname().to_owned();
                names.retain(|(other, _)| *other != name);
                if let Some(address) = address_of(&service, centre) {
                    names.push((name, address));
                }
            }
            ServiceEvent::ServiceRemoved(_, name) => names.retain(|(other, _)| *other != name),
            _ => continue,
        }
        *lock(found) = names.iter().map(|(_, address)| *address).collect();
    }
    Ok(())
}

/// Where a kiosk of the same centre gives files.
fn address_of(service: &ResolvedService, centre: &str) -> Option<SocketAddr> {
    (service.get_property_val_str(CENTRE) == Some(centre)).then_some(())?;
    let address = service.get_addresses_v4().into_iter().min()?;
    Some(SocketAddr::new(IpAddr::V4(address), service.get_port()))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// Multicast must not leave the machine that tests, so this one wants a network of its own:
    /// `unshare -n sh -c 'ip link set lo up; TEST --ignored neighbours_of_one_centre'`
    #[tokio::test]
    #[ignore = "needs a network of its own"]
    async fn neighbours_of_one_centre_find_each_other_and_no_one_else() {
        let found: [Mutex<BTreeSet<SocketAddr>>; 3] = Default::default();
        let kiosks = [
            ("k-1", "riyue", 7001),
            ("k-2", "riyue", 7002),
            ("k-3", "guomao", 7003),
        ];
        let ports = |at: usize| -> Vec<u16> {
            let found = lock(&found[at]);
            found.iter().map(SocketAddr::port).collect()
        };
        let all_found = async {
            while ports(0) != [7002] || ports(1) != [7001] {
                tokio::task::yield_now().await;
            }
        };
        let looking = |at: usize| {
            let (kiosk, centre, port) = kiosks[at];
            look(kiosk, centre, port, &found[at])
        };
        tokio::select! {
            _ = looking(0) => {}
            _ = looking(1) => {}
            _ = looking(2) => {}
            () = all_found => {}
            () = tokio::time::sleep(Duration::from_secs(60)) => {}
        }
        assert_eq!(
            (ports(0), ports(1), ports(2)),
            (vec![7002], vec![7001], vec![])
        );
    }
}
