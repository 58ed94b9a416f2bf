// SPDX-License-Identifier: MIT
//! Threads, channels, locks and thread locals.
use std::cell::{Cell, RefCell};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{mpsc, Arc, Barrier, Condvar, Mutex, Once, RwLock};
use std::thread;
use std::time::{Duration, Instant};

fn scopes() {
    let mut numbers = vec![0u64; 1000];
    thread::scope(|scope| {
        for (part, chunk) in numbers.chunks_mut(100).enumerate() {
            scope.spawn(move || chunk.iter_mut().enumerate().for_each(|(i, n)| *n = (part * 100 + i) as u64));
        }
    });
    println!("scope {}", numbers.iter().sum::<u64>());
}

fn channels() {
    let (sender, receiver) = mpsc::channel();
    for id in 0..8u64 {
        let sender = sender.clone();
        thread::spawn(move || (0..5000).for_each(|i| sender.send(id * 5000 + i).unwrap()));
    }
    drop(sender);
    println!("channel {}", receiver.iter().sum::<u64>());
    let (sender, receiver) = mpsc::sync_channel(2);
    let producer = thread::spawn(move || (0..5000).map(|i| sender.send(i).unwrap()).count());
    println!("bounded {} {}", receiver.iter().map(|i: u64| i * i).sum::<u64>(), producer.join().unwrap());
    let (sender, receiver) = mpsc::channel::<u8>();
    println!("{:?}", receiver.recv_timeout(Duration::from_millis(20)));
    drop(sender);
    println!("{:?} {:?}", receiver.recv(), receiver.try_recv());
    let (sender, receiver) = mpsc::sync_channel(0);
    let rendezvous = thread::spawn(move || (0..500).all(|i| sender.send(i).is_ok()));
    println!("rendezvous {} {}", receiver.iter().take(500).sum::<u32>(), rendezvous.join().unwrap());
}

fn locks() {
    let counter = Arc::new(Mutex::new(0u64));
    let workers: Vec<_> = (0..8).map(|_| {
        let counter = counter.clone();
        thread::spawn(move || (0..10000).for_each(|_| *counter.lock().unwrap() += 1))
    }).collect();
    workers.into_iter().for_each(|worker| worker.join().unwrap());
    println!("mutex {}", *counter.lock().unwrap());
    let poisoner = counter.clone();
    std::panic::set_hook(Box::new(|_| ()));
    let failed = thread::spawn(move || {
        let _held = poisoner.lock().unwrap();
        panic!("with the lock held");
    }).join();
    println!("poison {} {} {}", failed.is_err(), counter.is_poisoned(), counter.lock().unwrap_err().into_inner());
    println!("try {}", counter.try_lock().is_err());

    let shared = Arc::new(RwLock::new(vec![0u32; 16]));
    let workers: Vec<_> = (0..8u32).map(|id| {
        let shared = shared.clone();
        thread::spawn(move || {
            for round in 0..1000usize {
                if id % 4 == 0 {
                    shared.write().unwrap().iter_mut().for_each(|n| *n += 1);
                } else {
                    let seen = shared.read().unwrap();
                    assert!(seen.iter().all(|n| *n == seen[round % 16]));
                }
            }
        })
    }).collect();
    workers.into_iter().for_each(|worker| worker.join().unwrap());
    println!("rwlock {:?}", shared.read().unwrap()[7]);
}

fn conditions() {
    let pair = Arc::new((Mutex::new(0u32), Condvar::new()));
    let partner = pair.clone();
    let pong = thread::spawn(move || {
        let (turn, changed) = &*partner;
        for _ in 0..5000 {
            let mut turn = changed.wait_while(turn.lock().unwrap(), |turn| *turn % 2 == 0).unwrap();
            *turn += 1;
            changed.notify_one();
        }
    });
    let (turn, changed) = &*pair;
    for _ in 0..5000 {
        let mut turn = changed.wait_while(turn.lock().unwrap(), |turn| *turn % 2 == 1).unwrap();
        *turn += 1;
        changed.notify_one();
    }
    pong.join().unwrap();
    println!("condvar {}", turn.lock().unwrap());
    let started = Instant::now();
    let (_held, result) = changed.wait_timeout_while(turn.lock().unwrap(), Duration::from_millis(30), |_| true).unwrap();
    println!("timeout {} {}", result.timed_out(), started.elapsed() >= Duration::from_millis(30));
    let barrier = Arc::new(Barrier::new(6));
    let leaders = (0..6).map(|_| {
        let barrier = barrier.clone();
        thread::spawn(move || (0..100).filter(|_| barrier.wait().is_leader()).count())
    }).collect::<Vec<_>>().into_iter().map(|worker| worker.join().unwrap()).sum::<usize>();
    println!("barrier {}", leaders);
}

fn parking() {
    static READY: AtomicUsize = AtomicUsize::new(0);
    let parked = thread::spawn(|| {
        for round in 1..=1000 {
            while READY.load(Ordering::Acquire) < round * 2 - 1 {
                thread::park();
            }
            READY.fetch_add(1, Ordering::Release);
        }
    });
    for round in 1..=1000 {
        READY.fetch_add(1, Ordering::Release);
        parked.thread().unpark();
        while READY.load(Ordering::Acquire) < round * 2 {
            thread::yield_now();
        }
    }
    parked.join().unwrap();
    thread::current().unpark();
    thread::park(); // the token is there
    let started = Instant::now();
    thread::park_timeout(Duration::from_millis(20));
    println!("park {} {}", READY.load(Ordering::Relaxed), started.elapsed() < Duration::from_secs(10));
    static ONCE: Once = Once::new();
    static CALLS: AtomicUsize = AtomicUsize::new(0);
    let workers: Vec<_> = (0..8).map(|_| thread::spawn(|| {
        ONCE.call_once(|| {
            thread::sleep(Duration::from_millis(10));
            CALLS.fetch_add(1, Ordering::SeqCst);
        });
        CALLS.load(Ordering::SeqCst)
    })).collect();
    println!("once {:?}", workers.into_iter().map(|worker| worker.join().unwrap()).collect::<Vec<_>>());
    static SPOILT: Once = Once::new();
    println!("spoilt {}", thread::spawn(|| SPOILT.call_once(|| panic!())).join().is_err());
    SPOILT.call_once_force(|state| println!("again {}", state.is_poisoned()));
}

struct Counted(Arc<AtomicUsize>, u32);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_add(self.1 as usize, Ordering::SeqCst);
    }
}

thread_local! {
    static FIRST: RefCell<Vec<Counted>> = RefCell::new(Vec::new());
    static LATE: RefCell<Option<Counted>> = RefCell::new(None);
    static NUMBER: Cell<u32> = Cell::new(5);
}

struct UsesAnother(Arc<AtomicUsize>);

impl Drop for UsesAnother {
    fn drop(&mut self) {
        // A destructor that brings another thread local to life: it is destroyed, too.
        let total = self.0.clone();
        LATE.with(|late| *late.borrow_mut() = Some(Counted(total, 1000)));
    }
}

thread_local!(static USER: RefCell<Option<UsesAnother>> = RefCell::new(None));

fn locals() {
    let total = Arc::new(AtomicUsize::new(0));
    let workers: Vec<_> = (1..=20u32).map(|id| {
        let total = total.clone();
        thread::spawn(move || {
            NUMBER.with(|number| number.set(number.get() + id));
            FIRST.with(|first| first.borrow_mut().push(Counted(total.clone(), id)));
            USER.with(|user| *user.borrow_mut() = Some(UsesAnother(total)));
            if id % 5 == 0 {
                panic!("locals are dropped all the same");
            }
            NUMBER.with(|number| number.get())
        })
    }).collect();
    let results: Vec<_> = workers.into_iter().map(|worker| worker.join().unwrap_or(0)).collect();
    println!("locals {:?} {} {}", results, total.load(Ordering::SeqCst), NUMBER.with(|number| number.get()));
}

pub fn run() {
    scopes();
    channels();
    locks();
    conditions();
    parking();
    locals();
    let small = thread::Builder::new().stack_size(64 << 10).spawn(|| 1).unwrap().join().unwrap();
    let big = thread::Builder::new().stack_size(64 << 20).spawn(|| {
        fn down(n: u64) -> u64 { let a = [n; 64]; if n == 0 { 0 } else { down(n - 1) + a[(n % 64) as usize] / n } }
        down(std::env::args().count() as u64 * 25000)
    }).unwrap().join().unwrap();
    println!("stacks {} {} {}", small, big, thread::available_parallelism().is_ok());
}
