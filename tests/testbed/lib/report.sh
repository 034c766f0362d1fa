# Talking to whoever started us, and waiting.

STARTED_AT=$(date +%s%N)

say() { printf '%6.1f s  %s\n' "$(($(date +%s%N) - STARTED_AT))e-9" "$*"; }

fail() {
    echo "kubernetes: $*"
    exit 1
}

# wait_for WHAT SECONDS COMMAND...: until the command succeeds. A program of ours that died ends the wait at once.
wait_for() {
    local what=$1 deadline=$((SECONDS + $2)) name
    shift 2
    until "$@" >/dev/null 2>&1; do
        for name in $(started_processes); do
            process_runs "$name" && continue
            tail -n 20 "$LOGS/$name.log"
            fail "$name ended while waiting for $what; its log is $LOGS/$name.log."
        done
        [ $SECONDS -lt $deadline ] || fail "$what did not come in time; the logs are in $LOGS."
        sleep 0.2
    done
    say "$what"
}

lock_cluster() {
    mkdir -p -m 700 "$TESTBED_STATE" "$CONFIG" "$LOGS" "$TESTBED_STATE/processes"
    exec 9>"$TESTBED_STATE/lock"
    flock -n 9 || fail "another run is working on $TESTBED_NAME."
}
