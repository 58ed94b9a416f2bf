#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The SQLite shell from Debian's source, built with mingw-w64: 20,000 rows, full-text search, WAL; the database is then
read by the same program built natively, and the other way round."""
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from apps import check, debian_source, decant, run  # noqa: E402

FLAGS = ["-O1", "-DSQLITE_ENABLE_FTS5", "-DSQLITE_THREADSAFE=1"]
CREATE = b"""
pragma journal_mode=wal;
create table t(id integer primary key, name text, value real);
with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000)
  insert into t select i, 'name ' || (i * 7919 % 20011), i * 0.25 from n;
create index byname on t(name);
create virtual table d using fts5(body);
insert into d select 'document number ' || id || ' about ' || name from t where id % 100 = 0;
update t set value = value + 1 where id % 3 = 0;
delete from t where id % 7 = 0;
vacuum;
"""
READ = b"""
select count(*), sum(value), max(name) from t;
select rowid, body from d where d match '7900' order by rowid limit 3;
.mode csv
select * from t where id between 100 and 110;
pragma integrity_check;
"""

with tempfile.TemporaryDirectory(prefix="decant-sqlite-") as folder:
    source = os.path.join(folder, "source")
    shutil.copytree(debian_source("sqlite3"), source)
    for words in (["./configure", "-q"], ["make", "-s", "sqlite3.c", "shell.c"]):
        subprocess.run(words, cwd=source, check=True, capture_output=True)
    os.chdir(folder)
    builds = [subprocess.Popen([compiler, *FLAGS, "source/shell.c", "source/sqlite3.c", "-o", out, *libraries])
              for compiler, out, libraries in (("x86_64-w64-mingw32-gcc", "sqlite3.exe", []),
                                               ("gcc", "sqlite3", ["-lm", "-lpthread", "-ldl"]))]
    check(all(build.wait() == 0 for build in builds), "sqlite3 does not build")

    def windows(database, script):
        return decant("sqlite3.exe", database, input=script).stdout.replace(b"\r\n", b"\n")

    def native(database, script):
        return run(["./sqlite3", database], input=script).stdout.replace(b"\r\n", b"\n")
    windows("w.db", CREATE)
    native("n.db", CREATE)
    reports = [reader(database, READ) for database in ("w.db", "n.db") for reader in (windows, native)]
    check(reports[0].rstrip().endswith(b"ok"), "integrity_check: %r" % reports[0][-200:])
    check(all(report == reports[0] for report in reports), "the reports differ:\n" + "\n".join(r.decode() for r in reports))
    # Two at once: one holds the write lock, the other is told.
    with subprocess.Popen([os.environ.get("DECANT", "decant"), "sqlite3.exe", "w.db"], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as holder:
        holder.stdin.write(b"begin immediate; select 'held';\n")
        holder.stdin.flush()
        check(b"held" in holder.stdout.readline(), "the first does not get the lock")
        other = decant("sqlite3.exe", "w.db", "insert into t values(1000000, 'x', 1);", code=None)
        check(b"locked" in other.stderr + other.stdout, "the second is not told that the database is locked: %r" % (other,))
        holder.stdin.close()
        holder.wait()
