//! A new migration file must rebuild the crate, since the files are embedded at compile time.

fn main() {
    println!("cargo::rerun-if-changed=migrations");
}
