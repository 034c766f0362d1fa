# Kubernetes' programs, built once from Debian's source package and cached by its version.

BUILD_RECIPE=1 # raise it when a change here changes what is built
GO=/usr/lib/go-1.19/bin/go
REFLECT2=/usr/share/gocode/src/github.com/modern-go/reflect2
BUILD=$TESTBED_CACHE/build
BIN= # the folder with the programs, set by need_programs

# need_programs NAME...: finds a cached build that has them all, or completes one.
need_programs() {
    if find_build "$@"; then return; fi
    build_programs "$@" # not in a condition, where it would run on after a failed step
    find_build "$@" || fail "the build made no $*."
}

find_build() {
    local folder program
    while read -r folder; do
        for program; do [ -x "$folder/$program" ] || continue 2; done
        BIN=$folder
        return 0
    done < <(ls -dv "$TESTBED_CACHE/bin/kubernetes-"${TESTBED_KUBERNETES_VERSION:-*}"-r$BUILD_RECIPE" 2>/dev/null | tac)
    return 1
}

program_path() { # NAME
    find_build "$1" || fail "$1 was not built here yet; kubernetes up does."
    echo "$BIN/$1" >&3
}

build_programs() (
    set -e
    mkdir -p "$BUILD"
    exec 8>"$BUILD/lock"
    flock 8 # another cluster of this user may be building
    need_build_packages
    fetch_source
    version=$(cat "$BUILD/version")
    output=$TESTBED_CACHE/bin/kubernetes-$version-r$BUILD_RECIPE
    mkdir -p "$output"
    cd "$BUILD/gopath/src/k8s.io/kubernetes"
    export GOPATH=$BUILD/gopath GOCACHE=$BUILD/gocache GO111MODULE=off GOFLAGS= GOPROXY=off CGO_ENABLED=0
    if ! [ -e "$BUILD/prepared" ]; then prepare_source; fi
    for program; do
        if ! [ -x "$output/$program" ]; then build_program "$program" "$output/$program" "${version#*really}"; fi
    done
)

# The source comes from where this machine's apt gets its packages, without touching apt's own lists.
fetch_source() {
    local apt=(apt-get -qq -o Dir::Etc::SourceList="$BUILD/sources.list" -o Dir::Etc::SourceParts=/dev/null
        -o Dir::State::Lists="$BUILD/lists" -o APT::Sandbox::User=root)
    if [ -e "$BUILD/version" ]; then return; fi
    say "fetching the source of kubernetes"
    mkdir -p "$BUILD/lists/partial" "$BUILD/download"
    apt-get indextargets --format '$(ORIGIN) $(CODENAME) $(COMPONENT) $(REPO_URI) $(RELEASE)' 'Identifier: Packages' |
        sed -n 's|^Debian bookworm[^ ]* main \([^ ]*\) \([^ ]*\)$|deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] \1 \2 main|p' |
        sort -u >"$BUILD/sources.list"
    [ -s "$BUILD/sources.list" ] || fail "apt knows no Debian bookworm source; run apt-get update."
    "${apt[@]}" update
    (cd "$BUILD/download" && "${apt[@]}" source --download-only "kubernetes${TESTBED_KUBERNETES_VERSION:+=$TESTBED_KUBERNETES_VERSION}")
    rm -rf "$BUILD/gopath" "$BUILD/prepared" "$BUILD/version"
    mkdir -p "$BUILD/gopath/src/k8s.io"
    dpkg-source --no-check -x "$BUILD"/download/kubernetes_*.dsc "$BUILD/gopath/src/k8s.io/kubernetes" >/dev/null
    sed -n 's/^Version: //p' "$BUILD"/download/kubernetes_*.dsc | head -n 1 >"$BUILD/version"
}

prepare_source() {
    say "generating the OpenAPI definitions"
    # The vendored reflect2 links against runtime functions that Go 1.19 no longer has.
    rm -f vendor/github.com/modern-go/reflect2/*.{go,s}
    cp "$REFLECT2"/*.{go,s} vendor/github.com/modern-go/reflect2/
    "$GO" build -o "$BUILD/openapi-gen" ./vendor/k8s.io/kube-openapi/cmd/openapi-gen
    local inputs
    inputs=$(grep -rlE --include='*.go' '^// *\+k8s:openapi-gen=' pkg staging/src/k8s.io |
        grep -vE '/(code-generator|sample-[a-z-]*)/' | xargs -n 1 dirname | sort -u |
        sed 's|^staging/src/|vendor/|; s|^|k8s.io/kubernetes/|' | paste -sd ,)
    "$BUILD/openapi-gen" --input-dirs "$inputs" --output-package k8s.io/kubernetes/pkg/generated/openapi \
        --output-base "$BUILD/gopath/src" --output-file-base zz_generated.openapi \
        --go-header-file hack/boilerplate/boilerplate.generatego.txt --report-filename "$BUILD/openapi-violations"
    touch "$BUILD/prepared"
}

# build_program NAME OUTPUT VERSION: the version is Debian's, of which the first part is Kubernetes' own.
build_program() {
    local started=$SECONDS package flags=(-s -w) version=v${3%%-*} minor source=./cmd/$1
    minor=${version#*.}
    for package in component-base/version client-go/pkg/version; do
        package=k8s.io/kubernetes/vendor/k8s.io/$package
        flags+=(-X "$package.gitVersion=$version" -X "$package.gitMajor=1" -X "$package.gitMinor=${minor%%.*}"
            -X "$package.gitTreeState=clean" -X "$package.buildDate=1970-01-01T00:00:00Z")
    done
    [ "$1" != pause ] || source=$TESTBED_HOME/images/pause.go
    say "building $1"
    "$GO" build -trimpath -ldflags "${flags[*]}" -o "$2.partial" "$source"
    mv "$2.partial" "$2"
    say "built $1 in $((SECONDS - started)) s"
}
