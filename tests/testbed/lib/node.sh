# What pods leave on the machine: containers, mounts, control groups.

remove_pods() {
    local id
    for id in $(node_ctr tasks list -q); do node_ctr tasks kill --all --signal KILL "$id" 2>/dev/null || true; done
    for id in $(node_ctr tasks list -q); do node_ctr tasks delete --force "$id" >/dev/null 2>&1 || true; done
    for id in $(node_ctr containers list -q); do
        node_ctr containers delete "$id" >/dev/null 2>&1 || true
        rm -f "/var/lib/cni/results/$TESTBED_NAME-$id-eth0" "/var/lib/cni/results/cni-loopback-$id-lo"
    done
}

# After the programs are gone: shims that outlived containerd, pods' processes, mounts.
end_leftovers() {
    local file id path
    for file in /proc/[0-9]*/cmdline; do
        if tr '\0' ' ' <"$file" | grep -q "^[^ ]*containerd-shim[^ ]* .*-address $CONTAINERD_SOCKET "; then
            id=${file#/proc/}
            kill -KILL "${id%/cmdline}" 2>/dev/null || true
        fi
    done 2>/dev/null
    cgroup_folders | while read -r path; do
        while read -r id; do kill -KILL "$id" 2>/dev/null || true; done <"$path/cgroup.procs"
    done
    awk '{ print $2 }' /proc/mounts | sort -r | while read -r path; do
        case $path in
            "$RUN"/* | "$TESTBED_STATE"/*) umount -l "$path" ;;
        esac
    done
}

# The kubelet wants its root control group to be there; version 1 has one tree a controller, version 2 one for all.
need_cgroup() {
    local tree file
    for tree in $(cgroup_trees); do
        [ "$(cgroup_version)" = 1 ] || share_controllers "$tree"
        mkdir -p "$tree/$TESTBED_NAME"
        for file in cpuset.cpus cpuset.mems; do
            [ ! -e "$tree/$file" ] || cat "$tree/$file" >"$tree/$TESTBED_NAME/$file"
        done
        # All pods together weigh as much as one process outside, unless told otherwise: on a busy machine they would starve.
        [ ! -e "$tree/$TESTBED_NAME/cpu.shares" ] || echo 8192 >"$tree/$TESTBED_NAME/cpu.shares"
        [ ! -e "$tree/$TESTBED_NAME/cpu.weight" ] || echo 800 >"$tree/$TESTBED_NAME/cpu.weight"
    done
}

# share_controllers TREE: version 2 lets the groups below use only what the root passes on, and in a container, whose root is not the
# machine's, it does so only while no process is in the root itself.
share_controllers() {
    local all id
    all=$(grep -owE 'cpu|cpuset|hugetlb|memory|pids' "$1/cgroup.controllers" | sed 's/^/+/' | paste -sd ' ')
    { echo "$all" >"$1/cgroup.subtree_control"; } 2>/dev/null && return
    mkdir -p "$1/others"
    while read -r id; do { echo "$id" >"$1/others/cgroup.procs"; } 2>/dev/null || true; done <"$1/cgroup.procs"
    echo "$all" >"$1/cgroup.subtree_control"
}

cgroup_version() { if [ -e /sys/fs/cgroup/cgroup.controllers ]; then echo 2; else echo 1; fi; }

remove_cgroup() {
    local path
    cgroup_folders | sort -r | while read -r path; do rmdir "$path" 2>/dev/null || true; done
}

cgroup_trees() { awk '$3 == "cgroup" || $3 == "cgroup2" { print $2 }' /proc/mounts | sort -u; }

cgroup_folders() {
    local tree
    for tree in $(cgroup_trees); do
        [ ! -d "$tree/$TESTBED_NAME" ] || find "$tree/$TESTBED_NAME" -type d
    done
}
