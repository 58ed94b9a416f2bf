// SPDX-License-Identifier: MIT
//! Panics: payloads, the order of destructors, catching across threads and frames.
use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe};
use std::thread;

struct Noisy(&'static str);

impl Drop for Noisy {
    fn drop(&mut self) {
        println!("drop {} panicking={}", self.0, thread::panicking());
    }
}

struct PanicsInDrop;

impl Drop for PanicsInDrop {
    fn drop(&mut self) {
        panic!("second");
    }
}

pub fn panic_twice() {
    let _second = PanicsInDrop;
    panic!("first");
}

fn text(payload: Box<dyn std::any::Any + Send>) -> String {
    match payload.downcast::<&'static str>() {
        Ok(text) => text.to_string(),
        Err(payload) => match payload.downcast::<String>() {
            Ok(text) => *text,
            Err(payload) => format!("number {}", payload.downcast::<u64>().unwrap()),
        },
    }
}

#[inline(never)]
fn deep(depth: u32, values: &[f64; 4]) -> f64 {
    let _guard = if depth % 100 == 0 { Some(Noisy("deep")) } else { None };
    if depth == 0 {
        panic!("bottom {}", values[3]);
    }
    let next = [values[1], values[2], values[3], values[0] + 1.0];
    deep(depth - 1, &next) + values[0]
}

fn catches() {
    let result = panic::catch_unwind(|| {
        let _a = Noisy("a");
        let _b = Noisy("b");
        let numbers = vec![1, 2, 3];
        numbers[std::env::args().count() + 5]
    });
    println!("{}", text(result.unwrap_err()));
    println!("{}", text(panic::catch_unwind(|| deep(300, &[1.0, 2.0, 3.0, 4.0])).unwrap_err()));
    println!("{}", text(panic::catch_unwind(|| panic::panic_any(7u64)).unwrap_err()));
    println!("{}", text(panic::catch_unwind(|| panic::resume_unwind(Box::new("resumed"))).unwrap_err()));
    let nested = panic::catch_unwind(|| {
        let inner = panic::catch_unwind(|| {
            let _c = Noisy("c");
            panic!("inner")
        });
        println!("caught {}", text(inner.unwrap_err()));
        let _d = Noisy("d");
        panic!("outer")
    });
    println!("{}", text(nested.unwrap_err()));
    println!("{}", text(panic::catch_unwind(|| std::env::args().count() as u64 / u64::from(std::env::args().count() > 99)).unwrap_err()));
    println!("{}", panic::catch_unwind(|| None::<u8>.expect("nothing here")).is_err());
    println!("{:?}", panic::catch_unwind(|| "12x".parse::<i32>().unwrap()).map_err(text));
}

fn callbacks() {
    // Out of a comparison function in the middle of a sort, then the vector is still whole.
    let mut values: Vec<u32> = (0..1000).map(|i| i * 7919 % 1009).collect();
    let mut calls = 0;
    let result = panic::catch_unwind(AssertUnwindSafe(|| {
        values.sort_by(|a, b| {
            calls += 1;
            if calls == 777 {
                panic!("tired of comparing");
            }
            a.cmp(b)
        })
    }));
    let mut sorted = values.clone();
    sorted.sort_unstable();
    sorted.dedup();
    println!("{} {} {}", text(result.unwrap_err()), values.len(), sorted.len());
}

fn across_threads() {
    let failures: Vec<String> = (0..8)
        .map(|i| thread::Builder::new().name(format!("worker {}", i)).spawn(move || {
            if i % 2 == 1 {
                panic!("{} gave up", thread::current().name().unwrap());
            }
            i * 10
        }).unwrap())
        .collect::<Vec<_>>()
        .into_iter()
        .map(|worker| match worker.join() {
            Ok(value) => value.to_string(),
            Err(payload) => text(payload),
        })
        .collect();
    println!("{}", failures.join(", "));
    // A payload that travels through three threads.
    let result = thread::spawn(|| {
        let inner = thread::spawn(|| panic::panic_any(99u64)).join();
        panic::resume_unwind(inner.unwrap_err());
    }).join();
    println!("{}", text(result.unwrap_err()));
    let scoped = panic::catch_unwind(|| {
        thread::scope(|scope| {
            scope.spawn(|| panic!("in a scope"));
        })
    });
    println!("{}", text(scoped.unwrap_err()));
    let total: usize = (0..4)
        .map(|_| thread::spawn(|| (0..2500).filter(|i| panic::catch_unwind(|| if i % 3 == 0 { panic!("many") }).is_err()).count()))
        .collect::<Vec<_>>()
        .into_iter()
        .map(|worker| worker.join().unwrap())
        .sum();
    println!("{}", total);
}

thread_local!(static MESSAGES: RefCell<Vec<String>> = RefCell::new(Vec::new()));

fn hooks() {
    panic::set_hook(Box::new(|info| {
        let place = info.location().unwrap();
        MESSAGES.with(|messages| messages.borrow_mut().push(format!("{}:{}", place.file().rsplit(&['/', '\\'][..]).next().unwrap(), place.line() > 0)));
    }));
    let _ = panic::catch_unwind(|| {
        let _e = Noisy("e");
        panic!("hooked")
    });
    MESSAGES.with(|messages| println!("{:?}", messages.borrow()));
    panic::set_hook(Box::new(|_| ()));
}

pub fn run() {
    panic::set_hook(Box::new(|_| ()));
    catches();
    callbacks();
    across_threads();
    hooks();
}
