# Images without docker and without a registry.

PAUSE_IMAGE=localhost/openclaw-testbed/pause:1
BUSYBOX_IMAGE=localhost/openclaw-testbed/busybox:1 # a shell, a web server and the like, for tests

node_ctr() { ctr --address "$CONTAINERD_SOCKET" --namespace k8s.io "$@"; }

load_image() {
    [ -r "$1" ] || fail "there is no image file $1."
    process_runs containerd || fail "the node does not run; start it with: kubernetes up"
    node_ctr images import "$1"
}

need_images() {
    need_image "$PAUSE_IMAGE" '{"Entrypoint":["/pause"]}' put_pause
    need_image "$BUSYBOX_IMAGE" '{"Env":["PATH=/bin"],"Cmd":["sh"]}' put_busybox
}

need_image() { # NAME CONFIG COMMAND: the command puts the files into the folder it is given
    local folder=$TESTBED_STATE/image
    [ -z "$(node_ctr images list -q "name==$1")" ] || return 0
    mkdir -p "$folder/root"
    "$3" "$folder/root"
    pack_image "$folder/image.tar" "$1" "$folder/root" "$2"
    load_image "$folder/image.tar" >/dev/null
    rm -rf "$folder"
}

put_pause() { cp "$BIN/pause" "$1/pause"; }

put_busybox() {
    mkdir -p "$1/bin" "$1/etc"
    mkdir -m 1777 "$1/tmp"
    cp /bin/busybox "$1/bin/busybox"
    /bin/busybox --list | grep -vx busybox | while read -r program; do ln -s busybox "$1/bin/$program"; done
    echo 'root:x:0:0:root:/:/bin/sh' >"$1/etc/passwd"
}

# pack_image OUTPUT.tar NAME:TAG ROOT CONFIG: one layer out of a folder, as an OCI layout. CONFIG is the image's "config" object.
pack_image() (
    set -e
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    mkdir -p "$folder/blobs/sha256"
    add_blob() { # FILE: moves it to its place and prints "digest":...,"size":...
        local hash
        hash=$(sha256sum "$1" | cut -d ' ' -f 1)
        printf '"digest":"sha256:%s","size":%s' "$hash" "$(stat -c %s "$1")"
        mv "$1" "$folder/blobs/sha256/$hash"
    }
    platform="\"architecture\":\"$(dpkg --print-architecture)\",\"os\":\"linux\""
    tar -C "$3" --sort=name --numeric-owner -cf "$folder/layer" .
    layer=$(add_blob "$folder/layer")
    printf '{%s,"config":%s,"rootfs":{"type":"layers","diff_ids":["%s"]}}' "$platform" "$4" "$(cut -d '"' -f 4 <<<"$layer")" >"$folder/config"
    image=$(add_blob "$folder/config")
    printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json",%s},"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar",%s}]}' \
        "$image" "$layer" >"$folder/manifest"
    manifest=$(add_blob "$folder/manifest")
    printf '{"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json",%s,"platform":{%s},"annotations":{"io.containerd.image.name":"%s"}}]}' \
        "$manifest" "$platform" "$2" >"$folder/index.json"
    printf '{"imageLayoutVersion":"1.0.0"}' >"$folder/oci-layout"
    tar -C "$folder" -cf "$1" oci-layout index.json blobs
)
