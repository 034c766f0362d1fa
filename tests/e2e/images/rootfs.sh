# A small root file system out of what Debian's packages put on this machine. Sourced.

# add_libraries ROOT FILE...: copies what the programs in these files and folders load, to the paths it has here.
add_libraries() {
    local root=$1 library
    shift
    find "$@" -type f \( -name '*.so' -o -name '*.so.*' -o -perm /111 \) -exec ldd {} + 2>/dev/null |
        sed -n 's/.*=> \(\/[^ ]*\) (.*/\1/p; s/^\t\(\/[^ ]*\) (.*/\1/p' | sort -u |
        while read -r library; do
            [ ! -e "$root$library" ] || continue
            mkdir -p "$root$(dirname "$library")"
            cp -L "$library" "$root$library"
        done
}

# add_programs ROOT PROGRAM...: copies programs and folders, at the paths they have here, with their libraries.
add_programs() {
    local root=$1 program
    shift
    for program in "$@"; do
        mkdir -p "$root$(dirname "$program")"
        cp -aL "$program" "$root$program"
    done
    add_libraries "$root" "$@"
}

# add_base ROOT: a shell with the usual tools, users, certificates and writable places.
add_base() {
    mkdir -p "$1"/{bin,etc/ssl/certs,home/node,proc,sys,dev,root,usr/bin}
    mkdir -p -m 1777 "$1/tmp"
    chown 1000:1000 "$1/home/node"
    cp "$(command -v busybox)" "$1/bin/busybox"
    "$1/bin/busybox" --list | grep -vx busybox | while read -r name; do ln -sf busybox "$1/bin/$name"; done
    printf '%s\n' 'root:x:0:0::/root:/bin/sh' 'node:x:1000:1000::/home/node:/bin/sh' 'nobody:x:65534:65534::/tmp:/bin/sh' >"$1/etc/passwd"
    printf '%s\n' 'root:x:0:' 'node:x:1000:' 'nogroup:x:65534:' >"$1/etc/group"
    echo 'hosts: files dns' >"$1/etc/nsswitch.conf"
    cp -L /etc/ssl/certs/ca-certificates.crt "$1/etc/ssl/certs/ca-certificates.crt"
    cp /etc/services "$1/etc/services" 2>/dev/null || : # only for programs that look names of ports up
}
