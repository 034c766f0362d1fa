# The node's own mount namespace. Every kubelet keeps pods' logs in /var/log/pods, which cannot be set, and removes there what it does
# not know: without this, two nodes on one machine delete each other's.

NODE_MOUNTS=$RUN/mounts/node

mounts_up() {
    [ ! -e "$NODE_MOUNTS" ] || return 0
    mkdir -p "$RUN/mounts" "$LOGS/pods" "$LOGS/containers" /var/log/pods /var/log/containers
    # The kernel keeps a mount namespace only in a mount that is propagated nowhere.
    mount --bind "$RUN/mounts" "$RUN/mounts"
    mount --make-private "$RUN/mounts"
    touch "$NODE_MOUNTS"
    unshare --mount="$NODE_MOUNTS" --propagation slave sh -ec '
        for folder in pods containers; do mount --bind "$1/$folder" "/var/log/$folder"; done' sh "$LOGS"
}

# What is mounted in it goes with the last process in it.
mounts_down() {
    [ ! -e "$NODE_MOUNTS" ] || umount -l "$NODE_MOUNTS" 2>/dev/null || true
    ! mountpoint -q "$RUN/mounts" || umount -l "$RUN/mounts"
}

# Before a program's name: puts it into the node's namespaces.
on_node=(nsenter --net="/run/netns/$TESTBED_NAME" --mount="$NODE_MOUNTS" --)
