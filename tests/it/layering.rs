//! Who may import whom: the sources are read, and anything else than the map in `src/lib.rs` fails.

use std::path::{Path, PathBuf};

/// Folder, and what its sources may not name.
const NEVER: &[(&str, &[&str])] = &[
    (
        "src/model",
        &[
            "bevy",
            "egui",
            "axum",
            "sqlx",
            "tokio",
            "reqwest",
            "std::fs",
            "std::net",
            "Utc::now",
            "Local::now",
            "Instant::now",
            "SystemTime",
            "rand::",
            "Uuid::new_v4",
            "crate::api",
            "crate::pack",
            "crate::server",
            "crate::kiosk",
            "crate::config",
            "crate::cli",
            "crate::locale",
        ],
    ),
    (
        "src/api",
        &[
            "bevy",
            "egui",
            "axum",
            "sqlx",
            "crate::pack",
            "crate::server",
            "crate::kiosk",
            "crate::cli",
            "crate::config",
        ],
    ),
    (
        "src/pack",
        &[
            "bevy",
            "egui",
            "axum",
            "reqwest",
            "sqlx",
            "crate::server",
            "crate::kiosk",
            "crate::cli",
            "crate::config",
        ],
    ),
    (
        "src/server",
        &["bevy", "egui", "crate::kiosk", "crate::cli"],
    ),
    ("src/server/store", &["axum", "crate::server::routes"]),
    ("src/kiosk", &["axum", "crate::server", "crate::cli"]),
    ("src/kiosk/link", &["bevy::", "bevy_egui", "egui::"]),
    // What a visitor writes is forgotten: no file, no log, no message to anyone.
    (
        "src/kiosk/writing",
        &[
            "bevy",
            "std::fs",
            "std::io",
            "tracing",
            "crate::config",
            "kiosk::link",
        ],
    ),
    (
        "src/locale.rs",
        &[
            "crate::api",
            "crate::pack",
            "crate::server",
            "crate::kiosk",
            "crate::cli",
            "crate::config",
        ],
    ),
];

/// What a view may not name.
const NEVER_IN_VIEWS: &[&str] = &[
    "bevy::",
    "bevy_egui",
    "super::link",
    "kiosk::link",
    "std::fs",
    "Utc::now",
    "Instant::now",
    "SystemTime",
];

fn sources(under: &Path) -> Vec<PathBuf> {
    if under.is_file() {
        return vec![under.to_owned()];
    }
    let entries = std::fs::read_dir(under).expect("a readable folder");
    entries
        .flat_map(|entry| {
            let path = entry.expect("a readable folder").path();
            if path.is_dir() {
                sources(&path)
            } else {
                vec![path]
            }
        })
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect()
}

/// The code without comments and string literals that could only mention a name.
fn code(path: &Path) -> Vec<(usize, String)> {
    let text = std::fs::read_to_string(path).expect("a readable source");
    text.lines()
        .enumerate()
        .map(|(i, line)| {
            (
                i + 1,
                line.split("//").next().unwrap_or_default().to_owned(),
            )
        })
        .collect()
}

fn offences(path: &Path, never: &[&str]) -> Vec<String> {
    code(path)
        .into_iter()
        .flat_map(|(number, line)| {
            let found: Vec<_> = never
                .iter()
                .filter(|name| line.contains(**name))
                .map(|name| format!("{}:{number} names {name}", path.display()))
                .collect();
            found
        })
        .collect()
}

#[test]
fn every_folder_imports_only_what_the_map_allows() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = Vec::new();
    for (folder, never) in NEVER {
        for path in sources(&root.join(folder)) {
            all.extend(offences(&path, never));
        }
    }
    for path in sources(&root.join("src/kiosk"))
        .iter()
        .filter(|path| path.ends_with("view.rs") || path.iter().any(|part| part == "view"))
    {
        all.extend(offences(path, NEVER_IN_VIEWS));
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn sql_is_in_the_stores_and_nowhere_else() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let stores = ["src/server/store", "src/kiosk/link/local_store"];
    let all: Vec<_> = sources(&root.join("src"))
        .into_iter()
        .filter(|path| {
            !stores
                .iter()
                .any(|store| path.starts_with(root.join(store)))
        })
        .flat_map(|path| offences(&path, &["sqlx::query", "SELECT ", "INSERT INTO "]))
        .collect();
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn what_scrolls_scrolls_as_the_theme_decides() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let theme = root.join("src/kiosk/theme");
    let all: Vec<_> = sources(&root.join("src/kiosk"))
        .into_iter()
        .filter(|path| !path.starts_with(&theme))
        .flat_map(|path| offences(&path, &["ScrollArea::"]))
        .collect();
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn every_source_opens_with_what_it_is() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let silent: Vec<_> = sources(&root.join("src"))
        .into_iter()
        .filter(|path| {
            !std::fs::read_to_string(path)
                .expect("a readable source")
                .starts_with("//!")
        })
        .collect();
    assert!(silent.is_empty(), "{silent:?}");
}

#[test]
fn the_tree_has_one_engine_and_one_of_every_large_part() {
    let lock = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock"))
        .expect("Cargo.lock");
    for part in [
        "bevy",
        "bevy_ecs",
        "bevy_egui",
        "egui",
        "wgpu",
        "winit",
        "axum",
        "reqwest",
        "rustls",
        "sqlx-core",
        "tokio",
    ] {
        let count = lock.matches(&format!("name = \"{part}\"\n")).count();
        assert_eq!(count, 1, "{part} stands {count} times in Cargo.lock");
    }
}

#[test]
fn the_top_level_holds_only_what_belongs_there() {
    let allowed = [
        "Cargo.toml",
        "Cargo.lock",
        "Makefile",
        "LICENSE",
        "README.md",
        "src",
        "assets",
        "content",
        "config",
        "tests",
        ".ci",
        ".cargo",
        ".gitignore",
        ".git",
        "target",
    ];
    let others: Vec<_> = std::fs::read_dir(env!("CARGO_MANIFEST_DIR"))
        .expect("a readable folder")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| !allowed.contains(&name.as_str()))
        .collect();
    assert!(others.is_empty(), "{others:?}");
}
