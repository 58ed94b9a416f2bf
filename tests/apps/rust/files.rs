// SPDX-License-Identifier: MIT
//! std::fs, std::env and std::time in a folder that the caller made current.
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

fn kind<T>(result: io::Result<T>) -> ErrorKind {
    result.map(|_| ()).unwrap_err().kind()
}

fn slashes(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

fn names(path: impl AsRef<Path>) -> Vec<String> {
    let mut found: Vec<String> = fs::read_dir(path).unwrap().map(|entry| {
        let entry = entry.unwrap();
        let kind = entry.file_type().unwrap();
        let data = entry.metadata().unwrap();
        let size = if data.is_file() { data.len() } else { 0 };
        format!("{}:{}{}{}:{}", entry.file_name().to_string_lossy(), kind.is_dir() as u8, kind.is_file() as u8, kind.is_symlink() as u8, size)
    }).collect();
    found.sort();
    found
}

fn contents() -> io::Result<()> {
    fs::write("one.txt", "erste Zeile\nzweite grüße\n\nlast")?;
    println!("{} {:?}", fs::metadata("one.txt")?.len(), fs::read_to_string("one.txt")?);
    let mut file = OpenOptions::new().read(true).write(true).open("one.txt")?;
    file.seek(SeekFrom::End(-4))?;
    let mut tail = String::new();
    file.read_to_string(&mut tail)?;
    file.seek(SeekFrom::Start(6))?;
    file.write_all(b"ZEILE")?;
    file.set_len(20)?;
    file.sync_all()?;
    println!("{} {} {:?}", tail, file.stream_position()?, fs::read("one.txt")?.len());
    OpenOptions::new().append(true).open("one.txt")?.write_all(b"appended")?;
    let lines: Vec<String> = io::BufReader::new(File::open("one.txt")?).lines().map(|line| line.unwrap_or_default()).collect();
    println!("{:?}", lines);
    println!("{:?}", kind(OpenOptions::new().write(true).create_new(true).open("one.txt")));
    println!("{:?} {:?}", kind(File::open("none.txt")), kind(File::open("no folder/none.txt")));
    println!("{}", OpenOptions::new().read(true).open("one.txt")?.write(b"x").is_err());
    println!("{} {}", fs::copy("one.txt", "two.txt")?, fs::read("one.txt")? == fs::read("two.txt")?);
    let mut big = File::create("big.bin")?;
    let block: Vec<u8> = (0..100_000u32).map(|i| (i * 31 % 251) as u8).collect();
    (0..20).try_for_each(|_| big.write_all(&block))?;
    drop(big);
    let back = fs::read("big.bin")?;
    println!("{} {}", back.len(), back.chunks(block.len()).all(|chunk| chunk == &block[..]));
    let clone = File::open("two.txt")?;
    let mut other = clone.try_clone()?;
    other.seek(SeekFrom::Start(3))?;
    println!("{}", (&clone).stream_position()?);
    Ok(())
}

fn folders() -> io::Result<()> {
    fs::create_dir("d")?;
    println!("{:?} {:?}", kind(fs::create_dir("d")), kind(fs::create_dir("x/y")));
    fs::create_dir_all("d/e/f")?;
    fs::create_dir_all("d/e/f")?;
    for name in ["ä", "日本.txt", "with space", "😀.bin"] {
        fs::write(Path::new("d").join(name), name)?;
    }
    println!("{:?}", names("d"));
    println!("{:?}", kind(fs::remove_dir("d/e")));
    println!("{:?}", fs::remove_file("d/e").is_err());
    fs::rename("d/e", "d/g")?;
    fs::rename("two.txt", "d/ä")?; // replaces
    println!("{} {}", Path::new("two.txt").exists(), fs::metadata("d/ä")?.len());
    println!("{:?}", kind(fs::rename("none", "other")));
    fs::remove_dir_all("d")?;
    println!("{} {:?}", Path::new("d").exists(), kind(fs::read_dir("d")));
    println!("{:?}", names("."));
    Ok(())
}

#[cfg(windows)]
fn link_file(to: &str, link: &str) -> io::Result<()> {
    std::os::windows::fs::symlink_file(to, link)
}

#[cfg(windows)]
fn link_folder(to: &str, link: &str) -> io::Result<()> {
    std::os::windows::fs::symlink_dir(to, link)
}

#[cfg(unix)]
use std::os::unix::fs::{symlink as link_file, symlink as link_folder};

fn links() -> io::Result<()> {
    fs::create_dir("target")?;
    fs::write("target/in.txt", "inside")?;
    link_file("one.txt", "file.link")?;
    link_folder("target", "folder.link")?;
    println!("{} {}", fs::metadata("file.link")?.is_file(), fs::symlink_metadata("file.link")?.file_type().is_symlink());
    println!("{} {}", fs::read_to_string("folder.link/in.txt")?, slashes(&fs::read_link("file.link")?));
    println!("{:?}", fs::canonicalize("folder.link/in.txt")?.file_name());
    println!("{}", fs::canonicalize("folder.link")? == fs::canonicalize("target")?);
    println!("{} {:?}", fs::canonicalize("target/../one.txt")?.is_absolute(), kind(fs::canonicalize("none")));
    println!("{:?}", kind(fs::read_link("one.txt")) == ErrorKind::NotFound);
    fs::hard_link("one.txt", "hard.txt")?;
    OpenOptions::new().append(true).open("hard.txt")?.write_all(b"!")?;
    println!("{}", fs::metadata("one.txt")?.len() == fs::metadata("hard.txt")?.len());
    println!("{:?}", names("."));
    fs::remove_file("file.link")?;
    println!("{}", Path::new("one.txt").exists());
    fs::remove_file("hard.txt")?;
    #[cfg(windows)]
    fs::remove_dir("folder.link")?;
    #[cfg(unix)]
    fs::remove_file("folder.link")?;
    println!("{}", Path::new("target/in.txt").exists());
    // A tree with a link to the outside: what the link names stays.
    fs::create_dir_all("tree/a/b")?;
    link_folder(if cfg!(windows) { "..\\target" } else { "../target" }, "tree/out")?;
    fs::remove_dir_all("tree")?;
    println!("{} {}", Path::new("tree").exists(), Path::new("target/in.txt").exists());
    fs::remove_dir_all("target")
}

fn attributes() -> io::Result<()> {
    let before = SystemTime::now() - Duration::from_secs(120);
    fs::write("attr.txt", "x")?;
    let data = fs::metadata("attr.txt")?;
    println!("{} {}", data.modified()? > before, data.modified()? < SystemTime::now() + Duration::from_secs(120));
    println!("{}", data.accessed().is_ok());
    let mut permissions = data.permissions();
    permissions.set_readonly(true);
    fs::set_permissions("attr.txt", permissions.clone())?;
    println!("{}", fs::metadata("attr.txt")?.permissions().readonly());
    permissions.set_readonly(false);
    fs::set_permissions("attr.txt", permissions)?;
    println!("{}", fs::metadata("attr.txt")?.permissions().readonly());
    fs::remove_file("attr.txt")?;
    println!("{}", Path::new("attr.txt").exists());
    Ok(())
}


fn environment() -> io::Result<()> {
    println!("{:?} {:?}", std::env::var("DECANT_RUST"), std::env::var("DECANT_NONE"));
    std::env::set_var("DECANT_RUST_TWO", "zwei ü");
    println!("{:?} {}", std::env::var("DECANT_RUST_TWO"), std::env::vars().any(|(name, _)| name == "DECANT_RUST_TWO"));
    std::env::remove_var("DECANT_RUST_TWO");
    println!("{:?}", std::env::var_os("DECANT_RUST_TWO"));
    let here = std::env::current_dir()?;
    fs::create_dir("sub")?;
    std::env::set_current_dir("sub")?;
    println!("{} {}", std::env::current_dir()?.file_name().unwrap().to_string_lossy(), std::env::current_dir()?.parent() == Some(&here));
    fs::write("there.txt", "")?;
    std::env::set_current_dir(&here)?;
    println!("{} {:?}", Path::new("sub/there.txt").exists(), kind(std::env::set_current_dir("none")));
    fs::remove_dir_all("sub")?;
    println!("{}", std::env::current_exe()?.file_stem().unwrap().to_string_lossy());
    let scratch = std::env::temp_dir();
    println!("{} {}", scratch.is_absolute(), scratch.is_dir());
    let joined: PathBuf = std::env::join_paths(["a", "b c"].iter()).unwrap().into();
    println!("{}", std::env::split_paths(&joined).count());
    Ok(())
}

fn times() {
    let start = std::time::Instant::now();
    let wall = SystemTime::now();
    std::thread::sleep(Duration::from_millis(15));
    println!("{} {}", start.elapsed() >= Duration::from_millis(15), wall.elapsed().is_ok());
    println!("{}", wall.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs() > 1_600_000_000);
    println!("{:?}", SystemTime::UNIX_EPOCH + Duration::new(5, 500) > SystemTime::UNIX_EPOCH);
    let mut last = std::time::Instant::now();
    println!("{}", (0..10000).all(|_| { let now = std::time::Instant::now(); let fine = now >= last; last = now; fine }));
}

pub fn run() {
    for part in [contents, folders, links, attributes, environment] {
        part().unwrap();
    }
    times();
}
