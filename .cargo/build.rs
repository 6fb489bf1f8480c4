//! How the program is linked.

fn main() {
    println!("cargo:rerun-if-changed=.cargo/build.rs");
    // Four hundred thousand places that hold addresses are told in a hundredth of the room; a kiosk reads all of them
    // when it starts. What is linked so runs with glibc 2.36 (Debian 12) and later.
    if std::env::var("CARGO_CFG_TARGET_ENV").as_deref() == Ok("gnu") {
        println!("cargo:rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}
