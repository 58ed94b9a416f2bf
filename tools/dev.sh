# SPDX-License-Identifier: MIT
# The verbs of ./dev.

packages=(
    gcc g++ gcc-multilib libc6-dev make meson ninja-build pkg-config python3 git ca-certificates
    7zip bzip2 clang-14 clang-format-14 g++-mingw-w64-x86-64
    gcc-mingw-w64-i686 gcc-mingw-w64-x86-64 libclang-rt-14-dev libcmocka-dev libelf-dev
    libffi-dev libsqlite3-dev libssl3 libzydis-dev lld-14
    llvm-14 spin tcl xz-utils
    gfortran gfortran-mingw-w64-x86-64 gnat-mingw-w64-x86-64
    golang-go npm rustc libstd-rust-dev-windows
)

# A stamp per list of packages: nothing is asked of dpkg twice.
dev_setup() {
    local stamp missing=()
    stamp="build/.setup-$(printf '%s\n' "${packages[@]}" | cksum | cut -d' ' -f1)"
    [ -e "$stamp" ] && return 0
    local package
    for package in "${packages[@]}"; do
        [ "$package" = npm ] && command -v npm >/dev/null && continue
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
    done
    if [ ${#missing[@]} -gt 0 ]; then
        local root=()
        [ "$(id -u)" = 0 ] || root=(sudo)
        echo "installing: ${missing[*]}" >&2
        "${root[@]}" apt-get update -qq
        DEBIAN_FRONTEND=noninteractive "${root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
    fi
    mkdir -p build
    touch "$stamp"
}

dev_configure() {
    dev_setup
    [ -e build/build.ninja ] || meson setup build >build/setup.log 2>&1 || {
        cat build/setup.log >&2
        return 1
    }
}

# Quiet unless it fails.
dev_ninja() {
    local log
    log=$(mktemp)
    if ! ninja -C build "$@" >"$log" 2>&1; then
        cat "$log" >&2
        rm -f "$log"
        return 1
    fi
    rm -f "$log"
}

dev_build() {
    dev_configure
    dev_ninja "${@:-decant}"
}

dev_run() {
    [ $# -gt 0 ] || { echo "usage: ./dev run PROGRAM [ARGS]" >&2; return 2; }
    local program=$1
    shift
    dev_build
    if [[ $program == samples/* && ! -e $program ]]; then
        dev_ninja "$program.exe"
        program="build/$program.exe"
    fi
    exec build/decant "$program" "$@"
}

dev_test() {
    dev_configure
    python3 tools/run_tests.py --build build "$@"
}

dev_bench() {
    dev_build
    python3 tests/bench/bench.py build "$@"
}

dev_check() {
    dev_setup
    python3 tools/check.py "$@"
}

dev_fuzz() {
    [ $# -gt 0 ] || { echo "usage: ./dev fuzz TARGET [SECONDS]" >&2; return 2; }
    dev_configure
    python3 tests/fuzz/fuzz.py build "$@"
}
