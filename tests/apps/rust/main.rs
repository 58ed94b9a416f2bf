// SPDX-License-Identifier: MIT
//! What Rust's standard library does on Windows, one word per topic. The native build must print the same.
mod files;
mod processes;
mod threads;
mod unwinding;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words[0].as_str() {
        "unwinding" => unwinding::run(),
        "threads" => threads::run(),
        "files" => files::run(),
        "processes" => processes::run(),
        "child" => processes::child(&words[1..]),
        "panic" => panic!("out of {}", "main"),
        "panic-in-drop" => unwinding::panic_twice(),
        "abort" => std::process::abort(),
        "echo" => processes::echo(),
        "network" => processes::network(),
        word => {
            eprintln!("what is {}?", word);
            std::process::exit(2);
        }
    }
}
