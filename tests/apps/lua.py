#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Lua from Debian's source, built with mingw-w64 (lua.exe and lua54.dll beside it): strings, floats, files, closures,
coroutines, errors; the output must equal the native build's."""
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from apps import check, debian_source, decant, run  # noqa: E402

SCRIPT = r'''
local t = {}
for i = 1, 200000 do t[i] = (i * 7919) % 100003 end
table.sort(t)
print(t[1], t[100000], t[200000])
print(string.format("%5.2f %g %q %x %s", 3.14159, 1e100, 'a "quoted"\n', 255, tostring(nil)))
print(("grüße"):upper(), #("日本"), ("%d+"):rep(2), ("key = value"):match("(%w+)%s*=%s*(%w+)"))
local f = assert(io.open("out.txt", "w"))
for i = 1, 1000 do f:write(i, " ", i * i, "\n") end
f:close()
local sum = 0
for line in io.lines("out.txt") do sum = sum + tonumber(line:match("%d+$")) end
print(sum, os.remove("out.txt"), io.open("none.txt"))
local co = coroutine.wrap(function(a) for i = 1, 3 do a = coroutine.yield(a + i) end end)
print(co(1), co(10), co(100))
print(pcall(error, {code = 5}), select(2, pcall(function() local x = nil; return x.y end)))
print(math.type(3), 7 // 2, -7 // 2, -7 % 3, 2^53, math.maxinteger, 0x7fp3, 1e15, 0.1 + 0.2)
print(os.time({year = 2020, month = 2, day = 29, hour = 12}) - os.time({year = 2020, month = 2, day = 28, hour = 12}))
print(os.getenv("DECANT_LUA"), arg[1], arg[2])
os.exit(7)
'''

with tempfile.TemporaryDirectory(prefix="decant-lua-") as folder:
    for name, words in (("win", ["mingw", "CC=x86_64-w64-mingw32-gcc", "AR=x86_64-w64-mingw32-ar rc",
                                 "RANLIB=x86_64-w64-mingw32-ranlib"]), ("native", ["posix"])):
        shutil.copytree(os.path.join(debian_source("lua5.4"), "src"), os.path.join(folder, name))
        subprocess.run(["make", "-s", "-j2", *words], cwd=os.path.join(folder, name), check=True, capture_output=True)
    os.chdir(folder)
    with open("t.lua", "w", encoding="utf-8") as file:
        file.write(SCRIPT)
    environment = dict(os.environ, DECANT_LUA="from outside")
    ours = decant("win/lua.exe", "t.lua", "one", "two words", code=7, env=environment).stdout.replace(b"\r\n", b"\n")
    theirs = run(["native/lua", "t.lua", "one", "two words"], code=7, env=environment).stdout
    check(ours == theirs, "decant: %s\nnative: %s" % (ours.decode(), theirs.decode()))
    decant("win/luac.exe", "-o", "t.luac", "t.lua")
    check(decant("win/lua.exe", "t.luac", "one", "two words", code=7, env=environment).stdout.replace(b"\r\n", b"\n") == ours,
          "the compiled script does something else")
    check(decant("win/lua.exe", "-", input=b"print(1+1)\n").stdout.split() == [b"2"], "a script from standard input")
    check(b"syntax error" in decant("win/lua.exe", "-e", "x x", code=1).stderr, "a syntax error is not reported")
