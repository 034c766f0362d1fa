# Programs that outlive this script. Each leaves a file with its process id, start time and fingerprint.

processes=$TESTBED_STATE/processes

# The 22nd field of /proc/PID/stat, the start time, tells a process from a later one with the same id. Zombies do not count.
process_started_at() { sed -n 's/^.*) //; /^Z/!p' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20; }

started_processes() { (cd "$processes" && ls); }

process_runs() { # NAME
    local id at fingerprint
    [ -e "$processes/$1" ] || return 1
    read -r id at fingerprint <"$processes/$1"
    [ "$(process_started_at "$id")" = "$at" ]
}

# start_process NAME PROGRAM ARGUMENT...: nothing when it runs with the same arguments and the same files, else a (re)start.
start_process() {
    local name=$1 wanted id at fingerprint=
    shift
    wanted=$(process_fingerprint "$@")
    if process_runs "$name"; then
        read -r id at fingerprint <"$processes/$name"
        [ "$fingerprint" != "$wanted" ] || return 0
        say "restarting $name"
        stop_process "$name"
    fi
    [ ! -e "$LOGS/$name.log" ] || mv "$LOGS/$name.log" "$LOGS/$name.log.1"
    setsid "$@" >"$LOGS/$name.log" 2>&1 </dev/null 3>&- 9>&- &
    id=$!
    disown "$id"
    echo "$id $(process_started_at "$id") $wanted" >"$processes/$name"
}

process_fingerprint() {
    local word
    for word; do
        echo "$word"
        word=/${word#*/}
        [[ $word != "$TESTBED_STATE"/* || ! -f $word ]] || sha256sum "$word"
    done | sha256sum | cut -c 1-16
}

stop_process() { # NAME [SECONDS]: how long it may take before it is killed
    local id at deadline=$((SECONDS + ${2:-15}))
    if process_runs "$1"; then
        read -r id at _ <"$processes/$1"
        # It is a pipeline, whose other half would go on; containerd's group, on the other hand, is more than containerd.
        if [ "$1" = service-names ]; then kill -- "-$id"; else kill "$id"; fi 2>/dev/null || true
        while process_runs "$1"; do
            [ $SECONDS -lt $deadline ] || kill -KILL "$id" 2>/dev/null || true
            sleep 0.05
        done
    fi
    rm -f "$processes/$1"
}

restart_process() {
    process_runs "$1" || fail "$1 does not run; what runs: $(started_processes | paste -sd ' ')."
    stop_process "$1" 60
    if process_runs kubelet || [ "$1" = kubelet ]; then cluster_up ""; else cluster_up --control-plane; fi
}
