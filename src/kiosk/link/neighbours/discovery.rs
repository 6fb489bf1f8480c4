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
