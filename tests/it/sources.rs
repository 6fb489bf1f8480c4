//! Where a kiosk's content comes from besides the server: neighbours, a stick, and what it showed before.

use std::net::SocketAddr;
use std::sync::Arc;

use chrono::Utc;
use tongxin::api::kiosk::PackState;
use tongxin::config::{KioskSettings, NeighbourSettings};
use tongxin::kiosk::link::LinkRequest;
use tongxin::kiosk::staff::status::{ImportStep, StaffRequest, UpdateResult};
use tongxin::pack::activation::{Content, RevertReason};
use tongxin::pack::export;
use tongxin::pack::transport::FolderTransport;

use super::link::{Kiosk, Stage};

fn free_address() -> SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address")
}

fn title(content: &Content) -> &str {
    content.manifests[0].exhibits[0].title.in_language("zh-CN")
}

/// Shows the newest content and lets it prove itself.
fn show(stage: &Stage, kiosk: &mut Kiosk, name: &str) -> Arc<Content> {
    let content = kiosk.until(name, |seen| {
        seen.content
            .clone()
            .filter(|content| title(content) == name)
    });
    kiosk.link.send(LinkRequest::Activate(content.generation));
    kiosk.link.send(LinkRequest::Good(content.generation));
    stage.until_reported(|report| {
        report.packs.iter().all(|pack| {
            pack.state == PackState::Confirmed && pack.version == content.manifests[0].version
        }) && !report.packs.is_empty()
    });
    content
}

/// An export of what the server has, as a stick would bring it.
fn write_stick(stage: &Stage, stick: &std::path::Path) -> std::path::PathBuf {
    let server = stage.server_folder();
    let source = Arc::new(FolderTransport::new(
        &server.join("tuf"),
        &server.join("blobs"),
    ));
    let written = export::write(source, super::link::CENTRE, stick, Utc::now(), &|_| {});
    stage.block_on(written).expect("written");
    stick.join(export::FOLDER)
}

#[test]
fn a_kiosk_takes_files_from_its_neighbour_when_the_server_has_none_to_give() {
    let stage = Stage::new();
    let address = free_address();
    let neighbours = |listen: SocketAddr, peers: Vec<SocketAddr>| NeighbourSettings {
        enabled: true,
        listen,
        peers,
        discover: false,
    };
    let settings = |name: &str, neighbours| KioskSettings {
        data_dir: stage.server_folder().with_file_name(name),
        neighbours,
        ..stage.kiosk_settings()
    };
    let mut first = Kiosk::start(settings("first", neighbours(address, Vec::new())));
    stage.approve_when_waiting(&mut first);
    first.until("content", |seen| seen.content.clone());

    // Metadata still comes from the server; its files are gone.
    std::fs::rename(
        stage.server_folder().join("blobs"),
        stage.server_folder().join("lost"),
    )
    .expect("moved");
    let own = free_address();
    let mut second = Kiosk::start(settings("second", neighbours(own, vec![own, address])));
    stage.approve_when_waiting(&mut second);
    let content = second.until("content", |seen| seen.content.clone());
    let files = content.manifests[0].files.values();
    assert!(files.into_iter().all(|file| content.blobs.verify(file)));
}

#[test]
fn a_stick_brings_news_to_a_kiosk_that_has_no_network() {
    let mut stage = Stage::new();
    let mut kiosk = Kiosk::start(stage.kiosk_settings());
    stage.approve_when_waiting(&mut kiosk);
    show(&stage, &mut kiosk, "骑楼");
    stage.stop_server();
    let stick = tempfile::tempdir().expect("a folder");
    stage.start_server();
    let old = write_stick(&stage, &stick.path().join("old"));
    // The server publishes while the kiosk cannot hear it.
    drop(kiosk);
    stage.publish_renamed("新骑楼");
    let new = write_stick(&stage, &stick.path().join("new"));
    stage.stop_server();

    let mut kiosk = Kiosk::start(stage.kiosk_settings());
    let import = |kiosk: &mut Kiosk, folder: &std::path::Path| {
        let folder = folder.to_owned();
        let name = folder.display().to_string();
        kiosk
            .link
            .send(LinkRequest::Staff(StaffRequest::Import(folder)));
        kiosk.until("the end of the import", |seen| match &seen.staff.import {
            ImportStep::Done { name: done, result } if *done == name => Some(result.clone()),
            _ => None,
        })
    };
    let result = import(&mut kiosk, &new);
    assert!(matches!(result, UpdateResult::Staged(_)), "{result:?}");
    kiosk.until("the news", |seen| {
        seen.content
            .clone()
            .filter(|content| title(content) == "新骑楼")
    });
    let result = import(&mut kiosk, &old);
    assert!(
        matches!(&result, UpdateResult::Refused { reason, .. } if reason == "rollback"),
        "{result:?}"
    );
}

#[test]
fn staff_go_back_and_the_server_hears_which_version_and_why() {
    let stage = Stage::new();
    let mut kiosk = Kiosk::start(stage.kiosk_settings());
    stage.approve_when_waiting(&mut kiosk);
    show(&stage, &mut kiosk, "骑楼");
    stage.publish_renamed("新骑楼");
    show(&stage, &mut kiosk, "新骑楼");
    kiosk.link.send(LinkRequest::Staff(StaffRequest::GoBack));
    kiosk.until("the version before", |seen| {
        seen.content
            .clone()
            .filter(|content| title(content) == "骑楼")
    });
    stage.until_reported(|report| {
        let reverted = report.reverted.iter();
        reverted
            .map(|pack| (pack.version, pack.reason.as_str()))
            .eq([(2, "by-staff")])
    });
}

#[test]
fn a_trial_that_cannot_be_shown_is_taken_back_and_what_has_proved_itself_is_not() {
    let stage = Stage::new();
    let mut kiosk = Kiosk::start(stage.kiosk_settings());
    stage.approve_when_waiting(&mut kiosk);
    let first = show(&stage, &mut kiosk, "骑楼");
    // It has proved itself: a fault now is the disk's, not the pack's.
    let broken = |generation| LinkRequest::Unhealthy(generation, RevertReason::FileBroken);
    kiosk.link.send(broken(first.generation));
    stage.publish_renamed("新骑楼");
    let second = kiosk.until("the news", |seen| {
        seen.content
            .clone()
            .filter(|content| title(content) == "新骑楼")
    });
    kiosk.link.send(LinkRequest::Activate(second.generation));
    kiosk.link.send(broken(second.generation));
    kiosk.until("the version before", |seen| {
        seen.content
            .clone()
            .filter(|content| title(content) == "骑楼")
    });
    stage.until_reported(|report| {
        let reverted = report.reverted.iter();
        reverted
            .map(|pack| (pack.version, pack.reason.as_str()))
            .eq([(2, "file-broken")])
    });
}
