// SPDX-License-Identifier: MIT
//! std::process, standard streams, and the start of std::net. Pipes to children are named pipes on Windows, and wait for them.
use std::io::{self, BufRead, Write};
use std::process::{exit, Command, Stdio};

fn myself(words: &[&str]) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(words);
    command
}

/// What the children do.
pub fn child(words: &[String]) {
    match words[0].as_str() {
        "exit" => exit(words[1].parse().unwrap()),
        "arguments" => println!("{:?}", &words[1..]),
        "environment" => println!("{:?} {:?}", std::env::var("DECANT_CHILD"), std::env::var("DECANT_RUST")),
        "folder" => println!("{}", std::env::current_dir().unwrap().file_name().unwrap().to_string_lossy()),
        "both" => {
            println!("to stdout");
            eprintln!("to stderr");
            exit(3);
        }
        "flood" => {
            let line = vec![b'x'; 1000];
            for _ in 0..300 {
                io::stdout().write_all(&line).unwrap();
                io::stderr().write_all(&line).unwrap();
            }
        }
        "sleep" => std::thread::sleep(std::time::Duration::from_secs(600)),
        word => panic!("{}", word),
    }
}

/// Lines from standard input, upside down; what is not UTF-8 is an error.
pub fn echo() {
    let input = io::stdin();
    for (number, line) in input.lock().lines().enumerate() {
        match line {
            Ok(line) => println!("{} {}", number, line.chars().rev().collect::<String>()),
            Err(error) => {
                println!("{:?}", error.kind());
                break;
            }
        }
    }
    print!("no newline");
    io::stdout().flush().unwrap();
}

/// The library starts the network before it looks at an address.
pub fn network() {
    let parsed: Result<std::net::SocketAddr, _> = "[::1]:80".parse();
    println!("{:?} {:?}", parsed, "1.2.3.4".parse::<std::net::Ipv4Addr>());
    use std::net::ToSocketAddrs;
    let found: Vec<_> = ("127.0.0.1", 8080).to_socket_addrs().unwrap().collect();
    println!("{:?}", found);
    let found: Vec<_> = "192.0.2.7:99".to_socket_addrs().unwrap().collect();
    println!("{:?}", found);
    let local: Vec<_> = ("localhost", 7).to_socket_addrs().unwrap().collect();
    println!("{}", local.contains(&"127.0.0.1:7".parse().unwrap()));
}

fn codes() {
    for code in [0, 1, 42, 255] {
        let status = myself(&["child", "exit", &code.to_string()]).status().unwrap();
        println!("{:?} {}", status.code(), status.success());
    }
    println!("{:?}", myself(&["panic"]).stderr(Stdio::null()).status().unwrap().code());
    println!("{:?}", Command::new("no-such-program-at-all").spawn().map(|_| ()).unwrap_err().kind());
}

/// What a child prints, by way of a file.
fn printed(command: &mut Command) -> String {
    let file = std::fs::File::create("child.txt").unwrap();
    let status = command.stdout(file.try_clone().unwrap()).stderr(file).status().unwrap();
    let text = std::fs::read_to_string("child.txt").unwrap();
    std::fs::remove_file("child.txt").unwrap();
    format!("{:?} {:?}", status.code(), text)
}

fn streams() {
    println!("{}", printed(&mut myself(&["child", "both"])));
    println!("{}", printed(&mut myself(&["child", "arguments", "a b", "\"quoted\"", "back\\slash\\", "", "ü*?", "a\\\"b"])));
    println!("{}", printed(&mut myself(&["child", "flood"])).len());
    std::fs::write("in.txt", "first\nsecond größe\n").unwrap();
    println!("{}", printed(myself(&["echo"]).stdin(std::fs::File::open("in.txt").unwrap())));
    println!("{}", printed(myself(&["echo"]).stdin(Stdio::null())));
    std::fs::remove_file("in.txt").unwrap();
}

fn surroundings() {
    println!("{}", printed(myself(&["child", "environment"]).env("DECANT_CHILD", "größe").env_remove("DECANT_RUST")));
    std::fs::create_dir("inner").unwrap();
    println!("{}", printed(myself(&["child", "folder"]).current_dir("inner")));
    std::fs::remove_dir("inner").unwrap();
}

fn killing() {
    let mut process = myself(&["child", "sleep"]).spawn().unwrap();
    println!("{:?} {}", process.try_wait().unwrap(), process.id() > 0);
    process.kill().unwrap();
    println!("{}", process.wait().unwrap().success());
    let children: Vec<_> = (0..10).map(|i| myself(&["child", "exit", &i.to_string()]).spawn().unwrap()).collect();
    println!("{:?}", children.into_iter().map(|mut child| child.wait().unwrap().code().unwrap()).sum::<i32>());
}

pub fn run() {
    codes();
    streams();
    surroundings();
    killing();
}
